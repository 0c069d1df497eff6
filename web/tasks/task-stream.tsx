import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Task, TaskEntry } from '#api/tasks.ts'
import { client, query } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { PanelSection } from '#web/ui/panel.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { CommentForm } from './comment-form.tsx'
import { StreamEntry } from './stream-entry.tsx'
import styles from './task-stream.module.css'

/** What happened to a task and what was said of it, in one stream with the newest last, above where one says something. */
export function TaskStream({ task }: { task: Task }) {
  const { t } = useTranslation()
  const asked = { params: { taskId: task.id }, query: { limit: 20 } }
  const entries = useInfiniteQuery({
    queryKey: [...query('listTaskEntries', asked).queryKey, 'stream'],
    queryFn: ({ pageParam: cursor, signal }) =>
      client.listTaskEntries({
        ...asked,
        query: { ...asked.query, ...(cursor && { cursor }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  const items = entries.data?.pages.flatMap((page): TaskEntry[] => page.items).toReversed()
  return (
    <PanelSection title={t('tasks.stream.heading')}>
      {entries.error && !items ? (
        <ErrorState error={entries.error} retry={() => void entries.refetch()} />
      ) : !items ? (
        <ListSkeleton rows={2} label={t('tasks.stream.heading')} />
      ) : (
        <>
          {entries.hasNextPage && (
            <div>
              <Button
                kind="ghost"
                size="small"
                isPending={entries.isFetchingNextPage}
                onPress={() => void entries.fetchNextPage()}
              >
                {t('tasks.stream.earlier')}
              </Button>
            </div>
          )}
          <ol aria-label={t('tasks.stream.heading')} className={styles.stream}>
            {items.map((entry) => (
              <StreamEntry key={entry.id} task={task} entry={entry} />
            ))}
          </ol>
        </>
      )}
      {task.may.comment && <CommentForm taskId={task.id} />}
    </PanelSection>
  )
}
