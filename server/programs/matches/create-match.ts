import type { MatchId } from '#api/common.ts'
import type { Match, createMatch as route } from '#api/matches.ts'
import { fieldProblem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdLivingProgram } from '../program.ts'
import { scoreMatch } from '../proposals/score-match.ts'
import { holdRegistrations, type Registration } from '../registrations/registration.ts'
import { addMatches } from './add-matches.ts'
import { auditMatches } from './audit-matches.ts'
import { judgeMatch } from './judge-match.ts'
import { readOneMatch } from './match.ts'
import { startMatches } from './start-matches.ts'
import { tellOfStarts } from './tell.ts'

const daysBackMax = 366
const dayMs = 86_400_000

/**
 * An administrator matches people of a program, at once (MT2); where `startedAt` says so, they have been matched since then.
 *
 * @throws not-found, program-archived, values-refused, not-participating, capacity-full, do-not-match, already-matched
 */
export async function createMatch(
  tx: Tx,
  caller: SessionCaller,
  { programId, registrationIds, startedAt }: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<Match> {
  const start = judgeStart(startedAt, now)
  const program = await holdLivingProgram(tx, programId, now)
  const held = await holdRegistrations(tx, registrationIds)
  const registrations = registrationIds.map((id, i): Registration => {
    const one = held.get(id)
    if (one?.programId === programId) return one
    throw fieldProblem('values-refused', `#/registrationIds/${i}`, 'takes no part in it', 'unknown')
  })
  await judgeMatch(tx, program, registrations)
  const draft = { registrationIds, ...scoreMatch(program, registrations) }
  const ids = await addMatches(
    tx,
    {
      organizationId: caller.organizationId,
      programId,
      source: 'administrator',
      drafts: [draft],
    },
    now,
  )
  await startMatches(tx, caller.organizationId, ids, start)
  await auditMatches(tx, caller, request, 'match.started', ids, now)
  await tellOfStarts(tx, ids, caller.memberId)
  return readOneMatch(tx, ids[0] as MatchId)
}

function judgeStart(startedAt: string | undefined, now: Date): Date {
  if (!startedAt) return now
  const start = new Date(startedAt)
  if (start > now) throw fieldProblem('values-refused', '#/startedAt', 'is to come', 'in-future')
  if (now.getTime() - start.getTime() > daysBackMax * dayMs)
    throw fieldProblem('values-refused', '#/startedAt', 'is more than 366 days ago', 'too-early')
  return start
}
