import type { MemberId } from '#api/common.ts'
import type { Answered, FieldValues } from '#api/fields.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { guardHolder } from '#server/roles/role.ts'
import { replaceAnswers, toAnswered } from './answers.ts'
import { checkAnswers } from './check-answers.ts'
import { listVisibleAnswers } from './get-user-fields.ts'
import { getMemberToChange } from './member.ts'

/**
 * Answers fields for a member; those that nobody may see are as if they were not there.
 *
 * @throws not-found, values-refused at #/values/…, owner-protected, more-than-you-hold
 */
export async function updateUserFields(
  tx: Tx,
  caller: SessionCaller,
  memberId: MemberId,
  values: FieldValues,
  request: Where,
  now: Date,
): Promise<Answered> {
  const member = await getMemberToChange(tx, memberId)
  guardHolder(caller, member.role)
  const fields = (await listVisibleAnswers(tx, caller, member.id)).map(({ field }) => field)
  const { answers, errors } = checkAnswers(fields, values, 'values')
  if (errors.length > 0) throw problem('values-refused', { errors })
  await replaceAnswers(tx, caller.organizationId, member.id, answers)
  const names = fields.filter(({ id }) => answers.has(id)).map(({ name }) => name)
  if (names.length > 0)
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'user.answered', subjectId: member.id, details: { fields: names } },
      now,
    )
  return toAnswered(await listVisibleAnswers(tx, caller, member.id))
}
