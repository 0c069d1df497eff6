import type { MatchId, RegistrationId } from '#api/common.ts'
import type { Match, removeFromGroup as route } from '#api/matches.ts'
import { problem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { addDoNotMatchPairs } from './add-do-not-match.ts'
import { auditMatches } from './audit-matches.ts'
import { leaveGroups } from './leave-groups.ts'
import { holdMatch, readOneMatch } from './match.ts'
import { tellOfLeaving } from './tell.ts'

/**
 * An administrator lets a participant go of an active group, which goes on, for a reason that administrators alone read (MT2).
 *
 * @throws not-found (not in it), not-in-status: over, or nothing would be left of it
 */
export async function removeFromGroup(
  tx: Tx,
  caller: SessionCaller,
  { matchId, registrationId }: { matchId: MatchId; registrationId: RegistrationId },
  { reason, doNotMatch }: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<Match> {
  const { status, programId, registrations } = await holdMatch(tx, matchId)
  const gone = registrations.find(({ id }) => id === registrationId)
  if (!gone) throw problem('not-found')
  if (status !== 'active') throw problem('not-in-status')
  if (gone.role !== 'participant' || registrations.length <= 2)
    throw problem('not-in-status', { detail: 'Nothing would be left of it: end the match.' })
  await tellOfLeaving(tx, matchId, registrationId, caller.memberId)
  const why = { reason: 'administrator', note: reason } as const
  await leaveGroups(tx, [matchId], [registrationId], why, now)
  const host = registrations.find(({ role }) => role === 'host')
  if (doNotMatch && host?.memberId && gone.memberId)
    await addDoNotMatchPairs(tx, caller, programId, [[host.memberId, gone.memberId]], reason, now)
  const concerned = { who: gone.memberId, note: reason }
  await auditMatches(tx, caller, request, 'match.left', [matchId], now, concerned)
  return readOneMatch(tx, matchId)
}
