import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { queueMails } from '#server/mail/queue-mails.ts'
import { getMemberToChange } from '#server/members/member.ts'
import type { Tx } from '#server/platform/database.ts'
import { guardHolder } from '#server/roles/role.ts'
import { removeMember } from './remove-member.ts'

/**
 * Takes a member out of the organization, and tells the person (US10). The audit log keeps who it was.
 *
 * @throws not-found, own-role, owner-protected, more-than-you-hold; last-owner at commit
 */
export async function removeUser(
  tx: Tx,
  caller: Acting,
  memberId: MemberId,
  request: Where | null,
  now: Date,
): Promise<void> {
  const member = await getMemberToChange(tx, memberId)
  if (member.id === caller.memberId)
    throw problem('own-role', { detail: 'Nobody removes themselves; you can leave.' })
  guardHolder(caller, member.role)
  const { organizationId, organization } = caller
  const { id, identityId, email } = member
  await removeMember(tx, { organizationId, memberId: id, identityId }, 'removed', now)
  // Whoever never accepted was never in. As one of many mails, behind all other jobs: many may be removed at once.
  if (member.status !== 'invited')
    await queueMails(tx, 'removed', [
      {
        to: email,
        language: member.language ?? organization.language,
        values: { organizationName: organization.name },
      },
    ])
  const details = { email, name: `${member.firstName} ${member.lastName}`.trim() }
  await addAuditEvent(tx, caller, request, { action: 'user.removed', subjectId: id, details }, now)
}
