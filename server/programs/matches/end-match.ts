import type { MatchId } from '#api/common.ts'
import type { Match, endMatch as route } from '#api/matches.ts'
import { problem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { addDoNotMatchPairs } from './add-do-not-match.ts'
import { auditMatches } from './audit-matches.ts'
import { endMatches } from './end-matches.ts'
import { pairsOf } from './judge-match.ts'
import { holdMatch, readOneMatch } from './match.ts'
import { tellOfEnds } from './tell.ts'

/**
 * An administrator ends an active match, for a reason that administrators alone read; where that is wanted, its people are not to be
 * matched again in this program (MT2).
 *
 * @throws not-found, not-in-status
 */
export async function endMatch(
  tx: Tx,
  caller: SessionCaller,
  matchId: MatchId,
  { reason, doNotMatch }: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<Match> {
  const match = await holdMatch(tx, matchId)
  if (match.status !== 'active') throw problem('not-in-status')
  const why = { reason: 'administrator', note: reason, by: caller.memberId } as const
  await endMatches(tx, [matchId], why, now)
  if (doNotMatch) {
    const pairs = pairsOf(match.registrations).flatMap(([{ memberId: a }, { memberId: b }]) =>
      a && b ? [[a, b] as const] : [],
    )
    await addDoNotMatchPairs(tx, caller, match.programId, pairs, reason, now)
  }
  await auditMatches(tx, caller, request, 'match.ended', [matchId], now)
  await tellOfEnds(tx, [matchId], caller.memberId)
  return readOneMatch(tx, matchId)
}
