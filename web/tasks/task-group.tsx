import type { ReactNode } from 'react'
import type { TaskSummary } from '#api/tasks.ts'
import { useFormat } from '#web/ui/format.ts'
import styles from './my-tasks.module.css'
import { TaskRow } from './task-row.tsx'

interface Props {
  title: string
  tasks: readonly TaskSummary[]
  late?: boolean
  /** Where a row leads instead of to its task. */
  href?: (task: TaskSummary) => string
  when?: (task: TaskSummary) => ReactNode
  action?: (task: TaskSummary) => ReactNode
  end?: ReactNode
}

/** My tasks under one heading, with how many they are. */
export function TaskGroup({ title, tasks, late = false, href, when, action, end }: Props) {
  const format = useFormat()
  return (
    <section className={styles.group}>
      <header className={styles.head} data-late={late || undefined}>
        <h2 className={styles.title}>{title}</h2>
        <span className={styles.count}>{format.number(tasks.length)}</span>
        {end && <span className={styles.end}>{end}</span>}
      </header>
      <ul aria-label={title} className={styles.list}>
        {tasks.map((task) => (
          <TaskRow
            key={task.id}
            task={task}
            {...(href && { href: href(task) })}
            when={when?.(task)}
            action={action?.(task)}
          />
        ))}
      </ul>
    </section>
  )
}
