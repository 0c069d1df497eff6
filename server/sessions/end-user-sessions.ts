import type { MemberId } from '#api/common.ts'
import type { Acting } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { getMemberToChange } from '#server/members/member.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { guardHolder } from '#server/roles/role.ts'
import { endSessionsOfMember } from './end-sessions-of-member.ts'

/**
 * Signs a member out of this organization everywhere, and out of no other.
 *
 * @throws not-found, owner-protected, more-than-you-hold
 */
export async function endUserSessions(
  tx: Tx,
  caller: Acting,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<undefined> {
  const { id, role } = await getMemberToChange(tx, memberId)
  guardHolder(caller, role)
  // Sessions lie in the identity plane; these are named by organization and member.
  await unconfined(tx, () =>
    endSessionsOfMember(tx, caller.organizationId, id, 'ended-by-administrator', now),
  )
  await addAuditEvent(tx, caller, request, { action: 'user.signed-out', subjectId: id }, now)
}
