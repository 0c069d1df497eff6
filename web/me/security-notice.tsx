import type { ReactNode } from 'react'
import { cx } from '#web/ui/cx.ts'
import styles from './security.module.css'

interface Props {
  icon: ReactNode
  tone: 'amber' | 'red'
  title: string
  action: ReactNode
  children: ReactNode
}

/** Above the page: something that waits for this person. */
export const SecurityNotice = ({ icon, tone, title, action, children }: Props) => (
  <section className={cx(styles.notice, styles[tone])}>
    <span className={styles.sign}>{icon}</span>
    <div className={styles.words}>
      <h2 className={styles.title}>{title}</h2>
      <p>{children}</p>
    </div>
    {action}
  </section>
)
