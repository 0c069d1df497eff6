import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { FileDown, SearchX, Users } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Match } from '#api/matches.ts'
import type { Program } from '#api/programs.ts'
import { query } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Pager } from '#web/ui/pager.tsx'
import { type Column, Table } from '#web/ui/table.tsx'
import { ListToolbar } from './list-toolbar.tsx'
import { MatchExportDialog } from './match-export-dialog.tsx'
import { Fit, MatchPeople, MatchState, useMatchName } from './match-words.tsx'
import { useRefusal } from './session.ts'
import { useGo } from './use-go.ts'
import { useMatchFilters } from './use-match-filters.tsx'
import { useMatchTime } from './use-match-time.tsx'
import { usePaging } from './use-paging.ts'

interface Props {
  /** Of one program; of all, where it is left out. */
  program?: Pick<Program, 'id' | 'name'>
  hrefOf: (match: Match) => string
  /** What one does where there is none yet. */
  action?: ReactNode
}

/** Matches, newest first (MT2): search, filters and place in the list stand in the address. */
export function MatchList({ program, hrefOf, action }: Props) {
  const { t } = useTranslation()
  const { withQuery } = useGo()
  const filters = useMatchFilters(program?.id)
  const paging = usePaging()
  const name = useMatchName()
  const columns = useColumns(program === undefined)
  const matches = useQuery({
    ...query('listMatches', { query: { ...filters.asked, cursor: paging.cursor } }),
    placeholderData: keepPreviousData,
  })
  const noAddresses = useRefusal('listUsers')
  const refusedExport = useRefusal('exportMatches')
  const [exporting, setExporting] = useState(false)
  return (
    <>
      <ListToolbar
        label={t(noAddresses ? 'matches.search-names' : 'matches.search')}
        filters={filters}
        end={
          <Button
            icon={<FileDown size={16} />}
            disabledReason={refusedExport}
            onPress={() => setExporting(true)}
          >
            {t('ui.export')}
          </Button>
        }
      />
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
              filters.filtered ? (
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
      {exporting && (
        <MatchExportDialog
          filters={filters}
          program={program?.name}
          about={matches.data && Math.max(matches.data.about, matches.data.items.length)}
          onClose={() => setExporting(false)}
        />
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
