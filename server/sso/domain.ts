import sql from 'sql-template-tag'
import type { Tx } from '#server/platform/database.ts'

/**
 * Whether the transaction's organization has proved an e-mail domain, and it stands (LG5): exactly this one, for whoever runs
 * a domain may give a part of it to somebody else.
 */
export async function isProved(tx: Tx, domain: string): Promise<boolean> {
  const found = await tx.query(
    sql`select from domains where domain = ${domain} and proved_at is not null`,
  )
  return found.length > 0
}
