import { Problem, problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import { createEmailCode } from '#server/door/email-code.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Tx } from '#server/platform/database.ts'
import { findWait } from './guess.ts'
import { languageFor } from './language-for.ts'

/**
 * Mails a code to a caller's own mailbox (DR5).
 *
 * @throws too-many-requests; locked, where it could not be tried anyway
 */
export async function sendEmailCode(
  tx: Tx,
  secretKey: Buffer,
  caller: Caller,
  ip: string | null,
  now: Date,
): Promise<{ sentTo: string; expiresAt: string; resendAfter: string }> {
  const waitSeconds = await findWait(tx, { secretKey, caller, proof: 'email_otp', ip }, now)
  if (waitSeconds > 0) throw problem('locked', { retryAfterSeconds: waitSeconds })
  const made = await createEmailCode(
    tx,
    secretKey,
    { ...caller, purpose: 'mailbox', sentTo: caller.email },
    now,
  )
  if (made instanceof Problem) throw made
  await queueMail(tx, {
    to: caller.email,
    template: 'email-code',
    language: await languageFor(tx, caller),
    values: { token: made.code },
  })
  return {
    sentTo: caller.email,
    expiresAt: made.expiresAt.toISOString(),
    resendAfter: made.resendAfter.toISOString(),
  }
}
