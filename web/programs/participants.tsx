import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { SearchX, UserPlus, Users } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Participant, ProgramRole, participantStates } from '#api/programs.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { ListToolbar } from '#web/shell/list-toolbar.tsx'
import { PersonPicture } from '#web/shell/person-name.tsx'
import { Room } from '#web/shell/room.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useListFilters } from '#web/shell/use-list-filters.tsx'
import { usePaging } from '#web/shell/use-paging.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Pager } from '#web/ui/pager.tsx'
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
  const noAddresses = useRefusal('listUsers')
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
      <ListToolbar
        label={t(noAddresses ? 'programs.search-names' : 'programs.search-people')}
        filters={filters}
        end={add}
      />
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
              filters.filtered ? (
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
  const role = ProgramRole.safeParse(address.get('role')).data
  const state = participantStates.find((one) => one === address.get('state'))
  const roles = rolesOf(program.kind)
  const filters = useListFilters([
    {
      id: 'role',
      name: t('programs.role'),
      value: role,
      choices:
        roles.length > 1 ? roles.map((id) => ({ id, label: t(`programs.roles.${id}`) })) : [],
    },
    {
      id: 'state',
      name: t('programs.state'),
      value: state,
      choices: participantStates.map((id) => ({ id, label: t(`programs.states.${id}`) })),
    },
  ])
  return { ...filters, asked: { q: filters.search.asked, role, state } }
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
