import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { getMemberToChange } from '#server/members/member.ts'
import { suspendMember } from '#server/members/member-status.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { guardHolder } from '#server/roles/role.ts'
import { endSessionsOfMember } from '#server/sessions/end-sessions-of-member.ts'

/**
 * Shuts a member out: their sessions end at once, in this organization only (US2).
 *
 * @throws not-found, own-role, owner-protected, more-than-you-hold, not-in-status; last-owner at commit
 */
export async function suspendUser(
  tx: Tx,
  caller: Acting,
  memberId: MemberId,
  request: Where | null,
  now: Date,
): Promise<void> {
  const member = await getMemberToChange(tx, memberId)
  if (member.id === caller.memberId)
    throw problem('own-role', { detail: 'Nobody suspends themselves.' })
  guardHolder(caller, member.role)
  if (!(await suspendMember(tx, member.id))) throw problem('not-in-status')
  // Sessions lie in the identity plane; these are named by organization and member.
  await unconfined(tx, () =>
    endSessionsOfMember(tx, caller.organizationId, member.id, 'suspended', now),
  )
  await addAuditEvent(tx, caller, request, { action: 'user.suspended', subjectId: member.id }, now)
}
