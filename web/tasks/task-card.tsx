import { Ellipsis, GripVertical } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { TaskStatus, type TaskSummary } from '#api/tasks.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { cx } from '#web/ui/cx.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Link } from '#web/ui/link.tsx'
import { Menu, MenuItem } from '#web/ui/menu.tsx'
import { StatusIcon } from './status-icon.tsx'
import styles from './task-board.module.css'
import { Due, Faces, SampleBadge } from './task-words.tsx'
import type { CardDrag } from './use-card-drag.ts'
import type { StatusMoves } from './use-status-moves.tsx'

interface Props {
  task: TaskSummary
  moves: StatusMoves
  describedBy: string
  isDragged: boolean
  handlers: ReturnType<CardDrag['card']>
  /** Shift and an arrow key. */
  onMoveKey: (key: string) => void
}

/** A task on the board. */
export function TaskCard({ task, moves, describedBy, isDragged, handlers, onMoveKey }: Props) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { withQuery } = useGo()
  const open = task.status !== 'done'
  return (
    <li
      data-card={task.id}
      className={cx(styles.card, open && styles.movable, isDragged && styles.dragged)}
      {...(open && handlers)}
      onKeyDown={(event) => {
        if (event.shiftKey && event.key.startsWith('Arrow')) onMoveKey(event.key)
      }}
    >
      <div className={styles.top}>
        <Link
          kind="plain"
          href={withQuery(paths.task(slug, task.id))}
          aria-describedby={describedBy}
          className={styles.title}
        >
          {task.title}
        </Link>
        {open && (
          <span data-grip="" className={styles.grip} aria-hidden>
            <GripVertical size={14} />
          </span>
        )}
        {open && (
          <span className={styles.menu}>
            <Menu
              label={t('tasks.board.move-to')}
              onAction={(key) => {
                const to = TaskStatus.options.find((one) => one === key)
                if (to) moves.move(task, to)
              }}
              trigger={
                <IconButton
                  size="small"
                  label={t('tasks.board.move-one', { title: task.title })}
                  icon={<Ellipsis size={14} />}
                />
              }
            >
              {TaskStatus.options
                .filter((to) => to !== task.status)
                .map((to) => (
                  <MenuItem
                    key={to}
                    id={to}
                    icon={<StatusIcon status={to} />}
                    disabledReason={moves.refusal(task, to)}
                  >
                    {t(`tasks.board.to.${to}`)}
                  </MenuItem>
                ))}
            </Menu>
          </span>
        )}
      </div>
      <p className={styles.facts}>
        {task.flow.name} · {task.hub.name}
      </p>
      <div className={styles.foot}>
        <Due task={task} />
        {task.sample && <SampleBadge />}
        {task.assignees.length > 0 && (
          <span className={styles.faces}>
            <Faces people={task.assignees} />
          </span>
        )}
      </div>
    </li>
  )
}
