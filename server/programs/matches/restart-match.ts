import type { MatchId } from '#api/common.ts'
import type { Match } from '#api/matches.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdLivingProgram } from '../program.ts'
import { auditMatches } from './audit-matches.ts'
import { judgeMatch } from './judge-match.ts'
import { getProgramOfMatch, holdMatch, readOneMatch } from './match.ts'
import { startMatches } from './start-matches.ts'
import { tellOfStarts } from './tell.ts'

/**
 * An administrator starts a match again that was active before: judged as a new one, of those who were in it last (MT2).
 *
 * @throws not-found, not-in-status, program-archived, not-participating, capacity-full, do-not-match, already-matched
 */
export async function restartMatch(
  tx: Tx,
  caller: SessionCaller,
  matchId: MatchId,
  request: Where,
  now: Date,
): Promise<Match> {
  const program = await holdLivingProgram(tx, await getProgramOfMatch(tx, matchId), now)
  const match = await holdMatch(tx, matchId)
  if (match.status !== 'ended' || !match.startedAt) throw problem('not-in-status')
  // Of whoever was deleted nothing is left that could take part; roles may have changed since.
  await judgeMatch(tx, program, match.registrations)
  await startMatches(tx, caller.organizationId, [matchId], now)
  await auditMatches(tx, caller, request, 'match.started', [matchId], now)
  await tellOfStarts(tx, [matchId], caller.memberId)
  return readOneMatch(tx, matchId)
}
