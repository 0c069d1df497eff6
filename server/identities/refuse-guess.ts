import sql from 'sql-template-tag'
import type { IdentityId, Language } from '#api/common.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addHomeAuditEvent } from '#server/audit/add-home-audit-event.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Tx } from '#server/platform/database.ts'
import { addIdentityEvent } from './add-identity-event.ts'
import { countFailure, type Subject, type ThrottledProof } from './throttle.ts'

/**
 * Counts a wrong guess and notes it, for the person and in the audit log of their home; the fifth locks and is mailed (LG8).
 * For nobody, who has an unknown e-mail, the same statements do nothing (LG1). Runs unconfined.
 */
export async function refuseGuess(
  tx: Tx,
  identityId: IdentityId | null,
  guess: { subjects: readonly Subject[]; proof: ThrottledProof },
  request: Where,
  now: Date,
): Promise<void> {
  const { subjects, proof } = guess
  const details = { proof }
  const [{ lockedNow }] = await Promise.all([
    countFailure(tx, subjects, proof, now),
    addIdentityEvent(tx, identityId, 'sign-in-failed', request, now),
    addHomeAuditEvent(tx, identityId, request, { action: 'sign-in.failed', details }, now),
  ])
  if (!lockedNow) return
  const [mailbox] = await tx.query<{ email: string | null; language: Language | null }>(sql`
    select case when mailbox_proved_at is not null then email end as email, language_of_identity(id) as language
    from identities where id = ${identityId}`)
  await Promise.all([
    addIdentityEvent(tx, identityId, 'locked', request, now),
    addHomeAuditEvent(tx, identityId, request, { action: 'sign-in.locked', details }, now),
    queueMail(tx, {
      to: mailbox?.email ?? null,
      template: proof === 'password' ? 'sign-in-locked' : 'codes-locked',
      language: mailbox?.language ?? 'en',
      values: {},
    }),
  ])
}
