import type { Answered, FieldValues } from '#api/fields.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { listAnswers, replaceAnswers, toAnswered } from './answers.ts'
import { checkAnswers } from './check-answers.ts'

/**
 * Answers fields for oneself; what is left out stays. The log tells which fields, never what was answered.
 *
 * @throws values-refused at #/values/…
 */
export async function updateMyFields(
  tx: Tx,
  caller: SessionCaller,
  values: FieldValues,
  request: Where,
  now: Date,
): Promise<Answered> {
  const fields = (await listAnswers(tx, caller.memberId)).map(({ field }) => field)
  const { answers, errors } = checkAnswers(fields, values, 'values')
  if (errors.length > 0) throw problem('values-refused', { errors })
  await replaceAnswers(tx, caller.organizationId, caller.memberId, answers)
  const names = fields.filter(({ id }) => answers.has(id)).map(({ name }) => name)
  if (names.length > 0)
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'profile.answered', subjectId: caller.memberId, details: { fields: names } },
      now,
    )
  return toAnswered(await listAnswers(tx, caller.memberId))
}
