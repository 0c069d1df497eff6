import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { getMemberToChange } from '#server/members/member.ts'
import { removeInvitation } from '#server/members/member-status.ts'
import type { Tx } from '#server/platform/database.ts'
import { guardHolder } from '#server/roles/role.ts'

/**
 * Takes an invitation back, as long as nobody has accepted it (US5).
 *
 * @throws not-found, not-in-status, owner-protected, more-than-you-hold
 */
export async function revokeInvitation(
  tx: Tx,
  caller: SessionCaller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<undefined> {
  const member = await getMemberToChange(tx, memberId)
  guardHolder(caller, member.role)
  if (!(await removeInvitation(tx, member.id))) throw problem('not-in-status')
  const details = { email: member.email }
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'invitation.revoked', subjectId: member.id, details },
    now,
  )
}
