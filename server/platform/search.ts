import sql, { type Sql } from 'sql-template-tag'
import type { Tx } from './database.ts'

/** Above this many hits, walking the list in its order meets enough of them soon. */
const listedMax = 1000

/**
 * Finds rows of one organization whose text contains `text`, in any case, by trigrams: behind row-level security LIKE
 * alone could never use an index (`search_ids` in the migrations says why). Ids are null where there are too many to list.
 */
export async function findMatches(
  tx: Tx,
  target: string,
  text: string,
): Promise<{ pattern: string; ids: string[] | null }> {
  const pattern = patternOf(text)
  const found = await tx.query<{ id: string }>(
    sql`select search_ids(${target}, ${pattern}, ${listedMax + 1}) as id`,
  )
  return { pattern, ids: found.length > listedMax ? null : found.map((row) => row.id) }
}

/** What LIKE takes for whatever contains a text as it is. */
export const patternOf = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** Of `members m`: what others read of them, without the address and the number by which `contains` finds them too. */
export const isNamed = (text: string): Sql =>
  sql`lower(m.first_name || ' ' || m.last_name) like lower(${patternOf(text)})`

/** The same as a condition: few hits are a list of ids, many a filter of whoever walks the list. */
export async function contains(
  tx: Tx,
  target: string,
  column: { id: Sql; text: Sql },
  text: string,
): Promise<Sql> {
  const { pattern, ids } = await findMatches(tx, target, text)
  return ids ? sql`${column.id} = any(${ids}::uuid[])` : sql`${column.text} like lower(${pattern})`
}
