import { useTranslation } from 'react-i18next'
import type { Participant } from '#api/programs.ts'
import type { Tone } from '#web/ui/badge.tsx'
import { StatusDot } from '#web/ui/status-dot.tsx'
import { type ParticipantState as State, stateOf } from './state-of.ts'

const tones: Record<State, Tone> = {
  unmatched: 'amber',
  available: 'green',
  matched: 'green',
  full: 'neutral',
  frozen: 'blue',
  left: 'neutral',
}

/** Where somebody stands, in a word. */
export function ParticipantState({ participant }: { participant: Participant }) {
  const { t } = useTranslation()
  const state = stateOf(participant)
  return <StatusDot tone={tones[state]}>{t(`programs.states.${state}`)}</StatusDot>
}
