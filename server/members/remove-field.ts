import sql from 'sql-template-tag'
import type { FieldId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { lockFields } from './field.ts'

/**
 * Deletes a field with everybody's answers.
 *
 * @throws not-found
 */
export async function removeField(
  tx: Tx,
  caller: SessionCaller,
  fieldId: FieldId,
  request: Where,
  now: Date,
): Promise<undefined> {
  await lockFields(tx, caller.organizationId)
  const [removed] = await tx.query<{ id: FieldId; name: string }>(
    sql`delete from fields where id = ${fieldId} returning id, name`,
  )
  if (!removed) throw problem('not-found')
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'field.removed', subjectId: removed.id, details: { name: removed.name } },
    now,
  )
}
