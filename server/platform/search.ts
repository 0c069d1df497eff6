import sql, { type Sql } from 'sql-template-tag'
import type { Tx } from './database.ts'

/** Above this many hits, walking the list in its order meets enough of them soon. */
const listedMax = 1000

/**
 * Condition for rows of a table that `search_ids` knows, whose text contains `text`, in any case. Few hits are looked up by trigrams
 * and become a list of ids; many become a filter. Behind row-level security LIKE alone could never use an index
 * (the migrations say why).
 */
export async function contains(
  tx: Tx,
  target: string,
  column: { id: Sql; text: Sql },
  text: string,
): Promise<Sql> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const found = await tx.query<{ id: string }>(
    sql`select search_ids(${target}, ${pattern}, ${listedMax + 1}) as id`,
  )
  return found.length > listedMax
    ? sql`${column.text} like lower(${pattern})`
    : sql`${column.id} = any(${found.map((row) => row.id)}::uuid[])`
}
