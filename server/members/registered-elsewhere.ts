import sql from 'sql-template-tag'
import type { IdentityId, OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Whether somebody has entered another organization than this (US7); null: than none. An address that its owner has changed,
 * and may still take back, is theirs: nobody becomes a new person by it, nor learns the new one (PW6). One statement, whoever
 * it is (LG1). Runs unconfined.
 */
export async function isRegisteredElsewhere(
  tx: Tx,
  who: { identityId: IdentityId | null; email: string | null },
  organizationId: OrganizationId | null,
  now: Date,
): Promise<boolean> {
  const [row] = await tx.query<{ registered: boolean }>(sql`
    select case when ${who.identityId}::uuid is null then exists (
        select from email_changes where old_email = ${who.email} and undone_at is null and undo_until > ${now})
      else registered_elsewhere(${who.identityId}, ${organizationId ?? nowhere}) end as registered`)
  return row?.registered ?? false
}

/** No organization has it. */
const nowhere = '00000000-0000-0000-0000-000000000000'
