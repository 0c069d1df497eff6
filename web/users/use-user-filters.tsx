import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { HubId, RoleId } from '#api/common.ts'
import { memberSources, UserFilter, userSorts } from '#api/members.ts'
import { MemberStatus } from '#api/sessions.ts'
import { query } from '#web/api.ts'
import { useAddress } from '#web/shell/address.ts'
import { useRoleName, useRoles } from '#web/shell/roles.ts'
import { useRefusal } from '#web/shell/session.ts'
import { useHubFilter } from '#web/shell/use-hub-filter.ts'
import { firstPage } from '#web/shell/use-paging.ts'
import { useSearchText } from '#web/shell/use-search.ts'
import { FilterMenu } from '#web/ui/filters.tsx'
import { ChoiceSubmenu, MenuLine } from '#web/ui/menu.tsx'
import type { useUserSort } from './use-user-columns.tsx'

const signIns = ['guest', 'policy'] as const

/** What the user table is searched for and filtered by: all of it stands in the address (US1). */
export function useUserFilters() {
  const { t } = useTranslation()
  const address = useAddress()
  const search = useSearchText()
  const hub = useHubFilter()
  const roles = useRoles()
  const roleName = useRoleName()
  const hubs = useQuery({
    ...query('listHubs', { query: { limit: 100 } }),
    enabled: useRefusal('listHubs') === null,
  })
  const asked: UserFilter = {
    q: search.asked,
    status: MemberStatus.safeParse(address.get('status')).data,
    roleId: RoleId.safeParse(address.get('role')).data,
    hubId: HubId.safeParse(hub.hubId).data,
    source: UserFilter.shape.source.safeParse(address.get('source') ?? undefined).data,
    signIn: UserFilter.shape.signIn.safeParse(address.get('sign-in') ?? undefined).data,
  }
  const inAddress = (name: string) => (id: string) => address.set({ [name]: id, ...firstPage })
  const kinds = [
    {
      id: 'status',
      name: t('users.status-title'),
      value: asked.status,
      choices: MemberStatus.options.map((id) => ({ id, label: t(`users.status.${id}`) })),
      choose: inAddress('status'),
    },
    {
      id: 'role',
      name: t('users.role'),
      value: asked.roleId,
      choices: (roles ?? []).map((role) => ({ id: role.id, label: roleName(role) })),
      choose: inAddress('role'),
    },
    {
      id: 'hub',
      name: t('users.hub'),
      value: asked.hubId,
      choices: (hubs.data?.items ?? []).map(({ id, name }) => ({ id, label: name })),
      choose: hub.choose,
    },
    {
      id: 'source',
      name: t('users.source'),
      value: asked.source,
      choices: memberSources.map((id) => ({ id, label: t(`users.sources.${id}`) })),
      choose: inAddress('source'),
    },
    {
      id: 'sign-in',
      name: t('users.sign-in'),
      value: asked.signIn,
      choices: signIns.map((id) => ({ id, label: t(`users.sign-in-filter.${id}`) })),
      choose: inAddress('sign-in'),
    },
  ]
  return {
    asked,
    search,
    chips: kinds.flatMap(({ id, name, value, choices }) =>
      value ? [{ id, name, value: choices.find((one) => one.id === value)?.label ?? '…' }] : [],
    ),
    remove: (id: string) =>
      id === 'hub' ? hub.choose(null) : address.set({ [id]: null, ...firstPage }),
    clear: () => {
      search.setTyped('')
      const none = Object.fromEntries(kinds.map(({ id }) => [id, null]))
      address.set({ q: null, ...none, ...firstPage })
      hub.choose(null)
    },
    /** On a phone there are no headers to sort by: the order is chosen here as well. */
    menu: ({ asked, order }: Pick<ReturnType<typeof useUserSort>, 'asked' | 'order'>) => (
      <FilterMenu>
        {kinds
          // Whoever may not see the roles cannot choose one.
          .filter(({ choices }) => choices.length > 0)
          .map(({ id, name, value, choices, choose }) => (
            <ChoiceSubmenu
              key={id}
              label={name}
              choices={choices}
              value={value ?? ''}
              onChange={choose}
            />
          ))}
        <MenuLine />
        <ChoiceSubmenu
          label={t('users.order')}
          choices={userSorts.map((id) => ({ id, label: t(`users.orders.${id}`) }))}
          value={asked}
          onChange={(id) => order(userSorts.find((one) => one === id) ?? 'name')}
        />
      </FilterMenu>
    ),
  }
}
