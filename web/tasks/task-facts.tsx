import { useTranslation } from 'react-i18next'
import type { Task } from '#api/tasks.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { useFormat } from '#web/ui/format.ts'
import { isLate } from './is-late.ts'
import styles from './task-panel.module.css'
import { SampleBadge, TaskState } from './task-words.tsx'

/** What stands where and when, and who made it. */
export function TaskFacts({ task }: { task: Task }) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const by = (time: string, person: Task['createdBy']) =>
    person
      ? t('tasks.when-by', { time: format.dateTime(time), name: person.name })
      : format.dateTime(time)
  return (
    <Facts
      facts={[
        {
          name: t('tasks.status-title'),
          value: (
            <span className={styles.state}>
              <TaskState status={task.status} />
              {isLate(task) && <Badge tone="red">{t('tasks.late')}</Badge>}
              {task.sample && <SampleBadge />}
            </span>
          ),
        },
        { name: t('tasks.start'), value: format.dateTime(task.startsAt) },
        { name: t('tasks.end'), value: format.dateTime(task.endsAt) },
        { name: t('tasks.created'), value: by(task.createdAt, task.createdBy) },
        ...(task.doneAt
          ? [{ name: t('tasks.status.done'), value: by(task.doneAt, task.doneBy) }]
          : []),
      ]}
    />
  )
}
