import sql from 'sql-template-tag'
import type { IdentityId, OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { hashToken, newToken } from '#server/platform/token.ts'

// Links in mails, each good once. Identity plane: every function here runs unconfined.

/** `first` and `reset` set a password (US3, PW2); `authenticator` confirms a reset that the home began (DR4). */
export type LinkPurpose = 'first' | 'reset' | 'authenticator'

export interface PasswordLink {
  id: string
  identityId: IdentityId
  email: string
  purpose: LinkPurpose
  /** Who began it; null: the person. */
  organizationId: OrganizationId | null
}

const minute = 60_000
const msValid: Record<LinkPurpose, number> = {
  first: 7 * 24 * 60 * minute,
  reset: 30 * minute,
  authenticator: 24 * 60 * minute,
}

/** Until when a link that is made now is good. */
export const linkExpiry = (purpose: LinkPurpose, now: Date) =>
  new Date(now.getTime() + msValid[purpose])

/**
 * Makes the link that proves the mailbox and sets the first password (US3); earlier such links of this identity stop, those
 * that reset one do not. Returns its token; null for whoever has proved their mailbox: also without a password, which was
 * voided then, no week is given but the half hour of PW2. The same statements run for both, so that the time does not tell who
 * is known here (PR4).
 */
export async function createFirstPasswordLink(
  tx: Tx,
  identityId: IdentityId,
  organizationId: OrganizationId | null,
  now: Date,
): Promise<string | null> {
  const { token, hash } = newToken('link')
  const proved = sql`exists (select from identities where id = ${identityId} and mailbox_proved_at is not null)`
  await tx.query(sql`update password_links set used_at = ${now}
    where identity_id = ${identityId} and used_at is null and purpose = 'first' and not ${proved}`)
  const made =
    await tx.query(sql`insert into password_links (identity_id, token_hash, created_at, expires_at, organization_id)
    select ${identityId}::uuid, ${hash}::bytea, ${now}::timestamptz, ${linkExpiry('first', now)}::timestamptz,
      ${organizationId}::uuid
    where not ${proved} returning id`)
  return made.length > 0 ? token : null
}

/** Makes a link and returns its token; earlier ones of this identity that lead to the same stop. */
export async function createPasswordLink(
  tx: Tx,
  link: {
    identityId: IdentityId
    purpose: 'reset' | 'authenticator'
    organizationId: OrganizationId | null
  },
  now: Date,
): Promise<string> {
  const { identityId, purpose, organizationId } = link
  const { token, hash } = newToken('link')
  await tx.query(sql`update password_links set used_at = ${now}
    where identity_id = ${identityId} and used_at is null
      and (purpose = 'authenticator') = (${purpose} = 'authenticator')`)
  await tx.query(sql`
    insert into password_links (identity_id, token_hash, created_at, expires_at, purpose, organization_id)
    values (${identityId}, ${hash}, ${now}, ${linkExpiry(purpose, now)}, ${purpose}, ${organizationId})`)
  return token
}

/** Whose link this is, while it is good; opening a link consumes nothing. */
export async function findPasswordLink(
  tx: Tx,
  token: string,
  purposes: readonly LinkPurpose[],
  now: Date,
): Promise<PasswordLink | null> {
  const [row] = await tx.query<PasswordLink>(sql`
    select l.id, l.identity_id as "identityId", i.email, l.purpose, l.organization_id as "organizationId"
    from password_links l join identities i on i.id = l.identity_id
    where l.token_hash = ${hashToken(token)} and l.used_at is null and l.expires_at > ${now}
      and l.purpose = any (${purposes})`)
  return row ?? null
}

/** Uses a link up and marks the mailbox as proved. False where another request was first. */
export async function endPasswordLink(
  tx: Tx,
  id: string,
  identityId: IdentityId,
  now: Date,
): Promise<boolean> {
  const rows = await tx.query(
    sql`update password_links set used_at = ${now} where id = ${id} and used_at is null returning id`,
  )
  if (rows.length === 0) return false
  await tx.query(
    sql`update identities set mailbox_proved_at = coalesce(mailbox_proved_at, ${now}) where id = ${identityId}`,
  )
  return true
}

/** All links of an identity stop: what they would change has been changed, or the mailbox is another one. */
export async function endPasswordLinks(
  tx: Tx,
  identityId: IdentityId,
  now: Date,
  purposes: readonly LinkPurpose[] = ['first', 'reset', 'authenticator'],
): Promise<void> {
  await tx.query(sql`update password_links set used_at = ${now}
    where identity_id = ${identityId} and used_at is null and purpose = any (${purposes})`)
}

/** What one organization has begun stops (PW5); the first password of somebody new does not: it is the person's by now. */
export async function endLinksOfOrganization(
  tx: Tx,
  identityId: IdentityId,
  organizationId: OrganizationId,
  now: Date,
): Promise<void> {
  await tx.query(sql`update password_links set used_at = ${now}
    where identity_id = ${identityId} and organization_id = ${organizationId} and used_at is null and purpose <> 'first'`)
}

/** When links that match were made within a time that ends now, newest first: mails must not fill a mailbox. */
export async function listLinkTimes(
  tx: Tx,
  identityId: IdentityId,
  which: { purposes: readonly LinkPurpose[]; byPerson: boolean; withinSeconds: number },
  now: Date,
): Promise<Date[]> {
  const since = new Date(now.getTime() - which.withinSeconds * 1000)
  const rows = await tx.query<{ at: Date }>(sql`select created_at as at from password_links
    where identity_id = ${identityId} and created_at > ${since} and purpose = any (${which.purposes})
      and (organization_id is null) = ${which.byPerson} order by created_at desc`)
  return rows.map(({ at }) => at)
}
