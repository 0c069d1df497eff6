import sql from 'sql-template-tag'
import type { IdentityId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { hashToken, newToken } from '#server/platform/token.ts'

const daysValid = 7

/**
 * Makes the link that proves the mailbox and sets the first password (US3); earlier ones of this identity stop. Returns
 * its token; null for whoever has a password and a proved mailbox already. The same statements run for both, so that
 * the time does not tell who is known here (PR4).
 */
export async function createFirstPasswordLink(
  tx: Tx,
  identityId: IdentityId,
  now: Date,
): Promise<string | null> {
  const { token, hash } = newToken('link')
  const complete = sql`exists (select from identities i join passwords p on p.identity_id = i.id
    where i.id = ${identityId} and i.mailbox_proved_at is not null)`
  await tx.query(sql`update password_links set used_at = ${now}
    where identity_id = ${identityId} and used_at is null and not ${complete}`)
  const expiresAt = firstPasswordLinkExpiry(now)
  const made =
    await tx.query(sql`insert into password_links (identity_id, token_hash, created_at, expires_at)
    select ${identityId}::uuid, ${hash}::bytea, ${now}::timestamptz, ${expiresAt}::timestamptz
    where not ${complete} returning id`)
  return made.length > 0 ? token : null
}

/** Until when such a link is good. */
export const firstPasswordLinkExpiry = (now: Date) =>
  new Date(now.getTime() + daysValid * 86_400_000)

/** Whose link this is, while it is good; opening a link consumes nothing. */
export async function findPasswordLink(
  tx: Tx,
  token: string,
  now: Date,
): Promise<{ id: string; identityId: IdentityId; email: string } | null> {
  const [row] = await tx.query<{ id: string; identityId: IdentityId; email: string }>(sql`
    select l.id, l.identity_id as "identityId", i.email
    from password_links l join identities i on i.id = l.identity_id
    where l.token_hash = ${hashToken(token)} and l.used_at is null and l.expires_at > ${now}`)
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
