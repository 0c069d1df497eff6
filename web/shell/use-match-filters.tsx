import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ProgramId } from '#api/common.ts'
import { MatchStatus, matchStatuses } from '#api/matches.ts'
import { query } from '#web/api.ts'
import { useAddress } from './address.ts'
import { useRefusal } from './session.ts'
import { useListFilters } from './use-list-filters.tsx'

export type MatchFilters = ReturnType<typeof useMatchFilters>

/** What matches are searched for and filtered by. `programId`: the one that the page is of. */
export function useMatchFilters(programId?: ProgramId) {
  const { t } = useTranslation()
  const address = useAddress()
  const mayViewPrograms = useRefusal('listPrograms') === null
  const programs = useQuery({
    ...query('listPrograms', { query: { limit: 100 } }),
    enabled: !programId && mayViewPrograms,
  })
  const status = MatchStatus.safeParse(address.get('status')).data
  const chosen = ProgramId.safeParse(address.get('program')).data
  const filters = useListFilters([
    {
      id: 'status',
      name: t('matches.status-title'),
      value: status,
      choices: matchStatuses.map((id) => ({ id, label: t(`matches.status.${id}`) })),
    },
    {
      id: 'program',
      name: t('matches.program'),
      value: chosen,
      choices: programId
        ? []
        : (programs.data?.items ?? []).map(({ id, name }) => ({ id, label: name })),
    },
  ])
  return {
    ...filters,
    asked: { q: filters.search.asked, status, programId: programId ?? chosen },
  }
}
