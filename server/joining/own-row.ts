import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import { confine, type Tx } from '#server/platform/database.ts'

/**
 * Finds the organization of a row that is the caller's own, and enters its walls for what follows.
 *
 * @throws not-found for everything else: garbage, other people's rows, an organization that is not alive
 */
export async function confineToOwnRow(tx: Tx, memberId: MemberId): Promise<OrganizationId> {
  const [row] = await tx.query<{ organizationId: OrganizationId }>(sql`
    select organization_id as "organizationId" from members
    where identity_id = current_identity_id() and id = ${memberId}`)
  if (!row) throw problem('not-found')
  await confine(tx, row.organizationId)
  const alive = await tx.query(
    sql`select from organizations where id = ${row.organizationId} and status = 'active'`,
  )
  if (alive.length === 0) throw problem('not-found')
  return row.organizationId
}
