import sql, { empty, type Sql } from 'sql-template-tag'
import { z } from 'zod'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { patternOf } from '#server/platform/search.ts'
import { findEntries, stands } from './billing-entry.ts'
import { getPeriod } from './billing-period.ts'

interface Query {
  q?: string | undefined
  corrections?: 'only' | 'none' | undefined
  cursor?: string | undefined
  limit: number
}

/** Name in lower case, id, and how many there are in all. */
const Place = z.tuple([z.string(), z.uuid(), z.int().min(0)])

/**
 * Who stands on the bill of a period and why, by name, a page at a time.
 *
 * @throws not-found
 */
export async function listBillingEntries(
  tx: Tx,
  number: number,
  { q, corrections, cursor, limit }: Query,
) {
  await getPeriod(tx, number)
  const matching = sql`e.period = ${number} and ${stands}
    ${q ? sql`and lower(e.name) like lower(${patternOf(q)})` : empty} ${kindOf(corrections)}`
  const after = cursor ? readCursor(cursor, Place) : null
  const about = after?.[2] ?? (await countEntries(tx, matching))
  const found = await findEntries(
    tx,
    sql`where ${matching} ${after ? sql`and (lower(e.name), e.id) > (${after[0]}, ${after[1]})` : empty}
      order by lower(e.name), e.id limit ${limit + 1}`,
  )
  const shown = found.slice(0, limit)
  const last = found.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map(({ place: _place, ...entry }) => entry),
    nextCursor: last ? toCursor([last.place, last.id, about]) : null,
    about,
  }
}

/** Corrections alone, none of them, or all. */
function kindOf(corrections: Query['corrections']): Sql {
  if (corrections === undefined) return empty
  return corrections === 'only' ? sql`and e.of_period < e.period` : sql`and e.of_period = e.period`
}

async function countEntries(tx: Tx, matching: Sql): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    sql`select count(*) as count from billing_entries e where ${matching}`,
  )
  return row?.count ?? 0
}
