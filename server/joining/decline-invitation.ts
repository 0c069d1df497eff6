import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { requireOwnProof } from '#server/door/fresh-evidence.ts'
import { declineAs } from '#server/members/member-status.ts'
import type { Tx } from '#server/platform/database.ts'
import { confineToOwnRow } from './own-row.ts'

/**
 * Declines an invitation, or an addition that the caller never entered (LG2): the row goes.
 *
 * @throws fresh-evidence-required, not-found; last-owner at commit
 */
export async function declineInvitation(
  tx: Tx,
  caller: Caller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<undefined> {
  requireOwnProof(caller)
  const organizationId = await confineToOwnRow(tx, memberId)
  if (!(await declineAs(tx, memberId, caller.identityId))) throw problem('not-found')
  const event = { action: 'invitation.declined', subjectId: memberId }
  await addAuditEvent(tx, { organizationId, memberId }, request, event, now)
}
