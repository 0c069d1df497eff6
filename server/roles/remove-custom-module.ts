import sql from 'sql-template-tag'
import type { CustomModuleId } from '#api/common.ts'
import { customModulePermission } from '#api/permissions.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Removes an entry, and its permission from every role.
 *
 * @throws not-found
 */
export async function removeCustomModule(
  tx: Tx,
  caller: SessionCaller,
  id: CustomModuleId,
  request: Where,
  now: Date,
): Promise<undefined> {
  // Roles first: whoever grants the permission at this moment is waited for, or waits and finds the entry gone.
  await tx.query(sql`select from roles order by id for update`)
  const [row] = await tx.query<{ name: string }>(
    sql`delete from custom_modules where id = ${id} returning name`,
  )
  if (!row) throw problem('not-found')
  const permission = customModulePermission(id.toLowerCase())
  await tx.query(
    sql`update roles set permissions = array_remove(permissions, ${permission}) where ${permission} = any(permissions)`,
  )
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'custom_module.removed', subjectId: id, details: row },
    now,
  )
}
