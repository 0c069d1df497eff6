import type { MatchId } from '#api/common.ts'
import type { MyMatch, answerRequest as route } from '#api/matches.ts'
import { problem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdProgram } from '../program.ts'
import { auditMatches } from './audit-matches.ts'
import { endMatches } from './end-matches.ts'
import { getMyMatch } from './list-my-matches.ts'
import { getProgramOfMatch, type HeldMatch, holdMatch } from './match.ts'
import { startMatches } from './start-matches.ts'
import { tellOfAnswer } from './tell.ts'

/**
 * Whoever was asked accepts or declines, within three days: judged here too, since the clock may be late (MT2). Whoever asked cannot
 * answer themselves.
 *
 * @throws not-found (not asked of the caller), not-in-status, request-expired, program-archived, not-participating
 */
export async function answerRequest(
  tx: Tx,
  caller: SessionCaller,
  matchId: MatchId,
  { answer, reason }: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<MyMatch> {
  await getMyMatch(tx, caller, matchId)
  const program = await holdProgram(tx, await getProgramOfMatch(tx, matchId), 'share', now)
  const match = await holdMatch(tx, matchId)
  if (!isAsked(match, caller)) throw problem('not-found')
  if (match.endReason === 'expired') throw problem('request-expired')
  if (match.status !== 'pending') throw problem('not-in-status')
  if (match.expiresAt && match.expiresAt <= now) throw problem('request-expired')
  if (answer === 'declined') {
    const why = { reason: 'declined', note: reason, by: caller.memberId } as const
    await endMatches(tx, [matchId], why, now)
    await auditMatches(tx, caller, request, 'match.declined', [matchId], now)
  } else {
    if (program.archivedAt || program.over) throw problem('program-archived')
    if (match.registrations.some((one) => !one.takesPart)) throw problem('not-participating')
    await startMatches(tx, caller.organizationId, [matchId], now)
    await auditMatches(tx, caller, request, 'match.started', [matchId], now)
  }
  await tellOfAnswer(tx, matchId, answer)
  return getMyMatch(tx, caller, matchId)
}

const isAsked = ({ registrations, askedBy }: HeldMatch, { memberId }: SessionCaller): boolean =>
  registrations.some((one) => one.memberId === memberId && askedBy !== null && one.id !== askedBy)
