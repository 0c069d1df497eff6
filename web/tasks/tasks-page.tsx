import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { LayoutList, Lock, MapPinOff, Plus, SearchX, Trash2, UserPlus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TaskStatus, type TaskSummary } from '#api/tasks.ts'
import { client, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { useCommands } from '#web/shell/commands.ts'
import { useKeys } from '#web/shell/keys.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useHubChoice } from '#web/shell/use-hub-filter.ts'
import { firstPage, usePaging } from '#web/shell/use-paging.ts'
import { useSearchText } from '#web/shell/use-search.ts'
import { Button } from '#web/ui/button.tsx'
import { ColumnChooser } from '#web/ui/column-chooser.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Chips, Toolbar } from '#web/ui/filters.tsx'
import { Page } from '#web/ui/page.tsx'
import { Pager } from '#web/ui/pager.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { SearchField } from '#web/ui/search-field.tsx'
import { Table } from '#web/ui/table.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { toast } from '#web/ui/toast.tsx'
import { AssignDialog } from './assign-dialog.tsx'
import { SampleBanner } from './sample-banner.tsx'
import styles from './tasks.module.css'
import { useTaskColumns } from './use-task-columns.tsx'
import { useTaskFilters } from './use-task-filters.tsx'

/** Where one lands in an organization (SW2, TK1): tabs, filters and place in the list stand in the address. */
export function TasksPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const { hubs } = useHubChoice()
  const refusedView = useRefusal('listTasks')
  const refusedCreate = useRefusal('createTask')
  const noHub = hubs?.length === 0
  const create = () => go(paths.newTask(slug))
  const mayCreate = refusedCreate === null && !noHub
  useKeys(mayCreate ? [{ keys: 'c', label: t('tasks.new'), run: create }] : [])
  useCommands(
    mayCreate
      ? [
          {
            id: 'new-task',
            section: t('navigation.tasks'),
            label: t('tasks.new'),
            icon: <Plus size={16} />,
            keys: 'c',
            run: create,
          },
        ]
      : [],
  )
  const empty = refusedView ? (
    <EmptyState icon={<Lock size={20} />} title={t('tasks.no-view')}>
      {refusedView}
    </EmptyState>
  ) : (
    <EmptyState icon={<MapPinOff size={20} />} title={t('tasks.no-hub.title')}>
      {t('tasks.no-hub.text')}
    </EmptyState>
  )
  return (
    <Page
      title={t('navigation.tasks')}
      action={
        <Button
          kind="primary"
          icon={<Plus size={16} />}
          disabledReason={refusedCreate ?? (noHub ? t('tasks.no-hub.text') : null)}
          onPress={create}
        >
          {t('tasks.new')}
        </Button>
      }
    >
      {refusedView || noHub ? empty : <TaskList onCreate={mayCreate ? create : null} />}
      <Outlet />
    </Page>
  )
}

function TaskList({ onCreate }: { onCreate: (() => void) | null }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { withQuery } = useGo()
  const address = useAddress()
  const search = useSearchText()
  const paging = usePaging()
  const columns = useTaskColumns()
  const [shown, setShown] = useState<readonly TaskSummary[]>([])
  const filters = useTaskFilters(shown)
  const { status } = filters
  const asked = { q: search.asked, ...filters.asked }
  const tasks = useQuery({
    ...query('listTasks', { query: { ...asked, status, cursor: paging.cursor } }),
    placeholderData: keepPreviousData,
  })
  const counts = useQuery({
    ...query('countTasks', { query: asked }),
    placeholderData: keepPreviousData,
    // The samples of a new organization arrive by themselves.
    refetchInterval: ({ state }) => (state.data?.samplesPending ? 1500 : false),
  })
  const items = tasks.data?.items
  useEffect(() => setShown(items ?? []), [items])

  const selection = useSelection(items, status)
  const filtered = search.asked !== undefined || filters.chips.length > 0
  const clear = () => {
    search.setTyped('')
    address.set({ q: null, flow: null, assignee: null, ...firstPage })
    filters.hub.choose(null)
  }
  const toStatus = (next: TaskStatus) => address.set({ status: next, ...firstPage })
  return (
    <>
      {counts.data && (
        <SampleBanner samples={counts.data.samples} pending={counts.data.samplesPending} />
      )}
      <Tabs
        label={t('tasks.status-title')}
        tabs={TaskStatus.options.map((id) => ({
          id,
          label: t(`tasks.status.${id}`),
          count: counts.data?.[id],
        }))}
        value={status}
        onChange={toStatus}
      >
        <div className={styles.list}>
          <Toolbar end={<ColumnChooser columns={columns} />}>
            <SearchField
              label={t('tasks.search')}
              value={search.typed}
              onChange={search.setTyped}
              maxLength={100}
            />
            {filters.menu}
            <Chips filters={filters.chips} onRemove={filters.remove} onClear={clear} />
          </Toolbar>
          {tasks.error && !tasks.data ? (
            <ErrorState error={tasks.error} retry={() => void tasks.refetch()} />
          ) : (
            <>
              <Table
                label={t('navigation.tasks')}
                columns={columns.shown}
                rows={items}
                rowKey={(task) => task.id}
                rowLabel={(task) => task.title}
                rowHref={(task) => withQuery(paths.task(slug, task.id))}
                {...selection.forTable}
                empty={
                  <NoTasks
                    status={status}
                    counts={counts.data}
                    onClear={filtered ? clear : null}
                    onCreate={onCreate}
                    onStatus={toStatus}
                  />
                }
              />
              {tasks.data && <Pager {...paging.of(tasks.data)} />}
            </>
          )}
        </div>
      </Tabs>
      {selection.dialogs}
    </>
  )
}

