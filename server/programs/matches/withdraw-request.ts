import type { MatchId } from '#api/common.ts'
import type { MyMatch } from '#api/matches.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { endMatches } from './end-matches.ts'
import { getMyMatch } from './list-my-matches.ts'
import { holdMatch } from './match.ts'

/** Whoever asked takes it back. @throws not-found (not asked by the caller), not-in-status */
export async function withdrawRequest(
  tx: Tx,
  caller: SessionCaller,
  matchId: MatchId,
  now: Date,
): Promise<MyMatch> {
  await getMyMatch(tx, caller, matchId)
  const { registrations, askedBy, status } = await holdMatch(tx, matchId)
  if (!registrations.some(({ id, memberId }) => id === askedBy && memberId === caller.memberId))
    throw problem('not-found')
  if (status !== 'pending') throw problem('not-in-status')
  const why = { reason: 'withdrawn', note: '', by: caller.memberId } as const
  await endMatches(tx, [matchId], why, now)
  return getMyMatch(tx, caller, matchId)
}
