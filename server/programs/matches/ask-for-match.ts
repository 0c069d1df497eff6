import sql from 'sql-template-tag'
import type { MatchId, ProgramId, RegistrationId } from '#api/common.ts'
import type { MyMatch, askForMatch as route } from '#api/matches.ts'
import { Problem, problem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdProgram } from '../program.ts'
import { scoreMatch } from '../proposals/score-match.ts'
import { holdRegistrations } from '../registrations/registration.ts'
import { addMatches } from './add-matches.ts'
import { auditMatches } from './audit-matches.ts'
import { orderLooks } from './clock.ts'
import { getAsking } from './get-asking.ts'
import { judgeMatch, refuseDoNotMatch } from './judge-match.ts'
import { getMyMatch } from './list-my-matches.ts'
import { tellOfRequest } from './tell.ts'

const daysToAnswer = 3
const dayMs = 86_400_000
/** Within a day: each writes a mail to whoever is asked. */
const asksMax = { ofOne: 3, inAll: 50 }

/**
 * A member asks another to be matched: a mentee a mentor, a peer a peer. It takes a place of both until it is answered (MT2). That two
 * are not to be matched, or are staged, reads as if the other one were not there.
 *
 * @throws not-found, requests-closed, not-participating, capacity-full, already-matched, too-many
 */
export async function askForMatch(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  { registrationId, message }: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<MyMatch> {
  const program = await holdProgram(tx, programId, 'share', now)
  const { own: seen, role } = await getAsking(tx, caller, program)
  const held = await holdRegistrations(tx, [seen.id, registrationId])
  const [own, asked] = [held.get(seen.id), held.get(registrationId)]
  if (!own || asked?.programId !== programId || asked.role !== role || asked.id === own.id)
    throw problem('not-found')
  // Whoever left, is frozen or suspended is not there to be asked.
  if (!asked.takesPart) throw problem('not-found')
  if (await isStaged(tx, programId, asked.id, own.id)) throw problem('not-found')
  // Before anything else that could be told of them.
  await refuseDoNotMatch(tx, program, [asked, own]).catch((error: unknown) => {
    throw error instanceof Problem ? problem('not-found') : error
  })
  // Not who of them has no room: what is staged may have taken it.
  await judgeMatch(tx, program, [asked, own]).catch((error: unknown) => {
    throw error instanceof Problem ? problem(error.type) : error
  })
  await refuseTooMany(tx, own.id, asked.id, now)
  const expiresAt = new Date(now.getTime() + daysToAnswer * dayMs)
  const pair = [asked, own]
  const [id] = await addMatches(
    tx,
    {
      organizationId: caller.organizationId,
      programId,
      source: 'request',
      drafts: [{ registrationIds: pair.map((one) => one.id), ...scoreMatch(program, pair) }],
      asked: { by: own.id, message, expiresAt },
    },
    now,
  )
  const matchId = id as MatchId
  await orderLooks(tx, [expiresAt])
  await auditMatches(tx, caller, request, 'match.requested', [matchId], now)
  await tellOfRequest(tx, matchId)
  return getMyMatch(tx, caller, matchId)
}

/** That an administrator looks at this very pair is nobody's yet. */
async function isStaged(
  tx: Tx,
  programId: ProgramId,
  one: RegistrationId,
  other: RegistrationId,
): Promise<boolean> {
  const found = await tx.query(sql`
    select from matches where program_id = ${programId} and status = 'staged'
      and low_registration_id = least(${one}::uuid, ${other}::uuid)
      and high_registration_id = greatest(${one}::uuid, ${other}::uuid)`)
  return found.length > 0
}

/** `own` is held: of two at once the second counts the first. */
async function refuseTooMany(tx: Tx, own: RegistrationId, asked: RegistrationId, now: Date) {
  const [count] = await tx.query<{ ofOne: number; inAll: number }>(sql`
    select count(*) as "inAll", count(*) filter (where exists (select from match_participants other
        where other.match_id = m.id and other.registration_id = ${asked})) as "ofOne"
    from match_participants mp join matches m on m.id = mp.match_id
    where mp.registration_id = ${own} and m.asked_by = ${own} and m.source = 'request'
      and m.created_at > ${new Date(now.getTime() - dayMs)}`)
  if ((count?.inAll ?? 0) >= asksMax.inAll || (count?.ofOne ?? 0) >= asksMax.ofOne)
    throw problem('too-many', { detail: 'You have asked often enough for today.' })
}
