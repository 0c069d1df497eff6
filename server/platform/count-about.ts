import sql, { type Sql } from 'sql-template-tag'
import type { Tx } from './database.ts'

const exactMax = 1000

/**
 * How many rows `from` (everything from the word FROM on) has: exact up to a thousand, above that what the planner
 * estimates, in two significant figures. Never walks a huge table.
 */
export async function countAbout(tx: Tx, from: Sql): Promise<number> {
  const [exact] = await tx.search<{ count: number }>(
    sql`select count(*) from (select ${from} limit ${exactMax + 1}) as found`,
  )
  const count = exact?.count ?? 0
  if (count <= exactMax) return count
  const [row] = await tx.search<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    sql`explain (format json) select ${from}`,
  )
  const estimate = row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0
  return Math.max(exactMax, Number(estimate.toPrecision(2)))
}
