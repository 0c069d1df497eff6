import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { SearchX, UserPlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { MemberStatus } from '#api/sessions.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { useRoleName, useRoles } from '#web/shell/roles.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useHubFilter } from '#web/shell/use-hub-filter.ts'
import { firstPage, usePaging } from '#web/shell/use-paging.ts'
import { useSearchText } from '#web/shell/use-search.ts'
import { Button } from '#web/ui/button.tsx'
import { ColumnChooser } from '#web/ui/column-chooser.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Chips, FilterMenu, Toolbar } from '#web/ui/filters.tsx'
import { ChoiceSubmenu } from '#web/ui/menu.tsx'
import { Page } from '#web/ui/page.tsx'
import { Pager } from '#web/ui/pager.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { Table } from '#web/ui/table.tsx'
import { RefusedBanner } from './refused-banner.tsx'
import { RefusedPanel } from './refused-panel.tsx'
import { useGuestSelection } from './use-guest-selection.tsx'
import { useSingleSignOn } from './use-single-sign-on.ts'
import { useUserColumns } from './use-user-columns.tsx'
import { nameOf } from './user-words.tsx'

/** The user table of the organization (US1): search, filters, columns and place stand in the address. */
export function UsersPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go, withQuery } = useGo()
  const address = useAddress()
  const search = useSearchText()
  const filters = useUserFilters()
  const paging = usePaging()
  const refusal = useRefusal('addUser')
  const users = useQuery({
    ...query('listUsers', {
      query: { cursor: paging.cursor, q: search.asked, ...filters.asked },
    }),
    placeholderData: keepPreviousData,
  })
  const items = users.data?.items
  const { demanded, used } = useSingleSignOn()
  const ssoMatters =
    used || (items ?? []).some(({ guest, connections }) => guest || connections.length > 0)
  const columns = useUserColumns({ demanded, shown: ssoMatters })
  const selection = useGuestSelection(items)
  const clear = () => {
    search.setTyped('')
    address.set({ q: null, status: null, role: null, ...firstPage })
    filters.hub.choose(null)
  }
  const add = (
    <Button
      kind="primary"
      icon={<UserPlus size={16} />}
      disabledReason={refusal}
      onPress={() => go(withQuery(paths.user(slug, 'new')))}
    >
      {t('users.add')}
    </Button>
  )
  return (
    <Page
      title={t('users.heading')}
      lead={t('users.lead')}
      action={add}
      bar={
        <Toolbar end={<ColumnChooser columns={columns} />}>
          <SearchField
            label={t('users.search')}
            value={search.typed}
            onChange={search.setTyped}
            maxLength={100}
          />
          {filters.menu}
          <Chips filters={filters.chips} onRemove={filters.remove} onClear={clear} />
        </Toolbar>
      }
    >
      <RefusedBanner onOpen={() => address.set({ refused: 'all' }, { replace: false })} />
      {users.error && !users.data ? (
        <ErrorState error={users.error} retry={() => void users.refetch()} />
      ) : (
        <>
          <Table
            label={t('users.heading')}
            columns={columns.shown}
            rows={items}
            rowKey={(user) => user.id}
            rowLabel={nameOf}
            rowHref={(user) => withQuery(paths.user(slug, user.id))}
            {...(ssoMatters && selection.forTable)}
            empty={
              <EmptyState
                icon={<SearchX size={20} />}
                title={t('users.none.title')}
                action={<Button onPress={clear}>{t('users.none.clear')}</Button>}
              >
                {t('users.none.text')}
              </EmptyState>
            }
          />
          {users.data && <Pager {...paging.of(users.data)} />}
        </>
      )}
      {selection.dialog}
      {address.get('refused') && <RefusedPanel onClose={() => address.set({ refused: null })} />}
      <Outlet />
    </Page>
  )
}

function useUserFilters() {
  const { t } = useTranslation()
  const address = useAddress()
  const hub = useHubFilter()
  const roles = useRoles()
  const roleName = useRoleName()
  const hubs = useQuery({
    ...query('listHubs', { query: { limit: 100 } }),
    enabled: useRefusal('listHubs') === null,
  })
  const status = MemberStatus.safeParse(address.get('status')).data
  const roleId = address.get('role')

  const statusChoices = MemberStatus.options.map((id) => ({ id, label: t(`users.status.${id}`) }))
  const roleChoices = (roles ?? []).map((role) => ({ id: role.id, label: roleName(role) }))
  const hubChoices = (hubs.data?.items ?? []).map(({ id, name }) => ({ id, label: name }))
  const name = (choices: { id: string; label: string }[], id: string) =>
    choices.find((choice) => choice.id === id)?.label ?? '…'
  return {
    hub,
    asked: { status, roleId: roleId ?? undefined, hubId: hub.hubId ?? undefined },
    chips: [
      ...(status
        ? [{ id: 'status', name: t('users.status-title'), value: name(statusChoices, status) }]
        : []),
      ...(roleId ? [{ id: 'role', name: t('users.role'), value: name(roleChoices, roleId) }] : []),
      ...(hub.hubId
        ? [{ id: 'hub', name: t('users.hub'), value: name(hubChoices, hub.hubId) }]
        : []),
    ],
    remove: (id: string) =>
      id === 'hub' ? hub.choose(null) : address.set({ [id]: null, ...firstPage }),
    menu: (
      <FilterMenu>
        <ChoiceSubmenu
          label={t('users.status-title')}
          choices={statusChoices}
          value={status ?? ''}
          onChange={(id) => address.set({ status: id, ...firstPage })}
        />
        <ChoiceSubmenu
          label={t('users.role')}
          choices={roleChoices}
          value={roleId ?? ''}
          onChange={(id) => address.set({ role: id, ...firstPage })}
        />
        <ChoiceSubmenu
          label={t('users.hub')}
          choices={hubChoices}
          value={hub.hubId ?? ''}
          onChange={hub.choose}
        />
      </FilterMenu>
    ),
  }
}
