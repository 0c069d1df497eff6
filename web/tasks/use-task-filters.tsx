import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TaskSort, TaskStatus, type TaskSummary } from '#api/tasks.ts'
import { query } from '#web/api.ts'
import { useAddress } from '#web/shell/address.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useHubChoice, useHubFilter } from '#web/shell/use-hub-filter.ts'
import { firstPage } from '#web/shell/use-paging.ts'
import { useSearchText } from '#web/shell/use-search.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { FilterMenu } from '#web/ui/filters.tsx'
import { ChoiceSubmenu, MenuLine } from '#web/ui/menu.tsx'
import { AssigneeSubmenu } from './assignee-submenu.tsx'
import { nameOf, type SpanName, spans, spanWords } from './starts.ts'
import { StartsDialog } from './starts-dialog.tsx'
import { StatusSubmenu } from './status-submenu.tsx'
import { useNarrow } from './use-narrow.ts'
import {
  readFilters,
  readSort,
  readStatus,
  type TaskLayout,
  type TaskTab,
  type ViewQuery,
} from './view-query.ts'

export type TaskFilters = ReturnType<typeof useTaskFilters>

/** What the address asks the task page for, as chips, a menu and a query; the same in list, board and map (TK1). */
export function useTaskFilters(layout: TaskLayout, shown: readonly TaskSummary[]) {
  const { t, i18n } = useTranslation()
  const { member, restrictions } = useSession()
  const timeZone = useTimeZone()
  const address = useAddress()
  const search = useSearchText()
  const hub = useHubFilter()
  const { hubs } = useHubChoice()
  const flows = useQuery({ ...query('listFlows'), enabled: useRefusal('listFlows') === null })
  const [asking, setAsking] = useState(false)
  const onlyMine = restrictions.includes('tasks:only_mine')
  const narrow = useNarrow()
  const read = readFilters(address.get)
  const asked = {
    ...read,
    hubId: readFilters((name) => (name === 'hub' ? hub.hubId : null)).hubId,
    // Whoever sees only their own has nobody else's to look for.
    assigneeId: onlyMine ? undefined : read.assigneeId,
    // A map is of one day.
    ...(layout === 'map' && { startsFrom: undefined, startsTo: undefined }),
  }
  // Out in the field, and on a phone, one's own come first.
  const first: TaskTab = onlyMine || narrow ? 'mine' : 'unassigned'
  const said = readStatus(address.get)
  const { tab, statuses } = {
    list: said ?? { tab: first, statuses: TaskStatus.options.filter((one) => one === first) },
    // Its columns are the statuses.
    board: { tab: 'all' as const, statuses: [] },
    map: { tab: 'all' as const, statuses: said?.statuses ?? [] },
  }[layout]
  const status = statuses.join() || undefined
  const sort = readSort(address.get)
  const assigneeName = useAssigneeName(asked.assigneeId ?? null, shown)

  const flowChoices = (flows.data?.items ?? []).map(({ id, name }) => ({ id, label: name }))
  const hubChoices = (hubs ?? []).map(({ id, name }) => ({ id, label: name }))
  const name = (choices: { id: string; label: string }[], id: string) =>
    choices.find((choice) => choice.id === id)?.label ?? '…'
  const set = (change: Record<string, string | null>) => address.set({ ...change, ...firstPage })
  const span = nameOf(asked)
  const starts = asked.startsFrom !== undefined || asked.startsTo !== undefined
  const setStarts = ({ startsFrom, startsTo }: Pick<ViewQuery, 'startsFrom' | 'startsTo'>) =>
    set({ 'starts-from': startsFrom ?? null, 'starts-to': startsTo ?? null })
  const chips = [
    ...(tab === 'all' && statuses.length > 0
      ? [
          {
            id: 'status',
            name: t('tasks.status-title'),
            value: statuses.map((one) => t(`tasks.status.${one}`)).join(', '),
          },
        ]
      : []),
    ...(asked.flowId
      ? [{ id: 'flow', name: t('tasks.flow'), value: name(flowChoices, asked.flowId) }]
      : []),
    ...(asked.assigneeId
      ? [{ id: 'assignee', name: t('tasks.assignee'), value: assigneeName ?? '…' }]
      : []),
    ...(starts
      ? [
          {
            id: 'starts',
            name: t('tasks.starts'),
            value: span ? t(`tasks.spans.${span}`) : spanWords(asked, timeZone, i18n.language),
          },
        ]
      : []),
    ...(asked.hubId
      ? [{ id: 'hub', name: t('tasks.hub'), value: name(hubChoices, asked.hubId) }]
      : []),
  ]
  return {
    asked,
    tab,
    status,
    sort,
    search,
    chips,
    onlyMine,
    layout,
    /** What a saved view would hold; null where there is nothing to save. */
    toSave: tab === 'mine' ? null : ({ ...asked, status, sort } satisfies ViewQuery),
    filtered: asked.q !== undefined || chips.length > 0,
    remove: (id: string) => {
      if (id === 'hub') hub.choose(null)
      else if (id === 'status') set({ status: 'all' })
      else if (id === 'starts') setStarts({})
      else set({ [id]: null })
    },
    clear: () => {
      search.setTyped('')
      set({
        q: null,
        flow: null,
        assignee: null,
        'starts-from': null,
        'starts-to': null,
        saved: null,
        ...(tab === 'all' && { status: 'all' }),
      })
      hub.choose(null)
    },
    toTab: (next: TaskTab) => set({ status: next }),
    setSort: (next: TaskSort | null) => set({ sort: next }),
    menu: (
      <FilterMenu>
        {layout !== 'board' && (
          <StatusSubmenu
            value={statuses}
            onChange={(next) => set({ status: next.join() || 'all' })}
          />
        )}
        <ChoiceSubmenu
          label={t('tasks.flow')}
          choices={flowChoices}
          value={asked.flowId ?? ''}
          onChange={(id) => set({ flow: id })}
        />
        {!onlyMine && (
          <AssigneeSubmenu
            me={member.id}
            hubId={asked.hubId ?? hubs?.[0]?.id ?? null}
            value={asked.assigneeId ?? null}
            onChange={(id) => set({ assignee: id, ...(tab === 'mine' && { status: 'all' }) })}
          />
        )}
        {layout !== 'map' && (
          <ChoiceSubmenu
            label={t('tasks.starts')}
            choices={[
              ...Object.keys(spans).map((id) => ({ id, label: t(`tasks.spans.${id}`) })),
              { id: 'days', label: t('tasks.spans.days') },
            ]}
            value={starts ? (span ?? 'days') : ''}
            onChange={(id) => (id === 'days' ? setAsking(true) : setStarts(spans[id as SpanName]))}
          />
        )}
        {hubChoices.length > 1 && (
          <ChoiceSubmenu
            label={t('tasks.hub')}
            choices={hubChoices}
            value={asked.hubId ?? ''}
            onChange={hub.choose}
          />
        )}
        {layout !== 'map' && (
          <>
            <MenuLine />
            <ChoiceSubmenu
              label={t('tasks.order')}
              choices={TaskSort.options.map((id) => ({ id, label: t(`tasks.orders.${id}`) }))}
              value={sort ?? 'latest'}
              onChange={(id) => set({ sort: id === 'latest' ? null : id })}
            />
          </>
        )}
      </FilterMenu>
    ),
    dialogs: asking && (
      <StartsDialog
        value={asked}
        onClose={() => setAsking(false)}
        onChange={(next) => {
          setStarts(next)
          setAsking(false)
        }}
      />
    ),
  }
}

/** The name behind an id of the address: me, nobody, somebody on screen, or asked for. */
function useAssigneeName(id: string | null, shown: readonly TaskSummary[]): string | undefined {
  const { t } = useTranslation()
  const { member } = useSession()
  const known =
    id === 'me' || id === member.id
      ? t('tasks.me')
      : id === 'nobody'
        ? t('tasks.nobody-chosen')
        : shown.flatMap(({ assignees }) => assignees).find((one) => one.id === id)?.name
  const refusal = useRefusal('getUser')
  const user = useQuery({
    ...query('getUser', { params: { memberId: id ?? '' } }),
    enabled: Boolean(id) && !known && refusal === null,
  }).data
  return (
    known ?? (user && ([user.firstName, user.lastName].filter(Boolean).join(' ') || user.email))
  )
}
