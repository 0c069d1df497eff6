import sql from 'sql-template-tag'
import type { FieldId } from '#api/common.ts'
import type { Field } from '#api/fields.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkOptions, lockFields } from './field.ts'

const fieldsMax = 100

/**
 * Adds a field behind the others (PR2). A required one is asked of everybody at their next visit.
 *
 * @throws values-refused at #/options, too-many; name-taken by the database
 */
export async function createField(
  tx: Tx,
  caller: SessionCaller,
  field: Omit<Field, 'id'>,
  request: Where,
  now: Date,
): Promise<Field> {
  checkOptions(field)
  await lockFields(tx, caller.organizationId)
  const [last] = await tx.query<{ count: number; position: number }>(
    sql`select count(*), coalesce(max(position), 0) as position from fields`,
  )
  const { count, position } = last ?? { count: 0, position: 0 }
  if (count >= fieldsMax)
    throw problem('too-many', { detail: `An organization has at most ${fieldsMax} fields.` })
  const { name, help, kind, options, required, visibility } = field
  const [added] = await tx.query<{ id: FieldId }>(sql`
    insert into fields (organization_id, name, help, kind, options, required, visibility, position, created_at)
    values (${caller.organizationId}, ${name}, ${help}, ${kind}, ${JSON.stringify(options)}, ${required}, ${visibility},
      ${position + 1}, ${now})
    returning id`)
  const { id } = added as { id: FieldId }
  const details = { name, kind, required, visibility }
  await addAuditEvent(tx, caller, request, { action: 'field.created', subjectId: id, details }, now)
  return { id, ...field }
}
