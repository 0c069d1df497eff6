import sql from 'sql-template-tag'
import type { IdentityId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { hashToken, newToken } from '#server/platform/token.ts'

const daysValid = 7

/** Makes a link that proves the mailbox and sets a password; earlier ones of this identity stop. Returns its token. */
export async function createPasswordLink(
  tx: Tx,
  identityId: IdentityId,
  now: Date,
): Promise<string> {
  const { token, hash } = newToken('link')
  await tx.query(
    sql`update password_links set used_at = ${now} where identity_id = ${identityId} and used_at is null`,
  )
  await tx.query(sql`insert into password_links (identity_id, token_hash, created_at, expires_at)
    values (${identityId}, ${hash}, ${now}, ${new Date(now.getTime() + daysValid * 86_400_000)})`)
  return token
}

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
