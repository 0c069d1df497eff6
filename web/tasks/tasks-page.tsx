import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import {
  Columns3,
  Ellipsis,
  FileDown,
  FileUp,
  List,
  Lock,
  Map as MapIcon,
  MapPinOff,
  Plus,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { TaskSummary } from '#api/tasks.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { useCommands } from '#web/shell/commands.ts'
import { useKeys } from '#web/shell/keys.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useHubChoice } from '#web/shell/use-hub-filter.ts'
import { useOnline } from '#web/shell/use-online.ts'
import { firstPage } from '#web/shell/use-paging.ts'
import { Button } from '#web/ui/button.tsx'
import { ColumnChooser } from '#web/ui/column-chooser.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Chips, Toolbar } from '#web/ui/filters.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Menu, MenuItem } from '#web/ui/menu.tsx'
import { Page } from '#web/ui/page.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { DayMap } from './day-map.tsx'
import { ExportDialog } from './export/export-dialog.tsx'
import { KeptTasks } from './kept-tasks.tsx'
import { MyTasks } from './my-tasks.tsx'
import { SampleBanner } from './sample-banner.tsx'
import { useSavedViews } from './saved-views.tsx'
import { TaskBoard } from './task-board.tsx'
import { TaskTable } from './task-table.tsx'
import styles from './tasks.module.css'
import { useTaskColumns } from './use-task-columns.tsx'
import { useTaskFilters } from './use-task-filters.tsx'
import { type TaskLayout, taskLayouts, taskTabs } from './view-query.ts'

const layoutIcons = {
  list: <List size={16} />,
  board: <Columns3 size={16} />,
  map: <MapIcon size={16} />,
} satisfies Record<TaskLayout, ReactNode>

/** Where one lands in an organization (SW2, TK1): layout, tabs, filters and place in the list stand in the address. */
export function TasksPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const { hubs } = useHubChoice()
  const address = useAddress()
  const refusedView = useRefusal('listTasks')
  const refusedCreate = useRefusal('createTask')
  const refusedImport = useRefusal('createTaskImport')
  const refusedExport = useRefusal('exportTasks')
  const [exporting, setExporting] = useState(false)
  const noHub = hubs?.length === 0
  const online = useOnline()
  const create = () => go(paths.newTask(slug))
  const importThem = () => go(paths.importTasks(slug))
  const mayCreate = refusedCreate === null && !noHub && online
  const layout = taskLayouts.find((one) => one === address.get('view')) ?? 'list'
  const toLayout = (next: TaskLayout) =>
    address.set(
      // A status is a tab of the list; elsewhere it would hide what one came to see.
      { view: next === 'list' ? null : next, status: null, ...firstPage },
      { replace: false },
    )
  const closed = refusedView !== null || noHub
  useKeys([
    ...(mayCreate ? [{ keys: 'c', label: t('tasks.new'), run: create }] : []),
    ...(closed
      ? []
      : taskLayouts.map((one, at) => ({
          keys: `v ${at + 1}`,
          label: t(`tasks.layouts.${one}`),
          run: () => toLayout(one),
        }))),
  ])
  const section = t('navigation.tasks')
  useCommands([
    ...(mayCreate
      ? [
          {
            id: 'new-task',
            section,
            label: t('tasks.new'),
            icon: <Plus size={16} />,
            keys: 'c',
            run: create,
          },
        ]
      : []),
    ...(refusedImport === null && !noHub
      ? [
          {
            id: 'import-tasks',
            section,
            label: t('task-imports.heading'),
            icon: <FileUp size={16} />,
            run: importThem,
          },
        ]
      : []),
    ...(refusedExport === null && !closed
      ? [
          {
            id: 'export-tasks',
            section,
            label: t('task-exports.title'),
            icon: <FileDown size={16} />,
            run: () => setExporting(true),
          },
        ]
      : []),
    ...(closed
      ? []
      : taskLayouts
          .filter((one) => one !== layout)
          .map((one) => ({
            id: `tasks-${one}`,
            section,
            label: t('tasks.show-as', { layout: t(`tasks.layouts.${one}`) }),
            icon: layoutIcons[one],
            run: () => toLayout(one),
          }))),
  ])
  return (
    <Page
      title={t('navigation.tasks')}
      action={
        <>
          {!closed && (
            <Segmented
              label={t('tasks.layout')}
              choices={taskLayouts.map((id) => ({
                id,
                label: t(`tasks.layouts.${id}`),
                icon: layoutIcons[id],
              }))}
              value={layout}
              onChange={toLayout}
            />
          )}
          <Button
            kind="primary"
            icon={<Plus size={16} />}
            disabledReason={
              refusedCreate ??
              (noHub ? t('tasks.no-hub.text') : online ? null : t('tasks.kept.no-create'))
            }
            onPress={create}
          >
            {t('tasks.new')}
          </Button>
          <Menu
            trigger={
              <IconButton
                kind="secondary"
                label={t('task-exports.menu')}
                icon={<Ellipsis size={16} />}
              />
            }
          >
            <MenuItem
              icon={<FileUp size={16} />}
              disabledReason={refusedImport ?? (noHub ? t('tasks.no-hub.text') : null)}
              onAction={importThem}
            >
              {t('task-imports.heading')}
            </MenuItem>
            <MenuItem
              icon={<FileDown size={16} />}
              disabledReason={refusedExport ?? (noHub ? t('tasks.no-hub.text') : null)}
              onAction={() => setExporting(true)}
            >
              {t('task-exports.title')}
            </MenuItem>
          </Menu>
        </>
      }
    >
      {refusedView !== null ? (
        <EmptyState icon={<Lock size={20} />} title={t('tasks.no-view')}>
          {refusedView}
        </EmptyState>
      ) : noHub ? (
        <EmptyState icon={<MapPinOff size={20} />} title={t('tasks.no-hub.title')}>
          {t('tasks.no-hub.text')}
        </EmptyState>
      ) : (
        <Tasks
          layout={layout}
          onCreate={mayCreate ? create : null}
          onExported={exporting ? () => setExporting(false) : null}
        />
      )}
      <Outlet />
    </Page>
  )
}

