import sql from 'sql-template-tag'
import { problem } from '#api/problem.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addHomeAuditEvent } from '#server/audit/add-home-audit-event.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { holdPassword, replacePassword } from '#server/identities/identity.ts'
import { languageOf } from '#server/identities/language-of.ts'
import { hashPassword } from '#server/identities/password.ts'
import {
  endPasswordLink,
  endPasswordLinks,
  findPasswordLink,
} from '#server/identities/password-link.ts'
import { type PasswordRules, refuseBadPassword } from '#server/identities/refuse-bad-password.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { forgetBrowsers } from '#server/sessions/known-browser.ts'
import { endLoginsOf } from '#server/sessions/login.ts'

/**
 * Sets the password of an identity through its mailbox, which this proves (US3, PW2). Whoever was signed in with an earlier
 * one is signed out. Being mailed a link is no evidence: one signs in afterwards (DR1). And it ends no doubt, which a code
 * that is asked for after an administrator's reset alone does (PW4).
 *
 * @throws link-not-valid, password-too-weak
 */
export async function setPassword(
  rules: PasswordRules,
  change: { token: string; password: string },
  request: Where,
  now: Date,
): Promise<{ email: string }> {
  const { db } = rules
  const link = await db.transaction((tx) =>
    findPasswordLink(tx, change.token, ['first', 'reset'], now),
  )
  if (!link) throw problem('link-not-valid')
  const { identityId, email } = link
  await refuseBadPassword(rules, { id: identityId, email }, change.password, '#/password')
  const hash = await hashPassword(change.password)
  return db.transaction(async (tx) => {
    // First, as whoever resets it does: links and passwords hang on it.
    await tx.query(sql`select from identities where id = ${identityId} for no key update`)
    const replaced = (await holdPassword(tx, identityId, 'change')) !== null
    if (!(await endPasswordLink(tx, link.id, identityId, now))) throw problem('link-not-valid')
    await endPasswordLinks(tx, identityId, now, ['first', 'reset'])
    await replacePassword(tx, identityId, hash, now)
    await endLoginsOf(tx, identityId, null, 'password-set', now)
    await forgetBrowsers(tx, identityId, null)
    await addIdentityEvent(tx, identityId, 'password-reset', request, now)
    await addHomeAuditEvent(tx, identityId, request, { action: 'password.set' }, now)
    // Whoever had none need not be told that it is another one.
    if (replaced || link.purpose === 'reset') {
      const language = await languageOf(tx, identityId)
      await queueMail(tx, { to: email, template: 'password-changed', language, values: {} })
    }
    return { email }
  })
}
