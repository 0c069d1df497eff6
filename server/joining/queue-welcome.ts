import type { IdentityId } from '#api/common.ts'
import type { Acting } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { createFirstPasswordLink, linkExpiry } from '#server/identities/password-link.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { invitationExpiry } from '#server/members/member-status.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'

interface Welcomed {
  identityId: IdentityId
  email: string
  status: 'registering' | 'invited'
  /** Not an administrator invites them, but another member. */
  byColleague?: boolean
  /** In whose name, empty for a nameless one; else the caller's. */
  by?: string
}

/** Tells a person of their addition or invitation; whoever has no password yet gets the link to set one (US3, US5). */
export async function queueWelcome(
  tx: Tx,
  caller: Acting,
  person: Welcomed,
  now: Date,
): Promise<void> {
  // Links lie in the identity plane; whether one was needed is told to the mailbox alone.
  const token = await unconfined(tx, () =>
    createFirstPasswordLink(tx, person.identityId, caller.organizationId, now),
  )
  const { name: organizationName, slug, language, timeZone } = caller.organization
  const by = person.by ?? nameOf(caller)
  const to = person.email
  if (person.status === 'invited') {
    const expiresAt = invitationExpiry(now).toISOString()
    const values = { organizationName, slug, timeZone, expiresAt, invitedBy: by, token }
    const template = person.byColleague ? 'colleague-invitation' : 'invitation'
    await queueMail(tx, { to, language, template, values })
  } else if (token) {
    const expiresAt = linkExpiry('first', now).toISOString()
    const values = { organizationName, slug, timeZone, expiresAt, addedBy: by, token }
    await queueMail(tx, { to, language, template: 'set-password', values })
  } else {
    await queueMail(tx, {
      to,
      language,
      template: 'added',
      values: { organizationName, slug, addedBy: by },
    })
  }
}
