import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskSummary } from '#api/tasks.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { useColumns } from '#web/ui/column-chooser.tsx'
import type { Column } from '#web/ui/table.tsx'
import { SampleBadge, TaskState, useTaskTime } from './task-words.tsx'
import styles from './tasks.module.css'

/** The columns of the task list (TK1), and which of them this browser shows. */
export function useTaskColumns() {
  const { t } = useTranslation()
  const time = useTaskTime()
  const all = useMemo(
    (): Column<TaskSummary>[] => [
      {
        id: 'status',
        header: t('tasks.status-title'),
        width: '108px',
        // On a phone, the tab above has said it.
        wideOnly: true,
        cell: ({ status }) => <TaskState status={status} />,
      },
      {
        id: 'title',
        header: t('tasks.title'),
        title: true,
        width: '24%',
        cell: ({ title, sample }) => (
          <span className={styles.titled}>
            <span className={styles.words} title={title}>
              {title}
            </span>
            {sample && <SampleBadge />}
          </span>
        ),
      },
      {
        id: 'flow',
        header: t('tasks.flow'),
        width: '10%',
        cell: ({ flow }) => <span title={flow.name}>{flow.name}</span>,
      },
      {
        id: 'hub',
        header: t('tasks.hub'),
        width: '13%',
        cell: ({ hub }) => <span title={hub.name}>{hub.name}</span>,
      },
      {
        id: 'assignees',
        header: t('tasks.assignees'),
        cell: ({ assignees }) => <People people={assignees} />,
      },
      {
        id: 'start',
        header: t('tasks.start'),
        width: '142px',
        cell: ({ startsAt }) => <time dateTime={startsAt}>{time(startsAt)}</time>,
      },
      {
        id: 'end',
        header: t('tasks.end'),
        width: '142px',
        cell: ({ endsAt }) => <time dateTime={endsAt}>{time(endsAt)}</time>,
      },
    ],
    [t, time],
  )
  return useColumns('tasks', all)
}

const tilesMax = 3

/** One by name, several as tiles with their names for those who hover or hear. */
function People({ people }: { people: TaskSummary['assignees'] }) {
  const { t } = useTranslation()
  const [first, second] = people
  if (!first) return <>{t('tasks.nobody')}</>
  if (!second) return <Avatar id={first.id} name={first.name} size={20} named />
  const names = people.map(({ name }) => name).join(', ')
  return (
    <span className={styles.people} title={names}>
      <span className="visually-hidden">{names}</span>
      {people.slice(0, tilesMax).map(({ id, name }) => (
        <Avatar key={id} id={id} name={name} size={20} />
      ))}
      {people.length > tilesMax && (
        <span aria-hidden className={styles.rest}>
          +{people.length - tilesMax}
        </span>
      )}
    </span>
  )
}
