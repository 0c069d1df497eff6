import sql from 'sql-template-tag'
import type { FieldId } from '#api/common.ts'
import type { Field } from '#api/fields.ts'
import { fieldProblem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { listFields, lockFields } from './field.ts'

/**
 * Puts the fields into another order; whoever has not seen all of them cannot say where each belongs.
 *
 * @throws values-refused at #/fieldIds unless each field is named once
 */
export async function orderFields(
  tx: Tx,
  caller: SessionCaller,
  fieldIds: readonly FieldId[],
  request: Where,
  now: Date,
): Promise<Field[]> {
  await lockFields(tx, caller.organizationId)
  const fields = await listFields(tx)
  const ids = fieldIds.map((id) => id.toLowerCase())
  const known = new Set<string>(fields.map(({ id }) => id))
  const complete = ids.length === known.size && new Set(ids).size === known.size
  if (!complete || !ids.every((id) => known.has(id)))
    throw fieldProblem(
      'values-refused',
      '#/fieldIds',
      'must name every field once',
      'not-every-field',
    )
  if (fields.some(({ id }, n) => id !== ids[n])) {
    await tx.query(sql`update fields f set position = o.position
      from unnest(${ids}::uuid[]) with ordinality as o (id, position) where f.id = o.id`)
    const names = new Map<string, string>(fields.map(({ id, name }) => [id, name]))
    const details = { fields: ids.map((id) => names.get(id)) }
    await addAuditEvent(tx, caller, request, { action: 'field.ordered', details }, now)
  }
  return listFields(tx)
}
