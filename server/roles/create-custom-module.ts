import sql from 'sql-template-tag'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { type CustomModule, type CustomModuleRow, readCustomModule } from './custom-module.ts'

/** Adds an entry; Owner holds its permission at once. A name that is taken violates `custom_modules_name`. */
export async function createCustomModule(
  tx: Tx,
  caller: SessionCaller,
  entry: { name: string; url: string },
  request: Where,
  now: Date,
): Promise<CustomModule> {
  const [row] = await tx.query<CustomModuleRow>(sql`
    insert into custom_modules (organization_id, name, url) values (${caller.organizationId}, ${entry.name}, ${entry.url})
    returning id, name, url`)
  if (!row) throw new Error('a custom module was not made')
  const created = readCustomModule(row)
  await tx.query(
    sql`update roles set permissions = array_append(permissions, ${created.permission}) where template = 'owner'`,
  )
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'custom_module.created', subjectId: row.id, details: entry },
    now,
  )
  return created
}
