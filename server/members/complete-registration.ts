import type { FieldValues } from '#api/fields.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { setHomeOnce, showEmail } from '#server/identities/identity.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { listAnswers, replaceAnswers } from './answers.ts'
import { checkAnswers, checkComplete } from './check-answers.ts'
import { register } from './member-status.ts'
import { getProfile, type Profile } from './profile.ts'

interface Registration {
  firstName: string
  lastName: string
  fields: FieldValues
}

/**
 * Finishes the caller's registration here (PR2), once every required field has an answer: of these, or given earlier. The
 * first organization in which somebody with a proved mailbox does so becomes their home.
 *
 * @throws not-in-status, values-refused at #/fields/…
 */
export async function completeRegistration(
  tx: Tx,
  caller: SessionCaller,
  { fields, ...name }: Registration,
  request: Where,
  now: Date,
): Promise<Profile> {
  if (!(await register(tx, caller.memberId, name, now))) throw problem('not-in-status')
  await answerAll(tx, caller, fields)
  // Identities lie outside every organization; this writes the caller's own and nothing else.
  await unconfined(tx, async () => {
    await setHomeOnce(tx, caller.identityId, caller.organizationId)
    // Who was added by an address that they have just given up shows the new one from their own coming on (PW6).
    await showEmail(tx, caller.identityId)
  })
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'user.registered', subjectId: caller.memberId },
    now,
  )
  return getProfile(tx, caller)
}

async function answerAll(tx: Tx, caller: SessionCaller, given: FieldValues): Promise<void> {
  const before = await listAnswers(tx, caller.memberId)
  const fields = before.map(({ field }) => field)
  const { answers, errors } = checkAnswers(fields, given, 'fields')
  const after = new Map([
    ...before.map(({ field, value }) => [field.id, value] as const),
    ...answers,
  ])
  // What was sent and is wrong is told already.
  const told = new Set(errors.map(({ pointer }) => pointer.toLowerCase()))
  const missing = checkComplete(fields, after).filter(({ pointer }) => !told.has(pointer))
  if (errors.length + missing.length > 0)
    throw problem('values-refused', { errors: [...errors, ...missing] })
  await replaceAnswers(tx, caller.organizationId, caller.memberId, answers)
}
