import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskSummary } from '#api/tasks.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { usePaging } from '#web/shell/use-paging.ts'
import type { useColumns } from '#web/ui/column-chooser.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Pager } from '#web/ui/pager.tsx'
import { Table } from '#web/ui/table.tsx'
import { useBulkActions } from './bulk-actions.tsx'
import { type Counts, NoTasks } from './no-tasks.tsx'
import type { TaskFilters } from './use-task-filters.tsx'
import { useTaskSelection } from './use-task-selection.ts'

interface Props {
  filters: TaskFilters
  columns: ReturnType<typeof useColumns<TaskSummary>>
  counts: Counts | undefined
  onCreate: (() => void) | null
  /** Tells who is on screen, so that filters can name them. */
  onShow: (tasks: readonly TaskSummary[]) => void
}

/** The list: page by page, selected for what can be done with many. */
export function TaskTable({ filters, columns, counts, onCreate, onShow }: Props) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { withQuery } = useGo()
  const paging = usePaging()
  const { asked, status, sort, tab } = filters
  const tasks = useQuery({
    ...query('listTasks', { query: { ...asked, status, sort, cursor: paging.cursor } }),
    placeholderData: keepPreviousData,
  })
  const items = tasks.data?.items
  useEffect(() => onShow(items ?? []), [items, onShow])
  const selection = useTaskSelection(items, { ...asked, status })
  const bulk = useBulkActions(selection)
  // Done tasks are read-only, so nothing is selected there.
  const selects = tab !== 'done' && bulk.useful
  if (tasks.error && !tasks.data)
    return <ErrorState error={tasks.error} retry={() => void tasks.refetch()} />
  return (
    <>
      <Table
        label={t('navigation.tasks')}
        columns={columns.shown}
        rows={items}
        rowKey={(task) => task.id}
        rowLabel={(task) => task.title}
        rowHref={(task) => withQuery(paths.task(slug, task.id))}
        rowSelects={(task) => task.status !== 'done'}
        {...(sort !== 'newest' && {
          sort: {
            column: 'start',
            direction: sort === 'earliest' ? 'ascending' : 'descending',
          },
        })}
        onSort={({ direction }) => filters.setSort(direction === 'ascending' ? 'earliest' : null)}
        {...(selects && {
          selected: selection.selected,
          onSelect: selection.select,
          bulkActions: bulk.buttons,
        })}
        empty={<NoTasks filters={filters} counts={counts} onCreate={onCreate} />}
      />
      {tasks.data && items && items.length > 0 && <Pager {...paging.of(tasks.data)} />}
      {bulk.dialogs}
    </>
  )
}
