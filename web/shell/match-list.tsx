import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { SearchX, Users } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProgramId } from '#api/common.ts'
import type { Match } from '#api/matches.ts'
import { query } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Chips, Toolbar } from '#web/ui/filters.tsx'
import { Pager } from '#web/ui/pager.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { type Column, Table } from '#web/ui/table.tsx'
import { Fit, MatchPeople, MatchState, useMatchName } from './match-words.tsx'
import { useGo } from './use-go.ts'
import { useMatchFilters } from './use-match-filters.tsx'
import { useMatchTime } from './use-match-time.tsx'
import { usePaging } from './use-paging.ts'

interface Props {
  /** Of one program; of all, where it is left out. */
  programId?: ProgramId
  hrefOf: (match: Match) => string
  /** What one does where there is none yet. */
  action?: ReactNode
}

/** Matches, newest first (MT2): search, filters and place in the list stand in the address. */
export function MatchList({ programId, hrefOf, action }: Props) {
  const { t } = useTranslation()
  const { withQuery } = useGo()
  const filters = useMatchFilters(programId)
  const paging = usePaging()
  const name = useMatchName()
  const columns = useColumns(programId === undefined)
  const matches = useQuery({
    ...query('listMatches', { query: { ...filters.asked, cursor: paging.cursor } }),
    placeholderData: keepPreviousData,
  })
  const filtered = filters.chips.length > 0 || filters.search.asked !== undefined
  return (
    <>
      <Toolbar>
        <SearchField
          label={t('matches.search')}
          value={filters.search.typed}
          onChange={filters.search.setTyped}
          maxLength={100}
        />
        {filters.menu}
        <Chips filters={filters.chips} onRemove={filters.remove} onClear={filters.clear} />
      </Toolbar>
      {matches.error && !matches.data ? (
        <ErrorState error={matches.error} retry={() => void matches.refetch()} />
      ) : (
        <>
          <Table
            label={t('matches.heading')}
            columns={columns}
            rows={matches.data?.items}
            rowKey={({ id }) => id}
            rowLabel={name}
            rowHref={(match) => withQuery(hrefOf(match))}
            empty={
              filtered ? (
                <EmptyState
                  icon={<SearchX size={20} />}
                  title={t('matches.none-found.title')}
                  action={<Button onPress={filters.clear}>{t('ui.clear-filters')}</Button>}
                >
                  {t('matches.none-found.text')}
                </EmptyState>
              ) : (
                <EmptyState
                  icon={<Users size={20} />}
                  title={t('matches.none.title')}
                  action={action}
                >
                  {t('matches.none.text')}
                </EmptyState>
              )
            }
          />
          {matches.data && <Pager {...paging.of(matches.data)} />}
        </>
      )}
    </>
  )
}

function useColumns(withProgram: boolean): Column<Match>[] {
  const { t } = useTranslation()
  const time = useMatchTime()
  return useMemo(
    () => [
      {
        id: 'people',
        header: t('matches.people'),
        title: true,
        width: withProgram ? '34%' : '42%',
        cell: (match: Match) => <MatchPeople match={match} />,
      },
      ...(withProgram
        ? [
            {
              id: 'program',
              header: t('matches.program'),
              width: '22%',
              cell: ({ program }: Match) => <span title={program.name}>{program.name}</span>,
            },
          ]
        : []),
      {
        id: 'status',
        header: t('matches.status-title'),
        width: '120px',
        cell: ({ status }: Match) => <MatchState status={status} />,
      },
      {
        id: 'fit',
        header: t('matches.fit'),
        width: '120px',
        cell: ({ score }: Match) => <Fit score={score} />,
      },
      {
        id: 'when',
        header: t('matches.when'),
        cell: (match: Match) => time(match),
      },
    ],
    [t, time, withProgram],
  )
}
