import sql from 'sql-template-tag'
import type { MemberId, ProgramId, RegistrationId } from '#api/common.ts'
import { fieldProblem } from '#api/problem.ts'
import type { addDoNotMatch as route } from '#api/programs.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdProgram } from '../program.ts'
import { holdFoundRegistrations } from '../registrations/registration.ts'
import { endAllMatches, registrationsOf } from './end-all-matches.ts'

/**
 * Two members are not to be matched in a program: what is staged or asked between them goes, what is active goes on. Doing it again
 * changes nothing.
 *
 * @throws not-found, values-refused at #/memberIds
 */
export async function addDoNotMatch(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  { memberIds, reason }: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<void> {
  await holdProgram(tx, programId, 'share', now)
  const [one, other] = memberIds as [MemberId, MemberId]
  const there = await tx.query<{ id: RegistrationId }>(
    sql`select id from registrations where program_id = ${programId} and member_id = any(${memberIds}::uuid[])`,
  )
  if (one === other || there.length < 2)
    throw fieldProblem('values-refused', '#/memberIds', 'must be two who take part', 'unknown')
  const between = sql`m.program_id = ${programId}
    and exists (select from match_participants a where a.match_id = m.id and a.member_id = ${one} and a.left_at is null)
    and exists (select from match_participants b where b.match_id = m.id and b.member_id = ${other} and b.left_at is null)`
  // Held before the pair is noted: whoever matches the two at this moment is waited for, or sees the pair.
  await holdFoundRegistrations(tx, async () => [
    ...there.map(({ id }) => id),
    ...(await registrationsOf(tx, between)),
  ])
  await addDoNotMatchPairs(tx, caller, programId, [[one, other]], reason, now)
  const why = { reason: 'administrator', note: reason, by: caller.memberId } as const
  await endAllMatches(tx, between, ['staged', 'pending'], why, now)
  const details = { programId, memberIds, reason }
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'do_not_match.added', subjectId: programId, details },
    now,
  )
}

/** Notes pairs, each once; whoever was removed meanwhile needs no keeping apart. Registrations of both are held. */
export async function addDoNotMatchPairs(
  tx: Tx,
  { organizationId, memberId }: SessionCaller,
  programId: ProgramId,
  pairs: readonly (readonly [MemberId, MemberId])[],
  reason: string,
  now: Date,
): Promise<void> {
  await tx.query(sql`
    insert into do_not_match (organization_id, program_id, low_member_id, high_member_id, reason, created_by, created_at)
    select ${organizationId}, ${programId}, least(one, other), greatest(one, other), ${reason}, ${memberId}, ${now}
    from unnest(${pairs.map(([one]) => one)}::uuid[], ${pairs.map(([, other]) => other)}::uuid[]) as pair (one, other)
    where (select count(*) from members m where m.id in (one, other)) = 2
    order by 3, 4
    on conflict do nothing`)
}