interface Props {
  layout: TaskLayout
  onCreate: (() => void) | null
  /** While what is shown is to be exported. */
  onExported: (() => void) | null
}

function Tasks({ layout, onCreate, onExported }: Props) {
  const { t } = useTranslation()
  const columns = useTaskColumns()
  const [shown, setShown] = useState<readonly TaskSummary[]>([])
  const filters = useTaskFilters(layout, shown)
  const views = useSavedViews(filters)
  const { tab, search } = filters
  const counting = useQuery({
    ...query('countTasks', { query: filters.asked }),
    placeholderData: keepPreviousData,
    // The samples of a new organization arrive by themselves.
    refetchInterval: ({ state }) => (state.data?.samplesPending ? 1500 : false),
  })
  const counts = counting.data
  const online = useOnline()
  const bar = (
    <Toolbar end={layout === 'list' && tab !== 'mine' && <ColumnChooser columns={columns} />}>
      <SearchField
        label={t('tasks.search')}
        value={search.typed}
        onChange={search.setTyped}
        maxLength={100}
      />
      {filters.menu}
      <Chips filters={filters.chips} onRemove={filters.remove} onClear={filters.clear} />
      {views.save}
    </Toolbar>
  )
  // Opened without a connection: of all this there is only what the device keeps. Whoever loses theirs keeps what they see.
  if (!counts && !online) return <KeptTasks />
  if (!counts && counting.error && !(counting.error instanceof ApiError))
    return <KeptTasks retry={() => void counting.refetch()} />
  // Whoever sees only their own has nothing unassigned to look at.
  const tabs = taskTabs.filter((one) => !filters.onlyMine || one !== 'unassigned')
  return (
    <>
      {counts && <SampleBanner samples={counts.samples} pending={counts.samplesPending} />}
      {views.strip}
      {layout === 'list' ? (
        <Tabs
          label={t('tasks.status-title')}
          tabs={tabs.map((id) => ({
            id,
            label: t(`tasks.tabs.${id}`),
            ...(id !== 'mine' && id !== 'all' && { count: counts?.[id] }),
          }))}
          value={tab}
          onChange={filters.toTab}
        >
          <div className={styles.list}>
            {bar}
            {tab === 'mine' ? (
              <MyTasks filters={filters} />
            ) : (
              <TaskTable
                filters={filters}
                columns={columns}
                counts={counts}
                onCreate={onCreate}
                onShow={setShown}
              />
            )}
          </div>
        </Tabs>
      ) : layout === 'board' ? (
        <>
          {bar}
          <TaskBoard filters={filters} counts={counts} />
        </>
      ) : (
        <>
          {bar}
          <DayMap filters={filters} />
        </>
      )}
      {views.dialogs}
      {filters.dialogs}
      {onExported && <ExportDialog filters={filters} onClose={onExported} />}
    </>
  )
}
