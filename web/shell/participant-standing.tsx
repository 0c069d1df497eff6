import { CircleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Participant } from '#api/programs.ts'
import { Note } from './note.tsx'

/** Said at once, not after pressing: somebody is frozen or has no place left, or this takes the last one. */
export function ParticipantStanding({ participant }: { participant: Participant }) {
  const { t } = useTranslation()
  const { person, status, openMatches, capacity } = participant
  const { name } = person
  const left = capacity - openMatches
  if (status === 'registered' && left > 1) return null
  if (status === 'registered' && left === 1 && capacity === 1) return null
  const key = status === 'frozen' ? 'frozen' : left <= 0 ? 'full' : 'last'
  return (
    <div role="status">
      <Note icon={<CircleAlert size={16} />}>
        {t(`matches.standing.${key}`, { name, taken: openMatches, capacity })}
      </Note>
    </div>
  )
}
