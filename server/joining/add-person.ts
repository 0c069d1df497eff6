import sql from 'sql-template-tag'
import type { IdentityId, MemberId } from '#api/common.ts'
import type { MemberStatus } from '#api/sessions.ts'
import type { Acting } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { addIdentity } from '#server/identities/identity.ts'
import { addMember } from '#server/members/add-member.ts'
import { isJoining, mayJoin, standingOf } from '#server/members/may-join.ts'
import { memberViolations, type NewMember } from '#server/members/member.ts'
import { removeInvitation } from '#server/members/member-status.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { getRoleToGive } from '#server/roles/role.ts'
import { queueWelcome } from './queue-welcome.ts'

/** Ways by which somebody of the organization puts a person into its table, and what each makes of them. */
const ways = {
  'administrator-adds': { status: 'registering', source: 'added', action: 'user.added' },
  'administrator-imports': { status: 'registering', source: 'imported', action: 'user.imported' },
  'administrator-invites': { status: 'invited', source: 'invited', action: 'user.invited' },
  'member-invites': { status: 'invited', source: 'member-invited', action: 'colleague.invited' },
} as const
export type AddingPath = keyof typeof ways

/**
 * What adding, importing and inviting share: judge the role, find or make the identity, put its row in, write the mail. Runs
 * the same statements whether or not the address is known in other organizations, so that neither answer nor time tell (PR4).
 *
 * @throws already-a-member, owner-protected, more-than-you-hold, values-refused
 */
export async function addPerson(
  tx: Tx,
  caller: Acting,
  path: AddingPath,
  person: NewMember,
  request: Where | null,
  now: Date,
): Promise<MemberId> {
  // A member who invites does not choose the role.
  if (path !== 'member-invites') await getRoleToGive(tx, caller, person.roleId)
  // Identities lie outside every organization: found by the address that the caller gave, nothing of it is shown.
  const identity = await unconfined(tx, () => addIdentity(tx, person.email, now))
  await makeRoom(tx, path, identity.id, now)
  const { status, source, action } = ways[path]
  const memberId = await addMember(
    tx,
    caller.organizationId,
    identity.id,
    person,
    { status, source, addedBy: nameOf(caller) },
    now,
  )
  const welcomed = {
    identityId: identity.id,
    email: identity.email,
    status,
    byColleague: path === 'member-invites',
  }
  await queueWelcome(tx, caller, welcomed, now)
  const details = { email: person.email, roleId: person.roleId, hubIds: person.hubIds }
  await addAuditEvent(tx, caller, request, { action, subjectId: memberId, details }, now)
  return memberId
}

/** Asks the rule; an invitation that has expired, or is only a colleague's, gives way to the new one. */
async function makeRoom(tx: Tx, path: AddingPath, identityId: IdentityId, now: Date) {
  const [row] = await tx.query<{
    id: MemberId
    status: MemberStatus
    source: string
    invitationExpiresAt: Date | null
  }>(sql`
    select id, status, source, invitation_expires_at as "invitationExpiresAt" from members where identity_id = ${identityId}
    for update`)
  const decision = mayJoin(path, { standing: standingOf(row ?? null, now) })
  if (!isJoining(decision)) throw memberViolations.members_identity()
  if (decision === 'join-anew' && row) await removeInvitation(tx, row.id)
}