/** What is selected on this page, and what can be done with it; done tasks are read-only, so nothing is selected there. */
function useSelection(items: readonly TaskSummary[] | undefined, status: TaskStatus) {
  const { t } = useTranslation()
  const say = useProblemText()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<'assign' | 'remove' | null>(null)
  const refusedAssign = useRefusal('assignTasks')
  const refusedRemove = useRefusal('removeTasks')
  const chosen = (items ?? []).filter(({ id }) => selected.has(id))
  const count = chosen.length
  const clear = () => {
    setSelected(new Set())
    setAsking(null)
  }
  const remove = useMutation({
    mutationFn: () => client.removeTasks({ body: { taskIds: chosen.map(({ id }) => id) } }),
    onSuccess: ({ removed }) => {
      void refresh('listTasks', 'countTasks')
      toast(t('tasks.removed', { count: removed }))
      clear()
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      setAsking(null)
    },
  })
  const selects = status !== 'done' && (refusedAssign === null || refusedRemove === null)
  return {
    forTable: selects && {
      selected: new Set(chosen.map(({ id }) => id)),
      onSelect: setSelected,
      bulkActions: (
        <>
          <Button
            kind="ghost"
            size="small"
            icon={<UserPlus size={14} />}
            disabledReason={refusedAssign}
            onPress={() => setAsking('assign')}
          >
            {t('tasks.assign')}
          </Button>
          <Button
            kind="ghost"
            size="small"
            icon={<Trash2 size={14} />}
            disabledReason={refusedRemove}
            onPress={() => setAsking('remove')}
          >
            {t('tasks.delete')}
          </Button>
        </>
      ),
    },
    dialogs: (
      <>
        {asking === 'assign' && (
          <AssignDialog tasks={chosen} onClose={() => setAsking(null)} onDone={clear} />
        )}
        <ConfirmDialog
          title={t('tasks.delete-question', { count })}
          confirm={t('tasks.delete-confirm', { count })}
          danger
          isOpen={asking === 'remove'}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(null)}
        >
          {t('tasks.delete-warning')}
        </ConfirmDialog>
      </>
    ),
  }
}

interface NoTasksProps {
  status: TaskStatus
  counts: Record<TaskStatus, number> | undefined
  /** Null where nothing is filtered. */
  onClear: (() => void) | null
  onCreate: (() => void) | null
  onStatus: (status: TaskStatus) => void
}

/** Nothing at all yet, nothing under these filters, or nothing in this status while others have some. */
function NoTasks({ status, counts, onClear, onCreate, onStatus }: NoTasksProps) {
  const { t } = useTranslation()
  const other = TaskStatus.options.find((one) => one !== status && (counts?.[one] ?? 0) > 0)
  if (onClear && !other)
    return (
      <EmptyState
        icon={<SearchX size={20} />}
        title={t('tasks.none-found.title')}
        action={<Button onPress={onClear}>{t('ui.clear-filters')}</Button>}
      >
        {t('tasks.none-found.text')}
      </EmptyState>
    )
  if (other)
    return (
      <EmptyState
        icon={<LayoutList size={20} />}
        title={t(`tasks.none-in.${status}`)}
        action={
          <Button onPress={() => onStatus(other)}>
            {t('tasks.show-status', { status: t(`tasks.status.${other}`) })}
          </Button>
        }
      >
        {t(onClear ? 'tasks.none-in.filtered' : 'tasks.none-in.text')}
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<LayoutList size={20} />}
      title={t('tasks.none.title')}
      action={
        onCreate && (
          <Button icon={<Plus size={16} />} onPress={onCreate}>
            {t('tasks.new')}
          </Button>
        )
      }
    >
      {t('tasks.none.text')}
    </EmptyState>
  )
}
