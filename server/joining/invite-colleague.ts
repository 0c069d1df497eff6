import sql from 'sql-template-tag'
import type { inviteColleague as route } from '#api/joining.ts'
import { problem } from '#api/problem.ts'
import type { Received, Returned } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { holdHubs, listHubIdsOf } from '#server/hubs/hub-access.ts'
import { mayJoin } from '#server/members/may-join.ts'
import { invitationExpiry } from '#server/members/member-status.ts'
import type { Tx } from '#server/platform/database.ts'
import { getLowestRole, getRoleToGive } from '#server/roles/role.ts'
import { addPerson } from './add-person.ts'
import { findJoiningRules } from './joining-rules.ts'

const aDayMax = 20

/**
 * A member invites a colleague, who gets the lowest default role and the inviter's own hubs (US6): nothing that the inviter
 * does not hold (RP5). The same answer and work whoever it is: whether they are registered elsewhere is asked when they accept
 * (PR4). Twenty a day, also of invitations that were taken back.
 *
 * @throws inviting-is-off, more-than-you-hold, already-a-member, too-many
 */
export async function inviteColleague(
  tx: Tx,
  caller: SessionCaller,
  person: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<Returned<typeof route>> {
  const { membersMayInvite } = await findJoiningRules(tx)
  const place = membersMayInvite ? 'open' : 'way-off'
  if (mayJoin('member-invites', { standing: 'nobody', place }) === 'way-off')
    throw problem('inviting-is-off')
  const { id: roleId } = await getRoleToGive(tx, caller, await getLowestRole(tx), '#')
  await refuseFlood(tx, caller, now)
  const hubIds = await holdHubs(tx, await listHubIdsOf(tx, caller.memberId))
  await addPerson(tx, caller, 'member-invites', { ...person, roleId, hubIds }, request, now)
  return { email: person.email, expiresAt: invitationExpiry(now).toISOString() }
}

async function refuseFlood(tx: Tx, { memberId }: SessionCaller, now: Date): Promise<void> {
  // Of two at once the second counts the first.
  await tx.query(sql`select from members where id = ${memberId} for no key update`)
  const [row] = await tx.query<{ count: number }>(sql`
    select count(*) as count from audit_events
    where actor_member_id = ${memberId} and action = 'colleague.invited' and at > ${now}::timestamptz - interval '1 day'`)
  if ((row?.count ?? 0) >= aDayMax)
    throw problem('too-many', { detail: `A member may invite ${aDayMax} people a day.` })
}
