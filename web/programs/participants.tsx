import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { SearchX, UserPlus, Users } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Participant, ProgramRole, participantStates } from '#api/programs.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { PersonPicture } from '#web/shell/person-name.tsx'
import { Room } from '#web/shell/room.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { firstPage, usePaging } from '#web/shell/use-paging.ts'
import { useSearchText } from '#web/shell/use-search.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Chips, FilterMenu, Toolbar } from '#web/ui/filters.tsx'
import { useFormat } from '#web/ui/format.ts'
import { ChoiceSubmenu } from '#web/ui/menu.tsx'
import { Pager } from '#web/ui/pager.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { type Column, Table } from '#web/ui/table.tsx'
import { AddParticipantDialog } from './add-participant-dialog.tsx'
import { ParticipantState } from './participant-state.tsx'
import { rolesOf } from './program-words.tsx'
import styles from './programs.module.css'
import { useProgram } from './use-program.ts'

/** Who takes part in a program, searched and filtered on the server. */
export function Participants() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const program = useProgram()
  const { withQuery } = useGo()
  const filters = useFilters()
  const paging = usePaging()
  const columns = useColumns()
  const refusal = useRefusal('addParticipant')
  const refused = refusal ?? (program.archivedAt ? t('programs.archived-reason') : null)
  const [adding, setAdding] = useState(false)
  const people = useQuery({
    ...query('listParticipants', {
      params: { programId: program.id },
      query: { ...filters.asked, cursor: paging.cursor },
    }),
    placeholderData: keepPreviousData,
  })
  const add = (
    <Button icon={<UserPlus size={16} />} disabledReason={refused} onPress={() => setAdding(true)}>
      {t('programs.add-participant')}
    </Button>
  )
  return (
    <>
      <Toolbar end={add}>
        <SearchField
          label={t('programs.search-people')}
          value={filters.search.typed}
          onChange={filters.search.setTyped}
          maxLength={100}
        />
        {filters.menu}
        <Chips filters={filters.chips} onRemove={filters.remove} onClear={filters.clear} />
      </Toolbar>
      {people.error && !people.data ? (
        <ErrorState error={people.error} retry={() => void people.refetch()} />
      ) : (
        <>
          <Table
            label={t('programs.tabs.participants')}
            columns={columns}
            rows={people.data?.items}
            rowKey={({ id }) => id}
            rowLabel={({ person }) => person.name}
            rowHref={({ id }) => withQuery(paths.participant(slug, program.id, id))}
            empty={
              filters.chips.length > 0 || filters.search.asked ? (
                <EmptyState
                  icon={<SearchX size={20} />}
                  title={t('programs.nobody-fits.title')}
                  action={<Button onPress={filters.clear}>{t('ui.clear-filters')}</Button>}
                >
                  {t('programs.nobody-fits.text')}
                </EmptyState>
              ) : (
                <EmptyState icon={<Users size={20} />} title={t('programs.nobody.title')}>
                  {t(program.registrationOpen ? 'programs.nobody.open' : 'programs.nobody.closed')}
                </EmptyState>
              )
            }
          />
          {people.data && <Pager {...paging.of(people.data)} />}
        </>
      )}
      {adding && <AddParticipantDialog program={program} onClose={() => setAdding(false)} />}
      <Outlet />
    </>
  )
}

function useFilters() {
  const { t } = useTranslation()
  const program = useProgram()
  const address = useAddress()
  const search = useSearchText()
  const asked = {
    q: search.asked,
    role: ProgramRole.safeParse(address.get('role')).data,
    state: participantStates.find((one) => one === address.get('state')),
  }
  const roles = rolesOf(program.kind)
  const kinds = [
    {
      id: 'role',
      name: t('programs.role'),
      value: asked.role,
      choices:
        roles.length > 1 ? roles.map((id) => ({ id, label: t(`programs.roles.${id}`) })) : [],
    },
    {
      id: 'state',
      name: t('programs.state'),
      value: asked.state,
      choices: participantStates.map((id) => ({ id, label: t(`programs.states.${id}`) })),
    },
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
      address.set({ q: null, role: null, state: null, ...firstPage })
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

function useColumns(): Column<Participant>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('programs.person'),
        title: true,
        width: '34%',
        cell: ({ person }: Participant) => (
          <span className={styles.lead} title={person.email ?? undefined}>
            <PersonPicture person={person} />
            {person.name}
          </span>
        ),
      },
      {
        id: 'role',
        header: t('programs.role'),
        width: '16%',
        cell: ({ role }: Participant) => t(`programs.roles.${role}`),
      },
      {
        id: 'room',
        header: t('programs.places'),
        width: '18%',
        cell: ({ openMatches, capacity }: Participant) => (
          <Room taken={openMatches} capacity={capacity} />
        ),
      },
      {
        id: 'state',
        header: t('programs.state'),
        width: '18%',
        cell: (participant: Participant) => <ParticipantState participant={participant} />,
      },
      {
        id: 'since',
        header: t('programs.since'),
        cell: ({ registeredAt }: Participant) => format.date(registeredAt),
      },
    ],
    [t, format],
  )
}
