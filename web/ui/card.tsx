import type { ReactNode } from 'react'
import styles from './card.module.css'
import { cx } from './cx.ts'

interface Props {
  title?: string
  lead?: ReactNode
  /** At the end of the title's line. */
  action?: ReactNode
  /** Content that reaches the card's edges: a table, a list. */
  flush?: boolean
  children: ReactNode
}

/** A quiet box around what belongs together. */
export function Card({ title, lead, action, flush = false, children }: Props) {
  return (
    <section className={styles.card}>
      {(title || action) && (
        <header className={styles.head}>
          <div>
            {title && <h2 className={styles.title}>{title}</h2>}
            {lead && <p className={styles.lead}>{lead}</p>}
          </div>
          {action}
        </header>
      )}
      <div className={cx(styles.body, flush && styles.flush)}>{children}</div>
    </section>
  )
}
