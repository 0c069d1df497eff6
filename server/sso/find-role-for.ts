import sql from 'sql-template-tag'
import type { ConnectionId, RoleId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/** The role of the first group that somebody is in, as the connection lists them; null: none says so. Never Owner. Runs confined. */
export async function findRoleFor(
  tx: Tx,
  connectionId: ConnectionId,
  groups: readonly string[],
): Promise<RoleId | null> {
  if (groups.length === 0) return null
  const [row] = await tx.query<{ id: RoleId }>(sql`
    select r.id from connection_group_roles g
    join roles r on r.organization_id = g.organization_id and r.id = g.role_id
    where g.connection_id = ${connectionId} and g.group_name = any(${groups}::text[])
      and r.template is distinct from 'owner'
    order by g.position limit 1`)
  return row?.id ?? null
}
