import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Handshake, SearchX } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Program } from '#api/programs.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { useSession } from '#web/shell/session.ts'
import { firstPage, usePaging } from '#web/shell/use-paging.ts'
import { useSearchText } from '#web/shell/use-search.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Toolbar } from '#web/ui/filters.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Pager } from '#web/ui/pager.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { Switch } from '#web/ui/switch.tsx'
import { type Column, Table } from '#web/ui/table.tsx'
import { RegistrationState, useProgramDays } from './program-words.tsx'
import styles from './programs.module.css'

/** The programs of an organization, for whoever runs them. */
export function AllPrograms({ action }: { action: ReactNode }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const address = useAddress()
  const search = useSearchText()
  const paging = usePaging()
  const archived = address.get('archived') === 'true'
  const columns = useColumns()
  const programs = useQuery({
    ...query('listPrograms', {
      query: { q: search.asked, archived: archived ? 'true' : 'false', cursor: paging.cursor },
    }),
    placeholderData: keepPreviousData,
  })
  const clear = () => {
    search.setTyped('')
    address.set({ q: null, ...firstPage })
  }
  return (
    <>
      <Toolbar
        end={
          <span className={styles.toggle}>
            <Switch
              isSelected={archived}
              onChange={(on) => address.set({ archived: on ? 'true' : null, ...firstPage })}
            >
              {t('programs.archived-only')}
            </Switch>
          </span>
        }
      >
        <SearchField
          label={t('programs.search')}
          value={search.typed}
          onChange={search.setTyped}
          maxLength={100}
        />
      </Toolbar>
      {programs.error && !programs.data ? (
        <ErrorState error={programs.error} retry={() => void programs.refetch()} />
      ) : (
        <>
          <Table
            label={t('programs.heading')}
            columns={columns}
            rows={programs.data?.items}
            rowKey={({ id }) => id}
            rowLabel={({ name }) => name}
            rowHref={({ id }) => paths.program(slug, id)}
            empty={
              search.asked ? (
                <EmptyState
                  icon={<SearchX size={20} />}
                  title={t('programs.none-found.title')}
                  action={<Button onPress={clear}>{t('programs.none-found.clear')}</Button>}
                >
                  {t('programs.none-found.text')}
                </EmptyState>
              ) : archived ? (
                <EmptyState
                  icon={<Handshake size={20} />}
                  title={t('programs.none-archived.title')}
                >
                  {t('programs.none-archived.text')}
                </EmptyState>
              ) : (
                <EmptyState
                  icon={<Handshake size={20} />}
                  title={t('programs.none.title')}
                  action={action}
                >
                  {t('programs.none.text')}
                </EmptyState>
              )
            }
          />
          {programs.data && <Pager {...paging.of(programs.data)} />}
        </>
      )}
    </>
  )
}

function useColumns(): Column<Program>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const days = useProgramDays()
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('programs.name'),
        title: true,
        width: '27%',
        cell: ({ name }: Program) => <span title={name}>{name}</span>,
      },
      {
        id: 'kind',
        header: t('programs.kind'),
        width: '12%',
        cell: ({ kind }: Program) => t(`programs.kinds.${kind}`),
      },
      {
        id: 'registration',
        header: t('programs.registration-title'),
        width: '13%',
        cell: ({ registrationOpen, archivedAt }: Program) => (
          <RegistrationState open={registrationOpen} archived={archivedAt !== null} />
        ),
      },
      {
        id: 'days',
        header: t('programs.days'),
        width: '21%',
        cell: (program: Program) => days(program) ?? t('programs.always'),
      },
      {
        id: 'participants',
        header: t('programs.participants'),
        align: 'end' as const,
        width: '10%',
        cell: ({ counts }: Program) => format.number(counts.participants),
      },
      {
        id: 'unmatched',
        header: t('programs.unmatched'),
        align: 'end' as const,
        width: '9%',
        cell: ({ counts }: Program) => format.number(counts.unmatched),
      },
      {
        id: 'matches',
        header: t('programs.active-matches'),
        align: 'end' as const,
        width: '9%',
        cell: ({ counts }: Program) => format.number(counts.active),
      },
    ],
    [t, format, days],
  )
}
