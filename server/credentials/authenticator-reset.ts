import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import { findPasswordLink, type PasswordLink } from '#server/identities/password-link.ts'
import { confine, leaveConfinement, type Tx } from '#server/platform/database.ts'

/** A reset of an authenticator that somebody's home, or whoever runs this server, has begun. */
export interface AuthenticatorReset extends PasswordLink {
  /** Null: whoever runs this server. */
  organizationName: string | null
  /** An administrator made a password since the mailbox was last proved (PW4). */
  doubted: boolean
}

/**
 * Finds what a mailed link confirms; the identity is held until the transaction ends. Where the home that began it is not
 * the home any more, the link has stopped. Runs unconfined.
 *
 * @throws link-not-valid
 */
export async function getAuthenticatorReset(
  tx: Tx,
  token: string,
  now: Date,
): Promise<AuthenticatorReset> {
  const link = await findPasswordLink(tx, token, ['authenticator'], now)
  if (!link) throw problem('link-not-valid')
  const { identityId, organizationId } = link
  const [identity] = await tx.query<{ doubted: boolean }>(sql`
    select doubted_at is not null as doubted from identities
    where id = ${identityId}
      and (${organizationId}::uuid is null or home_organization_id = ${organizationId}::uuid)
    for no key update`)
  if (!identity) throw problem('link-not-valid')
  const organizationName = organizationId && (await getNameOf(tx, organizationId))
  return { ...link, organizationName, ...identity }
}

/** The name of the organization that began it, which the mail has told already. */
async function getNameOf(tx: Tx, organizationId: OrganizationId): Promise<string> {
  await confine(tx, organizationId)
  const [organization] = await tx.query<{ name: string }>(
    sql`select name from organizations where id = ${organizationId} and status = 'active'`,
  )
  await leaveConfinement(tx)
  if (!organization) throw problem('link-not-valid')
  return organization.name
}
