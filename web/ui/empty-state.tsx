import type { ReactNode } from 'react'
import styles from './state.module.css'

interface Props {
  /** A lucide icon of 20 px. */
  icon: ReactNode
  /** What this is: "No tasks yet". */
  title: string
  /** Why it is empty, and what it is good for. */
  children: ReactNode
  /** One button. */
  action?: ReactNode
}

/** Where a list has nothing to show. */
export function EmptyState({ icon, title, children, action }: Props) {
  return (
    <section className={styles.state}>
      <span className={styles.icon}>{icon}</span>
      <h2 className={styles.title}>{title}</h2>
      <div className={styles.words}>{children}</div>
      {action}
    </section>
  )
}
