import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TaskStatus, TaskSummary } from '#api/tasks.ts'
import { client, query } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { StatusIcon } from './status-icon.tsx'
import styles from './task-board.module.css'
import { TaskCard } from './task-card.tsx'
import type { CardDrag } from './use-card-drag.ts'
import type { StatusMoves } from './use-status-moves.tsx'
import type { TaskFilters } from './use-task-filters.tsx'

interface Props {
  status: TaskStatus
  filters: TaskFilters
  count: number | undefined
  moves: StatusMoves
  describedBy: string
  drag: CardDrag
  onMoveKey: (task: TaskSummary, key: string) => void
}

/** One status of the board: what is due first stands on top; of what is done, the latest. */
export function BoardColumn({
  status,
  filters,
  count,
  moves,
  describedBy,
  drag,
  onMoveKey,
}: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const tasks = useColumn(filters, status)
  const items = tasks.data?.pages.flatMap((page) => page.items)
  const name = t(`tasks.status.${status}`)
  const { dragged, over } = drag
  const goes = dragged !== null && dragged.status !== status
  const refusal = goes ? moves.refusal(dragged, status) : null
  return (
    <section
      aria-label={name}
      data-column={status}
      className={cx(
        styles.column,
        goes && (refusal ? styles.shut : styles.open),
        over === status && styles.over,
      )}
    >
      <header className={styles.head}>
        <StatusIcon status={status} />
        <h2 className={styles.name}>{name}</h2>
        {count !== undefined && <span className={styles.count}>{format.number(count)}</span>}
        {goes && (
          <span className={styles.hint}>
            {refusal ? t('tasks.board.refused-here') : t(`tasks.board.to.${status}`)}
          </span>
        )}
      </header>
      {tasks.error && !items ? (
        <ErrorState error={tasks.error} retry={() => void tasks.refetch()} />
      ) : !items ? (
        <CardsSkeleton label={name} />
      ) : items.length === 0 ? (
        <p className={styles.none}>
          {t(filters.filtered ? 'tasks.board.none-found' : `tasks.none-in.${status}`)}
        </p>
      ) : (
        <ul aria-label={name} className={styles.cards}>
          {items.map((task) => (
            <TaskCard
              key={task.id}
              task={task}
              moves={moves}
              describedBy={describedBy}
              isDragged={task.id === dragged?.id}
              handlers={drag.card(task)}
              onMoveKey={(key) => onMoveKey(task, key)}
            />
          ))}
        </ul>
      )}
      {tasks.hasNextPage && (
        <Button
          kind="ghost"
          size="small"
          wide
          isPending={tasks.isFetchingNextPage}
          onPress={() => void tasks.fetchNextPage()}
        >
          {t('tasks.board.more')}
        </Button>
      )}
    </section>
  )
}

/** Cards on their way. */
function CardsSkeleton({ label }: { label: string }) {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('ui.loading', { what: label })} className={styles.cards}>
      {[72, 58, 64].map((width) => (
        <div key={width} className={styles.card}>
          <Skeleton width={`${width}%`} />
          <Skeleton width="48%" />
          <Skeleton width="32%" />
        </div>
      ))}
    </div>
  )
}

function useColumn({ asked, sort }: TaskFilters, status: TaskStatus) {
  const wanted = {
    ...asked,
    status,
    sort: sort ?? (status === 'done' ? 'latest' : 'earliest'),
    limit: 25,
  } as const
  return useInfiniteQuery({
    queryKey: [...query('listTasks', { query: wanted }).queryKey, 'column'],
    queryFn: ({ pageParam: cursor, signal }) =>
      client.listTasks({ query: { ...wanted, ...(cursor && { cursor }) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
}
