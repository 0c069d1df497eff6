import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ProgramId } from '#api/common.ts'
import { MatchStatus, matchStatuses } from '#api/matches.ts'
import { query } from '#web/api.ts'
import { FilterMenu } from '#web/ui/filters.tsx'
import { ChoiceSubmenu } from '#web/ui/menu.tsx'
import { useAddress } from './address.ts'
import { useRefusal } from './session.ts'
import { firstPage } from './use-paging.ts'
import { useSearchText } from './use-search.ts'

/** What matches are searched for and filtered by; all of it stands in the address. `programId`: the one that the page is of. */
export function useMatchFilters(programId?: ProgramId) {
  const { t } = useTranslation()
  const address = useAddress()
  const search = useSearchText()
  const mayViewPrograms = useRefusal('listPrograms') === null
  const programs = useQuery({
    ...query('listPrograms', { query: { limit: 100 } }),
    enabled: !programId && mayViewPrograms,
  })
  const asked = {
    q: search.asked,
    status: MatchStatus.safeParse(address.get('status')).data,
    programId: programId ?? ProgramId.safeParse(address.get('program')).data,
  }
  const kinds = [
    {
      id: 'status',
      name: t('matches.status-title'),
      value: asked.status,
      choices: matchStatuses.map((id) => ({ id, label: t(`matches.status.${id}`) })),
    },
    ...(programId
      ? []
      : [
          {
            id: 'program',
            name: t('matches.program'),
            value: asked.programId,
            choices: (programs.data?.items ?? []).map(({ id, name }) => ({ id, label: name })),
          },
        ]),
  ].filter(({ choices }) => choices.length > 0)
  return {
    asked,
    search,
    chips: kinds.flatMap(({ id, name, value, choices }) =>
      value ? [{ id, name, value: choices.find((one) => one.id === value)?.label ?? '…' }] : [],
    ),
    remove: (id: string) => address.set({ [id]: null, ...firstPage }),
    clear: () => {
      search.setTyped('')
      address.set({ q: null, status: null, program: null, ...firstPage })
    },
    menu: (
      <FilterMenu>
        {kinds.map(({ id, name, value, choices }) => (
          <ChoiceSubmenu
            key={id}
            label={name}
            choices={choices}
            value={value ?? ''}
            onChange={(chosen) => address.set({ [id]: chosen, ...firstPage })}
          />
        ))}
      </FilterMenu>
    ),
  }
}
