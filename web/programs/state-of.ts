import type { Participant, participantStates } from '#api/programs.ts'

/** What the server filters by, and `matched`: has a match and room for another. */
export type ParticipantState = (typeof participantStates)[number] | 'matched'

/** Where somebody stands: gone or frozen first, then whether they are matched, then whether they have room. */
export function stateOf({
  status,
  activeMatches,
  openMatches,
  capacity,
}: Pick<Participant, 'status' | 'activeMatches' | 'openMatches' | 'capacity'>): ParticipantState {
  if (status !== 'registered') return status
  if (activeMatches === 0) return 'unmatched'
  return openMatches < capacity ? 'matched' : 'full'
}
