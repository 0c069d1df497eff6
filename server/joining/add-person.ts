import sql from 'sql-template-tag'
import type { IdentityId, MemberId } from '#api/common.ts'
import type { MemberStatus } from '#api/sessions.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { addIdentity } from '#server/identities/identity.ts'
import { addMember } from '#server/members/add-member.ts'
import { mayJoin, type PathIn, standingOf } from '#server/members/may-join.ts'
import { memberViolations, type NewMember } from '#server/members/member.ts'
import { removeInvitation } from '#server/members/member-status.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { getRoleToGive } from '#server/roles/role.ts'
import { queueWelcome } from './queue-welcome.ts'

/**
 * What adding and inviting share: judge the role, find or make the identity, put its row in, write the mail. Runs the same
 * statements whether or not the address is known in other organizations, so that neither answer nor time tell (PR4).
 *
 * @throws already-a-member, owner-protected, more-than-you-hold, values-refused
 */
export async function addPerson(
  tx: Tx,
  caller: SessionCaller,
  path: PathIn,
  person: NewMember,
  request: Where,
  now: Date,
): Promise<MemberId> {
  await getRoleToGive(tx, caller, person.roleId)
  // Identities lie outside every organization: found by the address that the caller gave, nothing of it is shown.
  const identity = await unconfined(tx, () => addIdentity(tx, person.email, now))
  await makeRoom(tx, path, identity.id, now)
  const status = path === 'administrator-adds' ? 'registering' : 'invited'
  const memberId = await addMember(
    tx,
    caller.organizationId,
    identity.id,
    person,
    { status, addedBy: nameOf(caller) },
    now,
  )
  await queueWelcome(tx, caller, { identityId: identity.id, email: identity.email, status }, now)
  const action = status === 'invited' ? 'user.invited' : 'user.added'
  const details = { email: person.email, roleId: person.roleId, hubIds: person.hubIds }
  await addAuditEvent(tx, caller, request, { action, subjectId: memberId, details }, now)
  return memberId
}

/** Asks the rule; an invitation that has expired gives way to the new one. */
async function makeRoom(tx: Tx, path: PathIn, identityId: IdentityId, now: Date) {
  const [row] = await tx.query<{
    id: MemberId
    status: MemberStatus
    invitationExpiresAt: Date | null
  }>(sql`
    select id, status, invitation_expires_at as "invitationExpiresAt" from members where identity_id = ${identityId}
    for update`)
  const decision = mayJoin(path, standingOf(row ?? null, now))
  if (decision === 'already-a-member') throw memberViolations.members_identity()
  if (decision === 'join-anew' && row) await removeInvitation(tx, row.id)
}
