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
  /** 1 where this is the whole page. */
  level?: 1 | 2
}

/** Where a list has nothing to show. */
export function EmptyState({ icon, title, children, action, level = 2 }: Props) {
  const Heading = `h${level}` as const
  return (
    <section className={styles.state}>
      <span className={styles.icon}>{icon}</span>
      <Heading className={styles.title}>{title}</Heading>
      <div className={styles.words}>{children}</div>
      {action}
    </section>
  )
}
