import sql from 'sql-template-tag'
import { problem } from '#api/problem.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addHomeAuditEvent } from '#server/audit/add-home-audit-event.ts'
import { endEmailCodes } from '#server/door/email-code.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { endDeletion } from '#server/identities/deletion.ts'
import { lockAddresses, removePassword, replaceEmail } from '#server/identities/identity.ts'
import { languageOf } from '#server/identities/language-of.ts'
import { createPasswordLink, endPasswordLinks } from '#server/identities/password-link.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { holdPerson } from '#server/members/hold-person.ts'
import type { Tx } from '#server/platform/database.ts'
import { forgetBrowsers } from '#server/sessions/known-browser.ts'
import { endLoginsOf } from '#server/sessions/login.ts'
import { endEmailChange, findEmailChange } from './email-change.ts'

/**
 * From the old mailbox: takes the address back, ends every log-in and voids the password, which a thief must know by now
 * (PW6). Answers what sets a new one, as a mailed link would. A deletion that was asked for meanwhile is off.
 *
 * @throws link-not-valid
 */
export async function undoEmailChange(
  tx: Tx,
  token: string,
  request: Where,
  now: Date,
): Promise<{ email: string; passwordToken: string }> {
  const change = await findEmailChange(tx, token, now)
  if (!change) throw problem('link-not-valid')
  const { identityId, oldEmail } = change
  await holdPerson(tx, identityId)
  const [before] = await tx.query<{ email: string }>(
    sql`select email from identities where id = ${identityId}`,
  )
  await lockAddresses(tx, [oldEmail])
  if (!(await endEmailChange(tx, change, now))) throw problem('link-not-valid')
  await replaceEmail(tx, identityId, oldEmail)
  await removePassword(tx, identityId, now)
  await endLoginsOf(tx, identityId, null, 'email-change-undone', now)
  await forgetBrowsers(tx, identityId, null)
  await endPasswordLinks(tx, identityId, now)
  await endEmailCodes(tx, identityId, now)
  await endDeletion(tx, identityId)
  const link = { identityId, purpose: 'reset' as const, organizationId: null }
  const passwordToken = await createPasswordLink(tx, link, now)

  await addIdentityEvent(tx, identityId, 'email-change-undone', request, now)
  await addHomeAuditEvent(tx, identityId, request, { action: 'email.change_undone' }, now)
  const language = await languageOf(tx, identityId)
  for (const to of new Set([oldEmail, before?.email ?? oldEmail]))
    await queueMail(tx, { to, template: 'email-change-undone', language, values: { oldEmail } })
  return { email: oldEmail, passwordToken }
}
