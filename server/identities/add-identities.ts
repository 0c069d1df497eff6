import sql from 'sql-template-tag'
import type { IdentityId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Finds or makes the identities of many addresses, as `addIdentity` does for one: also by an address that was changed and may
 * still be taken back. Says nothing of where else they belong. Runs unconfined.
 */
export async function addIdentities(
  tx: Tx,
  emails: readonly string[],
  now: Date,
): Promise<Map<string, { id: IdentityId; email: string }>> {
  // In one order for all, as `lockAddresses`.
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended('email:' || email, 0))
    from (select email from unnest(${emails}::text[]) as email order by email collate "C") ordered`)
  const held = await tx.query<{ asked: string; id: IdentityId; email: string }>(sql`
    select distinct on (c.old_email) c.old_email as asked, i.id, i.email
    from email_changes c join identities i on i.id = c.identity_id
    where c.old_email = any(${emails}::text[]) and c.undone_at is null and c.undo_until > ${now}
      and not exists (select from identities other where other.email = c.old_email)
    order by c.old_email, c.changed_at desc`)
  const found = new Map(held.map(({ asked, ...identity }) => [asked, identity]))
  const others = emails.filter((email) => !found.has(email))
  await tx.query(
    sql`insert into identities (email) select unnest(${others}::text[]) on conflict (email) do nothing`,
  )
  for (const row of await tx.query<{ id: IdentityId; email: string }>(
    sql`select id, email from identities where email = any(${others}::text[])`,
  ))
    found.set(row.email, row)
  return found
}
