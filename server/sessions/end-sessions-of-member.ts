import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Ends a member's sessions in one organization, and no other of that person's (US2). Every request checks the member's
 * standing anyway; this makes it visible and final. Runs unconfined: sessions lie in the identity plane.
 */
export async function endSessionsOfMember(
  tx: Tx,
  organizationId: OrganizationId,
  memberId: MemberId,
  reason: string,
  now: Date,
): Promise<void> {
  await tx.query(sql`update sessions set ended_at = ${now}, end_reason = ${reason}
    where organization_id = ${organizationId} and member_id = ${memberId} and ended_at is null`)
}
