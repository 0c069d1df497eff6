import { fieldProblem, Problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { createEmailCode } from '#server/door/email-code.ts'
import { requireFreshEvidence } from '#server/door/fresh-evidence.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Tx } from '#server/platform/database.ts'
import { languageFor } from '#server/sessions/language-for.ts'
import { isTaken } from './email-change.ts'

/**
 * Begins to change one's e-mail: mails a code to the new mailbox (PW6). Whether the address is somebody's already is told to
 * that mailbox alone: the answer is the same, and no code that anybody has will do.
 *
 * @throws fresh-evidence-required, values-refused; returns too-many-requests
 */
export async function startEmailChange(
  tx: Tx,
  secretKey: Buffer,
  asking: SessionCaller,
  newEmail: string,
  now: Date,
): Promise<{ newEmail: string; expiresAt: string } | Problem> {
  const caller = await holdCaller(tx, asking)
  requireFreshEvidence(caller, now)
  if (newEmail === caller.email)
    throw fieldProblem('values-refused', '#/newEmail', 'is your address already', 'same-email')
  const { identityId, loginId } = caller
  const purpose = { identityId, loginId, purpose: 'new-mailbox' as const, sentTo: newEmail }
  const made = await createEmailCode(tx, secretKey, purpose, now)
  if (made instanceof Problem) return made
  const expiresAt = made.expiresAt.toISOString()
  const language = await languageFor(tx, caller)
  await ((await isTaken(tx, newEmail, identityId, now))
    ? queueMail(tx, { to: newEmail, template: 'email-taken', language, values: {} })
    : queueMail(tx, {
        to: newEmail,
        template: 'new-mailbox-code',
        language,
        values: { token: made.code },
      }))
  return { newEmail, expiresAt }
}
