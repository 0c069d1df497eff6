import type { ReactNode } from 'react'
import type { Client } from '#api/client.ts'
import { cx } from '#web/ui/cx.ts'
import styles from './security.module.css'

/** How one proves who one is, as the server tells it. */
export type Security = Awaited<ReturnType<Client['getMySecurity']>>

interface Props {
  icon: ReactNode
  title: string
  /** Beside the title: a word that must not be overlooked. */
  badge?: ReactNode
  /** How it stands, in one or two sentences. */
  state: ReactNode
  /** What can be done about it; the usual first. */
  actions?: ReactNode
  danger?: boolean
  /** Below: lines of their own, a list. */
  children?: ReactNode
}

/** One matter of security: what it is, how it stands, what can be done. */
export const SecurityCard = ({
  icon,
  title,
  badge,
  state,
  actions,
  danger = false,
  children,
}: Props) => (
  <section className={cx(styles.card, danger && styles.danger)}>
    <div className={styles.head}>
      <div className={styles.what}>
        <span className={styles.icon}>{icon}</span>
        <div className={styles.words}>
          <h2 className={styles.title}>
            {title}
            {badge}
          </h2>
          <div className={styles.state}>{state}</div>
        </div>
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
    {children && <div className={styles.part}>{children}</div>}
  </section>
)
