import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { FileUp, Lock, SearchX, UserPlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { useCommands } from '#web/shell/commands.ts'
import { useKeys } from '#web/shell/keys.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { usePaging } from '#web/shell/use-paging.ts'
import { Button } from '#web/ui/button.tsx'
import { ColumnChooser } from '#web/ui/column-chooser.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Chips, Toolbar } from '#web/ui/filters.tsx'
import { Page } from '#web/ui/page.tsx'
import { Pager } from '#web/ui/pager.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { Table } from '#web/ui/table.tsx'
import { useBulkActions } from './bulk-actions.tsx'
import { RefusedBanner } from './refused-banner.tsx'
import { RefusedPanel } from './refused-panel.tsx'
import { useSingleSignOn } from './use-single-sign-on.ts'
import { useUserChanges } from './use-user-changes.tsx'
import { useUserColumns, useUserSort } from './use-user-columns.tsx'
import { useUserFilters } from './use-user-filters.tsx'
import { useUserSelection } from './use-user-selection.ts'
import { nameOf } from './user-words.tsx'

/** The people of the organization, for whoever may see them (US1). */
export function UsersPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go, withQuery } = useGo()
  const address = useAddress()
  const mayView = useRefusal('listUsers')
  const mayAdd = useRefusal('addUser')
  const mayImport = useRefusal('createUserImport')
  const add = () => go(withQuery(paths.newUser(slug)))
  const importThem = () => go(paths.importUsers(slug))
  useKeys(mayAdd ? [] : [{ keys: 'c', label: t('users.add'), run: add }])
  const section = t('users.heading')
  useCommands([
    ...(mayAdd
      ? []
      : [
          {
            id: 'add-user',
            section,
            label: t('users.add'),
            icon: <UserPlus size={16} />,
            keys: 'c',
            run: add,
          },
        ]),
    ...(mayImport
      ? []
      : [
          {
            id: 'import-users',
            section,
            label: t('imports.heading'),
            words: 'CSV',
            icon: <FileUp size={16} />,
            run: importThem,
          },
        ]),
  ])
  return (
    <Page
      title={t('users.heading')}
      lead={t('users.lead')}
      action={
        <>
          <Button icon={<FileUp size={16} />} disabledReason={mayImport} onPress={importThem}>
            {t('imports.open')}
          </Button>
          <Button
            kind="primary"
            icon={<UserPlus size={16} />}
            disabledReason={mayAdd}
            onPress={add}
          >
            {t('users.add')}
          </Button>
        </>
      }
    >
      <RefusedBanner onOpen={() => address.set({ refused: 'all' }, { replace: false })} />
      {mayView ? (
        <EmptyState icon={<Lock size={20} />} title={t('users.no-view')}>
          {mayView}
        </EmptyState>
      ) : (
        <UserTable />
      )}
      {address.get('refused') && <RefusedPanel onClose={() => address.set({ refused: null })} />}
      <Outlet />
    </Page>
  )
}

/** Search, filters, order, columns and place in the list stand in the address. */
function UserTable() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { withQuery } = useGo()
  const filters = useUserFilters()
  const sort = useUserSort()
  const paging = usePaging()
  const users = useQuery({
    ...query('listUsers', {
      query: { ...filters.asked, sort: sort.asked, cursor: paging.cursor },
    }),
    placeholderData: keepPreviousData,
  })
  const items = users.data?.items
  const { demanded, used } = useSingleSignOn()
  const ssoMatters =
    used || (items ?? []).some(({ guest, connections }) => guest || connections.length > 0)
  const columns = useUserColumns({ demanded, shown: ssoMatters })
  const changes = useUserChanges()
  const selection = useUserSelection(users.data, filters.asked)
  const bulk = useBulkActions({ selection, onChange: changes.change })
  return (
    <>
      <Toolbar end={<ColumnChooser columns={columns} />}>
        <SearchField
          label={t('users.search')}
          value={filters.search.typed}
          onChange={filters.search.setTyped}
          maxLength={100}
        />
        {filters.menu(sort)}
        <Chips filters={filters.chips} onRemove={filters.remove} onClear={filters.clear} />
      </Toolbar>
      {changes.lines}
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
            {...sort.forTable}
            {...selection.forTable}
            bulkActions={bulk.buttons}
            empty={
              <EmptyState
                icon={<SearchX size={20} />}
                title={t('users.none.title')}
                action={<Button onPress={filters.clear}>{t('users.none.clear')}</Button>}
              >
                {t('users.none.text')}
              </EmptyState>
            }
          />
          {users.data && <Pager {...paging.of(users.data)} />}
        </>
      )}
      {bulk.dialogs}
    </>
  )
}
