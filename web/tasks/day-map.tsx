import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { CalendarOff, X } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TaskPlace, TaskStatus } from '#api/tasks.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { LazyPointsMap } from '#web/shell/lazy-points-map.tsx'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useHourCycle } from '#web/ui/regional.ts'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { addDays, type Day, dayNow, dayOf, readDay, startOf } from './day.ts'
import styles from './day-map.module.css'
import { DayStepper } from './day-stepper.tsx'
import { StatusIcon } from './status-icon.tsx'
import { TaskRow } from './task-row.tsx'
import { statusTones } from './task-words.tsx'
import type { TaskFilters } from './use-task-filters.tsx'

const nothing: readonly TaskPlace[] = []

/** The tasks that start on a day, on a map and in a list beside it; a task without a place stands at its hub. */
export function DayMap({ filters }: { filters: TaskFilters }) {
  const { t } = useTranslation()
  const address = useAddress()
  const timeZone = useTimeZone()
  const day = readDay(address.get('day')) ?? dayNow(timeZone)
  const toDay = (next: Day) =>
    address.set({ day: next === dayNow(timeZone) ? null : next }, { replace: false })
  const { asked, status } = filters
  const wanted = { ...asked, status, sort: 'earliest' as const }
  const places = useQuery({
    ...query('listTaskPlaces', {
      query: {
        ...wanted,
        startsFrom: startOf(day, timeZone),
        startsTo: startOf(addDays(day, 1), timeZone),
      },
    }),
    placeholderData: keepPreviousData,
  })
  const items = places.data?.items ?? nothing
  return (
    <>
      <DayStepper day={day} onChange={toDay} />
      {places.error && !places.data ? (
        <ErrorState error={places.error} retry={() => void places.refetch()} />
      ) : (
        <Places
          // Another day begins with nothing chosen.
          key={day}
          items={places.data ? items : undefined}
          more={places.data?.more ?? false}
          empty={<NoPlaces day={day} wanted={wanted} onGo={toDay} filters={filters} />}
        />
      )}
      <p className="visually-hidden" aria-live="polite">
        {places.data && !places.isPlaceholderData
          ? t('tasks.map.count', { count: items.length })
          : ''}
      </p>
    </>
  )
}

interface Props {
  items: readonly TaskPlace[] | undefined
  /** There are more than these. */
  more: boolean
  empty: ReactNode
}

function Places({ items, more, empty }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const { go, withQuery } = useGo()
  const [pointed, setPointed] = useState<string | null>(null)
  const [chosen, setChosen] = useState<readonly string[] | null>(null)
  const points = useMemo(
    () =>
      (items ?? []).map(({ id, title, status, latitude, longitude, from }) => ({
        id,
        name: title,
        latitude,
        longitude,
        tone: statusTones[status],
        faint: from === 'hub',
      })),
    [items],
  )
  const marked = useMemo(() => new Set(pointed ? [pointed] : chosen), [pointed, chosen])
  const hours = useHours()
  const listed = (items ?? []).filter(({ id }) => !chosen || chosen.includes(id))
  return (
    <div className={styles.places}>
      <div className={styles.side}>
        {items && items.length > 0 && (
          <p className={styles.legend}>
            {TaskStatus.options.map((status) => {
              const count = items.filter((one) => one.status === status).length
              return count === 0 ? null : (
                <span key={status}>
                  <StatusIcon status={status} />
                  {t(`tasks.status.${status}`)} {format.number(count)}
                </span>
              )
            })}
          </p>
        )}
        {more && <p className={styles.more}>{t('tasks.map.more')}</p>}
        {chosen && (
          <p className={styles.chosen}>
            <span>{t('tasks.map.chosen', { count: chosen.length })}</span>
            <Button
              kind="ghost"
              size="small"
              icon={<X size={14} />}
              onPress={() => setChosen(null)}
            >
              {t('tasks.map.show-all')}
            </Button>
          </p>
        )}
        {!items ? (
          <ListSkeleton rows={5} label={t('tasks.map.list')} />
        ) : items.length === 0 ? (
          empty
        ) : (
          <ul aria-label={t('tasks.map.list')} className={styles.list}>
            {listed.map((task) => (
              <TaskRow
                key={task.id}
                task={task}
                when={
                  <>
                    <time dateTime={task.startsAt}>{hours(task)}</time>
                    {task.from === 'hub' && (
                      <span className={styles.atHub}>{t('tasks.map.at-hub')}</span>
                    )}
                  </>
                }
                marked={marked.has(task.id)}
                onPoint={(over) => setPointed(over ? task.id : null)}
              />
            ))}
          </ul>
        )}
      </div>
      <div className={styles.map}>
        <LazyPointsMap
          label={t('tasks.map.label')}
          points={points}
          marked={marked}
          onChoose={(ids) => {
            const [only] = ids
            if (ids.length === 1 && only) go(withQuery(paths.task(slug, only)))
            else setChosen(ids)
          }}
        />
      </div>
    </div>
  )
}

interface NoPlacesProps {
  day: Day
  wanted: TaskFilters['asked'] & { status: string | undefined }
  filters: TaskFilters
  onGo: (day: Day) => void
}

/** Says that the day is free, and leads to the next one that is not. */
function NoPlaces({ day, wanted, filters, onGo }: NoPlacesProps) {
  const { t } = useTranslation()
  const timeZone = useTimeZone()
  const format = useFormat('UTC')
  const startsFrom = startOf(addDays(day, 1), timeZone)
  const next = useQuery(
    query('listTasks', { query: { ...wanted, startsFrom, sort: 'earliest', limit: 1 } }),
  ).data?.items[0]
  const nextDay = next && dayOf(next.startsAt, timeZone)
  return (
    <EmptyState
      icon={<CalendarOff size={20} />}
      title={t('tasks.map.none')}
      action={
        nextDay ? (
          <Button onPress={() => onGo(nextDay)}>
            {t('tasks.map.next-day', { day: format.date(`${nextDay}T00:00:00Z`) })}
          </Button>
        ) : (
          filters.filtered && <Button onPress={filters.clear}>{t('ui.clear-filters')}</Button>
        )
      }
    >
      {t(filters.filtered ? 'tasks.map.none-found-text' : 'tasks.map.none-text')}
    </EmptyState>
  )
}

/** "08:30 – 10:00"; with its day, where a task ends on another one. */
function useHours() {
  const { i18n } = useTranslation()
  const timeZone = useTimeZone()
  const hours = useHourCycle()
  return useMemo(() => {
    const near = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short', ...hours, timeZone })
    const far = new Intl.DateTimeFormat(i18n.language, {
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
      ...hours,
      timeZone,
    })
    return ({ startsAt, endsAt }: Pick<TaskPlace, 'startsAt' | 'endsAt'>) => {
      const sameDay = dayOf(startsAt, timeZone) === dayOf(endsAt, timeZone)
      return `${near.format(new Date(startsAt))} – ${(sameDay ? near : far).format(new Date(endsAt))}`
    }
  }, [i18n.language, timeZone, hours])
}
