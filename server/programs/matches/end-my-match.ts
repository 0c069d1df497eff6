import type { MatchId } from '#api/common.ts'
import type { MyMatch } from '#api/matches.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { auditMatches } from './audit-matches.ts'
import { endMatches } from './end-matches.ts'
import { leaveGroups } from './leave-groups.ts'
import { getMyMatch } from './list-my-matches.ts'
import { holdMatch } from './match.ts'
import { tellOfEnds } from './tell.ts'

/**
 * A member ends a match of their own; the reason is for administrators. A group goes on without them, unless they host it or nobody
 * would be left with its host.
 *
 * @throws not-found, not-in-status
 */
export async function endMyMatch(
  tx: Tx,
  caller: SessionCaller,
  matchId: MatchId,
  reason: string,
  request: Where,
  now: Date,
): Promise<MyMatch> {
  await getMyMatch(tx, caller, matchId)
  const { registrations, status } = await holdMatch(tx, matchId)
  const own = registrations.find(({ memberId }) => memberId === caller.memberId)
  if (status !== 'active' || !own) throw problem('not-in-status')
  if (own.role === 'participant' && registrations.length > 2) {
    await leaveGroups(tx, [matchId], [own.id], { reason: 'participant', note: reason }, now)
    await auditMatches(tx, caller, request, 'match.left', [matchId], now, { who: caller.memberId })
    return getMyMatch(tx, caller, matchId)
  }
  const why = { reason: 'participant', note: reason, by: caller.memberId } as const
  await endMatches(tx, [matchId], why, now)
  await auditMatches(tx, caller, request, 'match.ended', [matchId], now)
  await tellOfEnds(tx, [matchId], caller.memberId)
  return getMyMatch(tx, caller, matchId)
}
