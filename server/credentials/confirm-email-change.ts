import { Problem, problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { endEmailCodes, tryEmailCode } from '#server/door/email-code.ts'
import { requireFreshEvidence } from '#server/door/fresh-evidence.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { lockAddresses, replaceEmail } from '#server/identities/identity.ts'
import { endPasswordLinks } from '#server/identities/password-link.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { holdPerson } from '#server/members/hold-person.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { languageFor } from '#server/sessions/language-for.ts'
import { endLoginsOf } from '#server/sessions/login.ts'
import { endPendingOf } from '#server/sessions/pending.ts'
import { tryProof } from '#server/sessions/try-proof.ts'
import { addEmailChange, isTaken } from './email-change.ts'

/**
 * Changes one's e-mail, in all organizations at once, by the code from the new mailbox (PW6). The old one is told, and can
 * undo it for seven days. Links and codes that went there stop, and all other log-ins end.
 *
 * @throws fresh-evidence-required; returns wrong-code and locked, which are counted
 */
export async function confirmEmailChange(
  tx: Tx,
  secretKey: Buffer,
  asking: SessionCaller,
  code: string,
  request: Where,
  now: Date,
): Promise<{ email: string } | Problem> {
  await holdPerson(tx, asking.identityId)
  const caller = await holdCaller(tx, asking)
  requireFreshEvidence(caller, now)
  const { identityId, loginId, email: oldEmail } = caller
  const judge = async () => {
    const purpose = { identityId, loginId, purpose: 'new-mailbox' as const }
    const tried = await tryEmailCode(tx, secretKey, purpose, code, now)
    return tried.ok && tried
  }
  const tried = await tryProof(tx, { secretKey, caller, proof: 'email_otp' }, judge, request, now)
  if (tried instanceof Problem) return tried
  const newEmail = tried.sentTo
  await lockAddresses(tx, [oldEmail, newEmail])
  // Somebody else's by now, or it was so all along and the code was guessed: it looks like any wrong code.
  if (await isTaken(tx, newEmail, identityId, now)) return problem('wrong-code')

  await replaceEmail(tx, identityId, newEmail)
  const { token, undoUntil } = await addEmailChange(tx, { identityId, oldEmail, newEmail }, now)
  await endPasswordLinks(tx, identityId, now)
  await endEmailCodes(tx, identityId, now)
  await endLoginsOf(tx, identityId, loginId, 'email-changed', now)
  await endPendingOf(tx, loginId)
  await addIdentityEvent(tx, identityId, 'email-changed', request, now)
  const language = await languageFor(tx, caller)
  const { timeZone } = caller.organization
  const values = { newEmail, timeZone, expiresAt: undoUntil.toISOString(), token }
  await queueMail(tx, { to: oldEmail, template: 'email-changed', language, values })
  await confine(tx, caller.organizationId)
  const details = { from: oldEmail, to: newEmail }
  const event = { action: 'email.changed', subjectId: caller.memberId, details }
  await addAuditEvent(tx, caller, request, event, now)
  return { email: newEmail }
}
