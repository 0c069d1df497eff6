import type { IdentityId } from '#api/common.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addHomeAuditEvent } from '#server/audit/add-home-audit-event.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { replacePassword } from '#server/identities/identity.ts'
import { languageOf } from '#server/identities/language-of.ts'
import { endPasswordLinks } from '#server/identities/password-link.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Tx } from '#server/platform/database.ts'
import { forgetBrowsers } from '#server/sessions/known-browser.ts'
import { endLoginsOf } from '#server/sessions/login.ts'

/**
 * What setting a password through one's mailbox means, whichever way the mailbox was proved (US3, PW2): links that were mailed
 * stop, and whoever was signed in is signed out. `told`: there was another one, so that the person should know. Runs unconfined.
 */
export async function replacePasswordByMailbox(
  tx: Tx,
  {
    identityId,
    email,
    hash,
    told,
  }: { identityId: IdentityId; email: string; hash: string; told: boolean },
  request: Where,
  now: Date,
): Promise<void> {
  await endPasswordLinks(tx, identityId, now, ['first', 'reset'])
  await replacePassword(tx, identityId, hash, now)
  await endLoginsOf(tx, identityId, null, 'password-set', now)
  await forgetBrowsers(tx, identityId, null)
  await addIdentityEvent(tx, identityId, 'password-reset', request, now)
  await addHomeAuditEvent(tx, identityId, request, { action: 'password.set' }, now)
  if (!told) return
  const language = await languageOf(tx, identityId)
  await queueMail(tx, { to: email, template: 'password-changed', language, values: {} })
}
