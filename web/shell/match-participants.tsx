import { useQuery } from '@tanstack/react-query'
import { UserMinus, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Match } from '#api/matches.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { useFormat } from '#web/ui/format.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Link } from '#web/ui/link.tsx'
import { PanelSection } from '#web/ui/panel.tsx'
import { AddToGroupDialog } from './add-to-group-dialog.tsx'
import styles from './match-panel.module.css'
import { PersonName } from './person-name.tsx'
import { RemoveFromGroupDialog } from './remove-from-group-dialog.tsx'
import { Room } from './room.tsx'
import { useRefusal, useSession } from './session.ts'

type Participant = Match['participants'][number]

/** Who is in a match and who has left it; of an active group somebody is taken in or let go (MT2). */
export function MatchParticipants({ match }: { match: Match }) {
  const { t } = useTranslation()
  const [letGo, setLetGo] = useState<Participant | null>(null)
  const { participants, program, status } = match
  const inIt = participants.filter(({ leftAt }) => leftAt === null)
  const changes = status === 'active' && program.kind === 'group'
  return (
    <PanelSection title={t('matches.people')}>
      <ul className={styles.people}>
        {participants.map((participant) => (
          <li key={participant.registrationId} className={styles.person}>
            <Who match={match} participant={participant} />
            <span className={styles.aside}>
              {participant.leftAt ? (
                t('matches.left')
              ) : (
                <Room taken={participant.openMatches} capacity={participant.capacity} />
              )}
              {changes && participant.leftAt === null && participant.role === 'participant' && (
                <LetGo
                  name={participant.person.name}
                  last={inIt.length <= 2}
                  onPress={() => setLetGo(participant)}
                />
              )}
            </span>
          </li>
        ))}
      </ul>
      {changes && <AddPerson match={match} size={inIt.length - 1} />}
      {letGo && (
        <RemoveFromGroupDialog match={match} participant={letGo} onClose={() => setLetGo(null)} />
      )}
    </PanelSection>
  )
}

function Who({ match, participant }: { match: Match; participant: Participant }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const mayView = useRefusal('getParticipant') === null
  const { registrationId, person, role, joinedAt, leftAt, leftReason, leftNote } = participant
  const below = [
    t(`programs.roles.${role}`),
    !leftAt && joinedAt && t('matches.joined-on', { when: format.date(joinedAt) }),
    leftAt && leftReason && t(`matches.left-reasons.${leftReason}`, { defaultValue: '' }),
    leftNote,
  ]
    .filter(Boolean)
    .join(' · ')
  const name = <PersonName person={person} below={below} />
  return mayView ? (
    <Link kind="plain" href={paths.participant(slug, match.program.id, registrationId)}>
      {name}
    </Link>
  ) : (
    name
  )
}

function LetGo({ name, last, onPress }: { name: string; last: boolean; onPress: () => void }) {
  const { t } = useTranslation()
  const refusal = useRefusal('removeFromGroup')
  return (
    <IconButton
      size="small"
      label={t('matches.let-go-of', { name })}
      icon={<UserMinus size={16} />}
      disabledReason={refusal ?? (last ? t('matches.let-go-last') : null)}
      onPress={onPress}
    />
  )
}

function AddPerson({ match, size }: { match: Match; size: number }) {
  const { t } = useTranslation()
  const mayAdd = useRefusal('addToGroup')
  const mayChoose = useRefusal('listParticipants')
  const [adding, setAdding] = useState(false)
  const program = useQuery({
    ...query('getProgram', { params: { programId: match.program.id } }),
    enabled: mayChoose === null,
  }).data
  const refusal =
    mayAdd ??
    mayChoose ??
    (program?.archivedAt
      ? t('programs.archived-reason')
      : program && size >= program.groupSizeMax
        ? t('matches.group-full', { max: program.groupSizeMax })
        : null)
  return (
    <div className={styles.actions}>
      <Button
        size="small"
        icon={<UserPlus size={14} />}
        disabledReason={refusal}
        onPress={() => setAdding(true)}
      >
        {t('matches.add-person')}
      </Button>
      {adding && <AddToGroupDialog match={match} onClose={() => setAdding(false)} />}
    </div>
  )
}
