import type { IdentityId, Language, OrganizationId } from '#api/common.ts'
import { languageOf } from '#server/identities/language-of.ts'
import { createPasswordLink, linkExpiry } from '#server/identities/password-link.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Tx } from '#server/platform/database.ts'

/** Who begins a reset of an authenticator for the person: their home. */
interface Home {
  organizationId: OrganizationId
  organization: { name: string; timeZone: string; language: Language }
}

/**
 * Mails the link by which a person confirms that a lost authenticator is removed (DR4); earlier such links stop. `home` is
 * null where whoever runs this server begins it. Runs unconfined. Returns until when the link is good.
 */
export async function mailAuthenticatorReset(
  tx: Tx,
  person: { identityId: IdentityId; email: string },
  home: Home | null,
  now: Date,
): Promise<Date> {
  const { identityId, email } = person
  const organizationId = home?.organizationId ?? null
  const link = { identityId, purpose: 'authenticator' as const, organizationId }
  const token = await createPasswordLink(tx, link, now)
  const language = await languageOf(tx, identityId, home?.organization.language)
  const expiresAt = linkExpiry('authenticator', now)
  await queueMail(tx, {
    to: email,
    template: 'authenticator-reset',
    language,
    values: {
      organizationName: home?.organization.name ?? null,
      timeZone: home?.organization.timeZone,
      expiresAt: expiresAt.toISOString(),
      token,
    },
    ...(organizationId && { organizationId }),
  })
  return expiresAt
}
