import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import { findPasswordLink, type PasswordLink } from '#server/identities/password-link.ts'
import { confine, leaveConfinement, type Tx } from '#server/platform/database.ts'

/** A reset of an authenticator that somebody's home has begun, and who began it. */
export interface AuthenticatorReset extends PasswordLink {
  organizationId: OrganizationId
  organizationName: string
  /** An administrator made a password since the mailbox was last proved (PW4). */
  doubted: boolean
}

/**
 * Finds what a mailed link confirms; the identity is held until the transaction ends. Where the home is another one by now,
 * the link has stopped. Runs unconfined.
 *
 * @throws link-not-valid
 */
export async function getAuthenticatorReset(
  tx: Tx,
  token: string,
  now: Date,
): Promise<AuthenticatorReset> {
  const link = await findPasswordLink(tx, token, ['authenticator'], now)
  const [identity] = await tx.query<{ doubted: boolean }>(sql`
    select doubted_at is not null as doubted from identities
    where id = ${link?.identityId ?? null} and home_organization_id = ${link?.organizationId ?? null}
    for no key update`)
  if (!link?.organizationId || !identity) throw problem('link-not-valid')
  const { organizationId } = link
  // The name of the organization that began it, which the mail has told already.
  await confine(tx, organizationId)
  const [organization] = await tx.query<{ name: string }>(
    sql`select name from organizations where id = ${organizationId} and status = 'active'`,
  )
  await leaveConfinement(tx)
  if (!organization) throw problem('link-not-valid')
  return { ...link, organizationId, organizationName: organization.name, ...identity }
}
