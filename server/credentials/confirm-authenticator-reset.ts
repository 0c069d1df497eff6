import { problem } from '#api/problem.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addHomeAuditEvent } from '#server/audit/add-home-audit-event.ts'
import { removeAuthenticatorOf } from '#server/door/authenticator.ts'
import { endEnrolmentsOf } from '#server/door/enrolment.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { languageOf } from '#server/identities/language-of.ts'
import { endPasswordLink } from '#server/identities/password-link.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Tx } from '#server/platform/database.ts'
import { endLoginsOf } from '#server/sessions/login.ts'
import { getAuthenticatorReset } from './authenticator-reset.ts'

/**
 * Removes a lost authenticator, as the home began and the mailbox confirms (DR4), with its recovery codes and whatever is
 * being set up in its place, and ends every log-in. Not while an administrator's password is in the world: who made that
 * must not get rid of the second factor as well (PW4).
 *
 * @throws link-not-valid, mailbox-in-doubt
 */
export async function confirmAuthenticatorReset(
  tx: Tx,
  token: string,
  request: Where,
  now: Date,
): Promise<{ email: string }> {
  const reset = await getAuthenticatorReset(tx, token, now)
  const { identityId, email } = reset
  if (reset.doubted) throw problem('mailbox-in-doubt')
  if (!(await endPasswordLink(tx, reset.id, identityId, now))) throw problem('link-not-valid')
  await removeAuthenticatorOf(tx, identityId)
  await endEnrolmentsOf(tx, identityId)
  await endLoginsOf(tx, identityId, null, 'authenticator-reset', now)
  await addIdentityEvent(tx, identityId, 'authenticator-removed', request, now)
  await addHomeAuditEvent(tx, identityId, request, { action: 'authenticator.reset' }, now)
  const language = await languageOf(tx, identityId)
  await queueMail(tx, { to: email, template: 'authenticator-reset-done', language, values: {} })
  return { email }
}
