import type { MatchId, RegistrationId } from '#api/common.ts'
import type { Match } from '#api/matches.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdLivingProgram } from '../program.ts'
import { scoreMatch } from '../proposals/score-match.ts'
import { holdRegistration } from '../registrations/registration.ts'
import { auditMatches } from './audit-matches.ts'
import { joinGroup } from './join-group.ts'
import { judgeJoining } from './judge-joining.ts'
import { getProgramOfMatch, holdMatch, readOneMatch } from './match.ts'
import { tellOfJoining } from './tell.ts'

/**
 * An administrator takes a participant into an active group, which goes on (MT2). Whoever is in it already stays, and nobody is told.
 *
 * @throws not-found, not-in-status, program-archived, values-refused, not-participating, capacity-full, do-not-match, already-matched
 */
export async function addToGroup(
  tx: Tx,
  caller: SessionCaller,
  matchId: MatchId,
  registrationId: RegistrationId,
  request: Where,
  now: Date,
): Promise<Match> {
  const program = await holdLivingProgram(tx, await getProgramOfMatch(tx, matchId), now)
  const { status, registrations } = await holdMatch(tx, matchId, [registrationId])
  if (status !== 'active' || program.kind !== 'group') throw problem('not-in-status')
  const added = await holdRegistration(tx, program.id, registrationId)
  if (registrations.some(({ id }) => id === registrationId)) return readOneMatch(tx, matchId)
  await judgeJoining(tx, program, registrations, added)
  const explained = scoreMatch(program, [...registrations, added])
  await joinGroup(tx, caller.organizationId, { matchId, registrationId }, explained, now)
  await auditMatches(tx, caller, request, 'match.joined', [matchId], now, { who: added.memberId })
  await tellOfJoining(tx, matchId, added, caller.memberId)
  return readOneMatch(tx, matchId)
}
