import sql from 'sql-template-tag'
import type { IdentityId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * A mailbox code that was sent then has been proved: it proves the mailbox, and ends the doubt that an administrator's
 * password brought, unless that came after the code (PW4).
 */
export async function endDoubt(
  tx: Tx,
  identityId: IdentityId,
  sentAt: Date,
  now: Date,
): Promise<void> {
  await tx.query(sql`
    update identities set mailbox_proved_at = coalesce(mailbox_proved_at, ${now}),
      doubted_at = case when doubted_at >= ${sentAt} then doubted_at end,
      doubted_by_organization_id = case when doubted_at >= ${sentAt} then doubted_by_organization_id end
    where id = ${identityId}`)
}
