import { useTranslation } from 'react-i18next'
import type { Participant, participantStates } from '#api/programs.ts'
import type { Tone } from '#web/ui/badge.tsx'
import { StatusDot } from '#web/ui/status-dot.tsx'

type State = (typeof participantStates)[number] | 'matched'

const tones: Record<State, Tone> = {
  unmatched: 'amber',
  available: 'green',
  matched: 'green',
  full: 'neutral',
  frozen: 'blue',
  left: 'neutral',
}

/** Where somebody stands: the first that is true, from gone to having room. */
export function stateOf({ status, activeMatches, openMatches, capacity }: Participant): State {
  if (status !== 'registered') return status
  if (openMatches >= capacity) return activeMatches > 0 ? 'full' : 'unmatched'
  return activeMatches === 0 ? 'unmatched' : 'matched'
}

export function ParticipantState({ participant }: { participant: Participant }) {
  const { t } = useTranslation()
  const state = stateOf(participant)
  return <StatusDot tone={tones[state]}>{t(`programs.states.${state}`)}</StatusDot>
}
