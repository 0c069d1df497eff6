import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { CircleCheck, Coffee } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { TaskSummary } from '#api/tasks.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useOnline } from '#web/shell/use-online.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { KeptTasks } from './kept-tasks.tsx'
import styles from './my-tasks.module.css'
import { sortByUrgency, urgencies } from './sort-by-urgency.ts'
import { TaskGroup } from './task-group.tsx'
import type { TaskFilters } from './use-task-filters.tsx'

const [mineMax, othersMax] = [100, 20]

/** One's own open tasks, the most urgent first, and below them what is to be done by others or by nobody yet. */
export function MyTasks({ filters }: { filters: TaskFilters }) {
  const { t } = useTranslation()
  const { member } = useSession()
  const timeZone = useTimeZone()
  const { asked, onlyMine } = filters
  const open = { ...asked, sort: 'earliest' as const }
  const mine = useQuery({
    ...query('listTasks', {
      query: { ...open, assigneeId: 'me', status: 'ongoing', limit: mineMax },
    }),
    placeholderData: keepPreviousData,
  })
  const others = useQuery({
    ...query('listTasks', { query: { ...open, status: 'unassigned,ongoing', limit: 50 } }),
    enabled: !onlyMine,
    placeholderData: keepPreviousData,
  })
  const online = useOnline()
  if (!online) return <KeptTasks />
  if (mine.error && !mine.data)
    return mine.error instanceof ApiError ? (
      <ErrorState error={mine.error} retry={() => void mine.refetch()} />
    ) : (
      <KeptTasks retry={() => void mine.refetch()} />
    )
  if (!mine.data) return <ListSkeleton rows={5} label={t('tasks.mine.heading')} />

  // That it is mine goes without saying; who else does it does not.
  const withoutMe = (task: TaskSummary) => ({
    ...task,
    assignees: task.assignees.filter(({ id }) => id !== member.id),
  })
  const groups = sortByUrgency(mine.data.items, timeZone)
  const rest = (others.data?.items ?? [])
    .filter(({ assignees }) => !assignees.some(({ id }) => id === member.id))
    .slice(0, othersMax)
  return (
    <div className={styles.groups}>
      {mine.data.items.length === 0 && (
        <EmptyState
          icon={<Coffee size={20} />}
          title={t(filters.filtered ? 'tasks.mine.none-found' : 'tasks.mine.none')}
          {...(filters.filtered && {
            action: <Button onPress={filters.clear}>{t('ui.clear-filters')}</Button>,
          })}
        >
          {t(filters.filtered ? 'tasks.mine.none-found-text' : 'tasks.mine.none-text')}
        </EmptyState>
      )}
      {urgencies
        .filter((urgency) => groups[urgency].length > 0)
        .map((urgency) => (
          <TaskGroup
            key={urgency}
            title={t(`tasks.mine.${urgency}`)}
            late={urgency === 'overdue'}
            tasks={groups[urgency].map(withoutMe)}
            action={(task) => <Do task={task} />}
          />
        ))}
      {mine.data.nextCursor && (
        <div>
          <Button onPress={() => filters.toTab('ongoing')}>{t('tasks.mine.more')}</Button>
        </div>
      )}
      {rest.length > 0 && (
        <TaskGroup
          title={t('tasks.mine.others')}
          tasks={rest}
          end={
            <Button kind="ghost" size="small" onPress={() => filters.toTab('all')}>
              {t('tasks.mine.all')}
            </Button>
          }
        />
      )}
    </div>
  )
}

/** The shortest way to what one came for. */
function Do({ task }: { task: TaskSummary }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  return (
    <Button
      size="small"
      icon={<CircleCheck size={14} />}
      disabledReason={useRefusal('finishTask')}
      aria-label={t('tasks.do-one', { title: task.title })}
      onPress={() => go(paths.doTask(slug, task.id))}
    >
      {t('tasks.do-short')}
    </Button>
  )
}
