import type { ReactNode } from 'react'
import { cx } from '#web/ui/cx.ts'
import styles from './notice.module.css'

interface Props {
  icon: ReactNode
  tone: 'amber' | 'red' | 'quiet'
  title: string
  action: ReactNode
  children: ReactNode
}

/** Above a page or a list: something that waits for this person, and what to do about it. */
export const Notice = ({ icon, tone, title, action, children }: Props) => (
  <section className={cx(styles.notice, styles[tone])}>
    <span className={styles.sign}>{icon}</span>
    <div className={styles.body}>
      <div className={styles.words}>
        <h2 className={styles.title}>{title}</h2>
        <p>{children}</p>
      </div>
      {action}
    </div>
  </section>
)
