import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { endEmailCodes } from '#server/door/email-code.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { doubtMailbox, replacePassword } from '#server/identities/identity.ts'
import { languageOf } from '#server/identities/language-of.ts'
import { hashPassword } from '#server/identities/password.ts'
import {
  createPasswordLink,
  endPasswordLinks,
  linkExpiry,
} from '#server/identities/password-link.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { getMemberToChange, type Member } from '#server/members/member.ts'
import { confine, type Database, type Tx, unconfined } from '#server/platform/database.ts'
import { newReadableCode } from '#server/platform/readable-code.ts'
import { forgetBrowsers } from '#server/sessions/known-browser.ts'
import { endLoginsOf } from '#server/sessions/login.ts'
import { getPersonAtHome } from './person-at-home.ts'
import { refuseMailFlood } from './refuse-mail-flood.ts'

/**
 * Resets the password of a member whose home this is (PW3): by a mail that lets them set another, or by a temporary one that
 * is told to the administrator once (PW4).
 *
 * @throws not-found, yourself, not-in-status, owner-protected, more-than-you-hold, home-elsewhere, too-many-requests
 */
export async function resetUserPassword(
  db: Database,
  caller: SessionCaller,
  memberId: MemberId,
  method: 'mail' | 'temporary',
  request: Where,
  now: Date,
): Promise<{ temporaryPassword: string | null }> {
  // 120 random bits; hashed before the transaction, where nothing slow may be.
  const password = method === 'temporary' ? newReadableCode(24) : null
  const hash = password && (await hashPassword(password))
  await db.transaction(async (tx) => {
    await confine(tx, caller.organizationId)
    if ((await getMemberToChange(tx, memberId)).status === 'invited') throw problem('not-in-status')
    const member = await getPersonAtHome(tx, caller, memberId)
    await (hash
      ? makeTemporary(tx, caller, member, hash, request, now)
      : mailLink(tx, caller, member, now))
    const event = { action: 'user.password_reset', subjectId: member.id, details: { method } }
    await addAuditEvent(tx, caller, request, event, now)
  })
  return { temporaryPassword: password }
}

async function mailLink(tx: Tx, caller: SessionCaller, member: Member, now: Date) {
  const { identityId } = member
  const { organizationId } = caller
  // Links and languages lie in the identity plane.
  const { token, language } = await unconfined(tx, async () => {
    await refuseMailFlood(tx, identityId, 'reset', now)
    const link = { identityId, purpose: 'reset' as const, organizationId }
    const token = await createPasswordLink(tx, link, now)
    return { token, language: await languageOf(tx, identityId, caller.organization.language) }
  })
  const { name: organizationName, timeZone } = caller.organization
  const expiresAt = linkExpiry('reset', now).toISOString()
  const values = { organizationName, timeZone, expiresAt, token }
  await queueMail(tx, { to: member.email, template: 'reset-password', language, values })
}

const temporaryHours = 72

/**
 * Everything that stood on the old password ends, and from now on `password` proves the person in this organization alone,
 * until they have proved their mailbox.
 */
async function makeTemporary(
  tx: Tx,
  caller: SessionCaller,
  member: Member,
  hash: string,
  request: Where,
  now: Date,
) {
  const { identityId } = member
  // The one password, log-ins and links lie in the identity plane, and are this person's own.
  const language = await unconfined(tx, async () => {
    const temporaryUntil = new Date(now.getTime() + temporaryHours * 3_600_000)
    await replacePassword(tx, identityId, hash, now, temporaryUntil)
    await doubtMailbox(tx, identityId, caller.organizationId, now)
    await endLoginsOf(tx, identityId, null, 'password-reset', now)
    await forgetBrowsers(tx, identityId, null)
    await endPasswordLinks(tx, identityId, now)
    await endEmailCodes(tx, identityId, now)
    await addIdentityEvent(tx, identityId, 'password-reset', request, now)
    return languageOf(tx, identityId, caller.organization.language)
  })
  const { name: organizationName, slug } = caller.organization
  const values = { organizationName, slug }
  await queueMail(tx, { to: member.email, template: 'temporary-password', language, values })
}
