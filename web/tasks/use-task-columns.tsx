import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskSummary } from '#api/tasks.ts'
import { useColumns } from '#web/ui/column-chooser.tsx'
import type { Column } from '#web/ui/table.tsx'
import { StatusIcon } from './status-icon.tsx'
import { Due, People, SampleBadge, useTaskTime } from './task-words.tsx'
import styles from './tasks.module.css'

/** The columns of the task list (TK1), and which of them this browser shows. */
export function useTaskColumns() {
  const { t } = useTranslation()
  const time = useTaskTime()
  const all = useMemo(
    (): Column<TaskSummary>[] => [
      {
        id: 'title',
        header: t('tasks.title'),
        title: true,
        width: '30%',
        cell: ({ title, sample, status }) => (
          <span className={styles.titled}>
            <StatusIcon status={status} />
            <span className="visually-hidden">{t(`tasks.status.${status}`)}</span>
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
        width: '12%',
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
        width: '134px',
        sortable: true,
        cell: ({ startsAt }) => <time dateTime={startsAt}>{time(startsAt)}</time>,
      },
      {
        id: 'end',
        header: t('tasks.end'),
        width: '134px',
        cell: (task) => <Due task={task} plain />,
      },
    ],
    [t, time],
  )
  return useColumns('tasks', all)
}
