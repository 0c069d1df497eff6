import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskStatus } from '#api/tasks.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Badge, type Tone } from '#web/ui/badge.tsx'
import { useHourCycle } from '#web/ui/regional.ts'
import { StatusDot } from '#web/ui/status-dot.tsx'

const tones: Record<TaskStatus, Tone> = { unassigned: 'amber', ongoing: 'blue', done: 'green' }

export function TaskState({ status }: { status: TaskStatus }) {
  const { t } = useTranslation()
  return <StatusDot tone={tones[status]}>{t(`tasks.status.${status}`)}</StatusDot>
}

export function SampleBadge() {
  const { t } = useTranslation()
  return <Badge>{t('tasks.sample')}</Badge>
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
