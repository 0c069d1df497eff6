import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { getMemberToChange, type Member } from '#server/members/member.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { guardHolder } from '#server/roles/role.ts'

/**
 * Whether this organization is the home of one of its members (PW3): the identity says so, and the person has finished
 * registering here. Who left and was added anew is no longer at home before they have come back themselves (PW5).
 */
export async function isHomeOf(
  tx: Tx,
  caller: Pick<SessionCaller, 'organizationId'>,
  memberId: MemberId,
): Promise<boolean> {
  const [member] = await tx.query<{ identityId: string }>(sql`
    select identity_id as "identityId" from members
    where id = ${memberId} and (status = 'active' or status_before_suspension = 'active')`)
  // Identities lie outside every organization; told is only whether this one is the home. Held, so that no other becomes it.
  const homes = await unconfined(tx, () =>
    tx.query(sql`select from identities
      where id = ${member?.identityId ?? null} and home_organization_id = ${caller.organizationId} for no key update`),
  )
  return homes.length > 0
}

/**
 * A member whose means of signing in the caller may reset or unlock: another one, who holds no more than the caller (RP5,
 * US9), and whose home is here (PW3). Of all others it is refused alike, whether they are registered elsewhere or nowhere.
 *
 * @throws not-found, yourself, owner-protected, more-than-you-hold, home-elsewhere
 */
export async function getPersonAtHome(
  tx: Tx,
  caller: SessionCaller,
  memberId: MemberId,
): Promise<Member> {
  const member = await getMemberToChange(tx, memberId)
  if (member.id === caller.memberId) throw problem('yourself')
  guardHolder(caller, member.role)
  if (!(await isHomeOf(tx, caller, member.id))) throw problem('home-elsewhere')
  return member
}
