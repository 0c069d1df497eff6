import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { requireOwnProof } from '#server/door/fresh-evidence.ts'
import { acceptAs } from '#server/members/member-status.ts'
import type { Tx } from '#server/platform/database.ts'
import { confineToOwnRow } from './own-row.ts'

/**
 * Accepts an invitation of the caller's own, in time (US5); entering it is a switch. Of two at once the second finds none.
 *
 * @throws fresh-evidence-required, not-found
 */
export async function acceptInvitation(
  tx: Tx,
  caller: Caller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<undefined> {
  requireOwnProof(caller)
  const organizationId = await confineToOwnRow(tx, memberId)
  if (!(await acceptAs(tx, memberId, caller.identityId, now))) throw problem('not-found')
  const event = { action: 'invitation.accepted', subjectId: memberId }
  await addAuditEvent(tx, { organizationId, memberId }, request, event, now)
}
