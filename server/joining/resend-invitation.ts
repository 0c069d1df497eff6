import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { getMemberToChange } from '#server/members/member.ts'
import { renewInvitation } from '#server/members/member-status.ts'
import type { Tx } from '#server/platform/database.ts'
import { guardHolder } from '#server/roles/role.ts'
import { queueWelcome } from './queue-welcome.ts'

/**
 * Sends the mail of an invitation, which gets 7 new days, or of an addition that was never entered, again.
 *
 * @throws not-found, not-in-status, owner-protected, more-than-you-hold
 */
export async function resendInvitation(
  tx: Tx,
  caller: SessionCaller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<undefined> {
  const member = await getMemberToChange(tx, memberId)
  guardHolder(caller, member.role)
  const { status } = member
  if (status !== 'invited' && !(status === 'registering' && !member.firstEnteredAt))
    throw problem('not-in-status')
  if (status === 'invited') await renewInvitation(tx, member.id, now)
  await queueWelcome(
    tx,
    caller,
    { identityId: member.identityId, email: member.email, status },
    now,
  )
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'invitation.resent', subjectId: member.id },
    now,
  )
}
