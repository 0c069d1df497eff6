import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { MapPin, Plus, SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Hub } from '#api/hubs.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { usePaging } from '#web/shell/use-paging.ts'
import { useSearchText } from '#web/shell/use-search.ts'
import { Button } from '#web/ui/button.tsx'
import { countryName } from '#web/ui/country-name.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Toolbar } from '#web/ui/filters.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Page } from '#web/ui/page.tsx'
import { Pager } from '#web/ui/pager.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { type Column, Table } from '#web/ui/table.tsx'
import { HubMap } from './hub-map.tsx'
import styles from './hubs.module.css'

/** The hubs of the organization, by name (HB1). */
export function HubsPage() {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const { go, withQuery } = useGo()
  const search = useSearchText()
  const paging = usePaging()
  const refusal = useRefusal('createHub')
  const hubs = useQuery({
    ...query('listHubs', { query: { cursor: paging.cursor, q: search.asked } }),
    placeholderData: keepPreviousData,
  })
  const columns: Column<Hub>[] = [
    { id: 'name', header: t('hubs.name'), title: true, width: '45%', cell: ({ name }) => name },
    {
      id: 'address',
      header: t('hubs.address'),
      cell: ({ address, country }) =>
        address || (country ? countryName(country, i18n.language) : '–'),
    },
    {
      id: 'members',
      header: t('hubs.members'),
      width: '80px',
      align: 'end',
      cell: ({ memberCount }) => format.number(memberCount),
    },
  ]
  const create = (
    <Button
      kind="primary"
      icon={<Plus size={16} />}
      disabledReason={refusal}
      onPress={() => go(withQuery(paths.hub(slug, 'new')))}
    >
      {t('hubs.create')}
    </Button>
  )
  return (
    <Page
      title={t('hubs.heading')}
      lead={t('hubs.lead')}
      action={create}
      bar={
        <Toolbar>
          <SearchField
            label={t('hubs.search')}
            value={search.typed}
            onChange={search.setTyped}
            maxLength={100}
          />
        </Toolbar>
      }
    >
      {hubs.error && !hubs.data ? (
        <ErrorState error={hubs.error} retry={() => void hubs.refetch()} />
      ) : (
        <div className={styles.sides}>
          <div className={styles.list}>
            <Table
              label={t('hubs.heading')}
              columns={columns}
              rows={hubs.data?.items}
              rowKey={({ id }) => id}
              rowLabel={({ name }) => name}
              rowHref={({ id }) => withQuery(paths.hub(slug, id))}
              empty={
                search.asked ? (
                  <EmptyState
                    icon={<SearchX size={20} />}
                    title={t('hubs.not-found.title')}
                    action={
                      <Button onPress={() => search.setTyped('')}>
                        {t('hubs.not-found.clear')}
                      </Button>
                    }
                  >
                    {t('hubs.not-found.text')}
                  </EmptyState>
                ) : (
                  <EmptyState
                    icon={<MapPin size={20} />}
                    title={t('hubs.none.title')}
                    action={create}
                  >
                    {t('hubs.none.text')}
                  </EmptyState>
                )
              }
            />
            {hubs.data && <Pager {...paging.of(hubs.data)} />}
          </div>
          <HubMap q={search.asked} />
        </div>
      )}
      <Outlet />
    </Page>
  )
}
