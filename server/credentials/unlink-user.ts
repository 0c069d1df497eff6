import type { ConnectionId, MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { getMemberToChange } from '#server/members/member.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { guardHolder } from '#server/roles/role.ts'
import { endSessionsOfMember } from '#server/sessions/end-sessions-of-member.ts'
import { forgetConnection } from '#server/sessions/forget-connection.ts'
import { removeLinks } from '#server/sso/remove-links.ts'

/**
 * Takes away what links a member to their account at a provider: it opens nothing here any more until the person has shown
 * anew that both are theirs (SS2). Ends their sessions in this organization, and in no other.
 *
 * @throws not-found, also where they are not linked; owner-protected, more-than-you-hold
 */
export async function unlinkUser(
  tx: Tx,
  caller: SessionCaller,
  memberId: MemberId,
  connectionId: ConnectionId,
  request: Where,
  now: Date,
): Promise<undefined> {
  const { organizationId } = caller
  const { id, identityId, role } = await getMemberToChange(tx, memberId)
  guardHolder(caller, role)
  if ((await removeLinks(tx, id, connectionId)) === 0) throw problem('not-found')
  // Evidence and sessions lie in the identity plane; these are named by this organization.
  await unconfined(tx, async () => {
    await forgetConnection(tx, identityId, { organizationId, connectionId })
    await endSessionsOfMember(tx, organizationId, id, 'unlinked', now)
  })
  const event = { action: 'user.unlinked', subjectId: id, details: { connectionId } }
  await addAuditEvent(tx, caller, request, event, now)
}
