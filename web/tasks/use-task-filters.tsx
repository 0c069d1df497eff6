import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TaskSummary } from '#api/tasks.ts'
import { TaskStatus } from '#api/tasks.ts'
import { query } from '#web/api.ts'
import { useAddress } from '#web/shell/address.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useHubChoice, useHubFilter } from '#web/shell/use-hub-filter.ts'
import { firstPage } from '#web/shell/use-paging.ts'
import { FilterMenu } from '#web/ui/filters.tsx'
import { ChoiceSubmenu } from '#web/ui/menu.tsx'
import { AssigneeSubmenu } from './assignee-submenu.tsx'

/** What the address asks the task list for: `?status=&flow=&assignee=&hub=`, as chips, a menu and a query. */
export function useTaskFilters(shown: readonly TaskSummary[]) {
  const { t } = useTranslation()
  const { member, restrictions } = useSession()
  const address = useAddress()
  const hub = useHubFilter()
  const { hubs } = useHubChoice()
  const flows = useQuery({ ...query('listFlows'), enabled: useRefusal('listFlows') === null })
  const onlyMine = restrictions.includes('tasks:only_mine')
  const flowId = address.get('flow')
  const assigneeId = onlyMine ? null : address.get('assignee')
  const assigneeName = useAssigneeName(assigneeId, shown)

  const flowChoices = (flows.data?.items ?? []).map(({ id, name }) => ({ id, label: name }))
  const hubChoices = (hubs ?? []).map(({ id, name }) => ({ id, label: name }))
  const name = (choices: { id: string; label: string }[], id: string) =>
    choices.find((choice) => choice.id === id)?.label ?? '…'
  return {
    hub,
    /** Whoever sees only their own has nothing unassigned to look at. */
    status:
      TaskStatus.safeParse(address.get('status')).data ?? (onlyMine ? 'ongoing' : 'unassigned'),
    asked: {
      flowId: flowId ?? undefined,
      assigneeId: assigneeId ?? undefined,
      hubId: hub.hubId ?? undefined,
    },
    chips: [
      ...(flowId ? [{ id: 'flow', name: t('tasks.flow'), value: name(flowChoices, flowId) }] : []),
      ...(assigneeId
        ? [{ id: 'assignee', name: t('tasks.assignee'), value: assigneeName ?? '…' }]
        : []),
      ...(hub.hubId
        ? [{ id: 'hub', name: t('tasks.hub'), value: name(hubChoices, hub.hubId) }]
        : []),
    ],
    remove: (id: string) =>
      id === 'hub' ? hub.choose(null) : address.set({ [id]: null, ...firstPage }),
    menu: (
      <FilterMenu>
        <ChoiceSubmenu
          label={t('tasks.flow')}
          choices={flowChoices}
          value={flowId ?? ''}
          onChange={(id) => address.set({ flow: id, ...firstPage })}
        />
        {!onlyMine && (
          <AssigneeSubmenu
            me={member.id}
            hubId={hub.hubId ?? hubs?.[0]?.id ?? null}
            value={assigneeId}
            onChange={(id) => address.set({ assignee: id, ...firstPage })}
          />
        )}
        {hubChoices.length > 1 && (
          <ChoiceSubmenu
            label={t('tasks.hub')}
            choices={hubChoices}
            value={hub.hubId ?? ''}
            onChange={hub.choose}
          />
        )}
      </FilterMenu>
    ),
  }
}

/** The name behind an id of the address: me, somebody on screen, or asked for. */
function useAssigneeName(id: string | null, shown: readonly TaskSummary[]): string | undefined {
  const { t } = useTranslation()
  const { member } = useSession()
  const known =
    id === member.id
      ? t('tasks.me')
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
