import { CalendarClock } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskStatus, TaskSummary } from '#api/tasks.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Badge, type Tone } from '#web/ui/badge.tsx'
import { cx } from '#web/ui/cx.ts'
import { useHourCycle } from '#web/ui/regional.ts'
import { isLate } from './is-late.ts'
import { StatusIcon } from './status-icon.tsx'
import styles from './task-words.module.css'

export const statusTones: Record<TaskStatus, Tone> = {
  unassigned: 'amber',
  ongoing: 'blue',
  done: 'green',
}

export function TaskState({ status }: { status: TaskStatus }) {
  const { t } = useTranslation()
  return (
    <span className={styles.state}>
      <StatusIcon status={status} />
      {t(`tasks.status.${status}`)}
    </span>
  )
}

export function SampleBadge() {
  const { t } = useTranslation()
  return <Badge>{t('tasks.sample')}</Badge>
}

/** Until when it is to be done; what is late stands out, in words too. */
export function Due({
  task,
  plain = false,
}: {
  task: Pick<TaskSummary, 'status' | 'endsAt'>
  /** Under a heading that says what time it is. */
  plain?: boolean
}) {
  const { t } = useTranslation()
  const time = useTaskTime()
  const late = isLate(task)
  return (
    <time dateTime={task.endsAt} className={cx(styles.due, late && styles.late)}>
      {!plain && <CalendarClock size={14} strokeWidth={1.5} aria-hidden />}
      {late && <span className="visually-hidden">{t('tasks.late')}</span>}
      {time(task.endsAt)}
    </time>
  )
}

const tilesMax = 3

/** One by name, several as tiles with their names for those who hover or hear. */
export function People({ people }: { people: TaskSummary['assignees'] }) {
  const { t } = useTranslation()
  const [first, second] = people
  if (!first) return <>{t('tasks.nobody')}</>
  if (!second) return <Avatar id={first.id} name={first.name} size={20} named />
  return <Faces people={people} />
}

/** Their tiles alone, as many as there is room for. */
export function Faces({ people }: { people: TaskSummary['assignees'] }) {
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

/** A task's time, short: `31 Mar, 08:30`, with the year where it is not this one. */
export function useTaskTime(): (time: string) => string {
  const { i18n } = useTranslation()
  const timeZone = useTimeZone()
  const hours = useHourCycle()
  return useMemo(() => {
    const year = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone })
    const parts = { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' } as const
    const near = new Intl.DateTimeFormat(i18n.language, { ...parts, ...hours, timeZone })
    const withYear = { ...parts, ...hours, year: 'numeric', timeZone } as const
    const far = new Intl.DateTimeFormat(i18n.language, withYear)
    return (time) => {
      const moment = new Date(time)
      return (year.format(moment) === year.format() ? near : far).format(moment)
    }
  }, [i18n.language, timeZone, hours])
}
