import sql from 'sql-template-tag'
import type { FieldId } from '#api/common.ts'
import { type Field, fieldVisibilities } from '#api/fields.ts'
import { fieldProblem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { changed } from '#server/audit/changed.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkOptions, getFieldToChange } from './field.ts'

type Change = { [K in Exclude<keyof Field, 'id' | 'kind'>]?: Field[K] | undefined }

/**
 * Changes a field; its kind stays, and so do answers: those whose options are gone count as none, until the options come
 * back.
 *
 * @throws not-found, values-refused at #/options and #/visibility; name-taken by the database
 */
export async function updateField(
  tx: Tx,
  caller: SessionCaller,
  fieldId: FieldId,
  change: Change,
  request: Where,
  now: Date,
): Promise<Field> {
  const before = await getFieldToChange(tx, fieldId)
  if (widthOf(change.visibility ?? before.visibility) > widthOf(before.visibility))
    await keepConfidence(tx, before.id)
  const field: Field = {
    ...before,
    name: change.name ?? before.name,
    help: change.help ?? before.help,
    options: change.options ?? before.options,
    required: change.required ?? before.required,
    visibility: change.visibility ?? before.visibility,
  }
  if (change.options) checkOptions(field)
  await tx.query(sql`update fields set name = ${field.name}, help = ${field.help}, options = ${JSON.stringify(field.options)},
      required = ${field.required}, visibility = ${field.visibility}
    where id = ${before.id}`)
  const labels = (options: typeof field.options) => options.map(({ label }) => label)
  await addAuditEvent(
    tx,
    caller,
    request,
    {
      action: 'field.updated',
      subjectId: before.id,
      details: {
        name: field.name,
        ...changed(
          { ...before, options: labels(before.options) },
          { ...change, ...(change.options && { options: labels(field.options) }) },
        ),
      },
    },
    now,
  )
  return field
}

/** The more people see it, the higher. */
const widthOf = (visibility: Field['visibility']) => -fieldVisibilities.indexOf(visibility)

/** Whoever answered was told who sees it: nobody else does, for as long as such an answer stands. */
async function keepConfidence(tx: Tx, fieldId: FieldId): Promise<void> {
  const [answer] = await tx.query(sql`select from field_values where field_id = ${fieldId} limit 1`)
  if (answer)
    throw fieldProblem(
      'values-refused',
      '#/visibility',
      'has answers that were given in confidence',
      'answered-in-confidence',
    )
}
