import sql from 'sql-template-tag'
import type { IdentityId, OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { newToken } from '#server/platform/token.ts'
import { linkExpiry } from './password-link.ts'

/**
 * Makes first links for many, as `createFirstPasswordLink` does for one: tokens by identity, of those alone who have not
 * proved their mailbox yet. Runs unconfined.
 */
export async function createFirstPasswordLinks(
  tx: Tx,
  identityIds: readonly IdentityId[],
  organizationId: OrganizationId,
  now: Date,
): Promise<Map<IdentityId, string>> {
  const made = identityIds.map((id) => ({ id, ...newToken('link') }))
  const unproved = await tx.query<{ id: IdentityId }>(sql`
    select id from identities where id = any(${identityIds}::uuid[]) and mailbox_proved_at is null`)
  const wanted = new Set(unproved.map(({ id }) => id))
  const links = made.filter(({ id }) => wanted.has(id))
  const ids = links.map(({ id }) => id)
  await tx.query(sql`update password_links set used_at = ${now}
    where identity_id = any(${ids}::uuid[]) and used_at is null and purpose = 'first'`)
  await tx.query(sql`
    insert into password_links (identity_id, token_hash, created_at, expires_at, organization_id)
    select link.id, link.hash, ${now}, ${linkExpiry('first', now)}, ${organizationId}
    from unnest(${ids}::uuid[], ${links.map(({ hash }) => hash)}::bytea[]) as link (id, hash)`)
  return new Map(links.map(({ id, token }) => [id, token]))
}
