import sql from 'sql-template-tag'
import type { IdentityId, OrganizationId } from '#api/common.ts'
import { actAs, type Tx } from '#server/platform/database.ts'

/** Whether an organization was made by this person, or for them, and they are active in it. Runs unconfined. */
export async function isFounder(
  tx: Tx,
  identityId: IdentityId,
  organizationId: OrganizationId,
): Promise<boolean> {
  await actAs(tx, identityId)
  const rows = await tx.query(sql`
    select from members where organization_id = ${organizationId} and identity_id = ${identityId}
      and source = 'founder' and status = 'active'`)
  return rows.length > 0
}
