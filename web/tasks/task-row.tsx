import type { ReactNode } from 'react'
import type { TaskSummary } from '#api/tasks.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { cx } from '#web/ui/cx.ts'
import { Link } from '#web/ui/link.tsx'
import { StatusIcon } from './status-icon.tsx'
import styles from './task-row.module.css'
import { Due, Faces, SampleBadge } from './task-words.tsx'

interface Props {
  task: Pick<TaskSummary, 'id' | 'title' | 'status' | 'hub' | 'assignees' | 'endsAt'> &
    Partial<Pick<TaskSummary, 'flow' | 'sample'>>
  /** Where the row leads instead of to the task. */
  href?: string
  /** Instead of until when it is to be done. */
  when?: ReactNode
  /** At the end of the row. */
  action?: ReactNode
  marked?: boolean
  onPoint?: (over: boolean) => void
}

/** A task in two lines, as a link to it: what, then where, who, when. */
export function TaskRow({ task, href, when, action, marked = false, onPoint }: Props) {
  const { slug } = useSession().organization
  const { withQuery } = useGo()
  const point = (over: boolean) => () => onPoint?.(over)
  return (
    <li
      className={cx(styles.row, marked && styles.marked)}
      data-task={task.id}
      onPointerEnter={point(true)}
      onPointerLeave={point(false)}
      onFocus={point(true)}
      onBlur={point(false)}
    >
      <span className={styles.status}>
        <StatusIcon status={task.status} />
      </span>
      <div className={styles.words}>
        <div className={styles.head}>
          <Link
            kind="plain"
            href={href ?? withQuery(paths.task(slug, task.id))}
            className={styles.title}
          >
            {task.title}
          </Link>
          {task.sample && <SampleBadge />}
        </div>
        <div className={styles.facts}>
          {when ?? <Due task={task} />}
          <span className={styles.place}>
            {[task.flow?.name, task.hub.name].filter(Boolean).join(' · ')}
          </span>
        </div>
      </div>
      {task.assignees.length > 0 && <Faces people={task.assignees} />}
      {action && <div className={styles.action}>{action}</div>}
    </li>
  )
}
