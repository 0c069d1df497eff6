import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { getMemberToChange } from '#server/members/member.ts'
import { restoreMember } from '#server/members/member-status.ts'
import { removeRefusedJoin } from '#server/members/refused-join.ts'
import type { Tx } from '#server/platform/database.ts'
import { guardHolder } from '#server/roles/role.ts'

/**
 * Lets a suspended member in again, as what they were (US2); that they were refused meanwhile is settled (US7).
 *
 * @throws not-found, owner-protected, more-than-you-hold, not-in-status
 */
export async function restoreUser(
  tx: Tx,
  caller: Acting,
  memberId: MemberId,
  request: Where | null,
  now: Date,
): Promise<void> {
  const member = await getMemberToChange(tx, memberId)
  guardHolder(caller, member.role)
  if (!(await restoreMember(tx, member.id))) throw problem('not-in-status')
  await removeRefusedJoin(tx, member.email)
  await addAuditEvent(tx, caller, request, { action: 'user.restored', subjectId: member.id }, now)
}
