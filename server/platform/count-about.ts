import sql, { empty, type Sql } from 'sql-template-tag'
import type { Tx } from './database.ts'

const exactMax = 1000
const sampleSize = 2000

/**
 * How many rows `from` (from the word FROM to the end of its WHERE) has for which `matching` holds: exact up to a thousand,
 * above that what the planner estimates, in two significant figures. Never walks a huge table. `matching` is what the
 * planner knows nothing of behind row-level security, such as LIKE: its share is taken from a sample. `firstFrom` is the same
 * rows where they come from several places, with a limit for each, without which the planner may gather all of one first.
 */
export async function countAbout(
  tx: Tx,
  from: Sql,
  matching: Sql | null = null,
  firstFrom: (limit: Sql) => Sql = () => from,
): Promise<number> {
  const limit = sql`limit ${exactMax + 1}`
  const [exact] = await tx.search<{ count: number }>(
    sql`select count(*) from (select ${firstFrom(limit)} ${matching ? sql`and ${matching}` : empty} ${limit}) as found`,
  )
  const count = exact?.count ?? 0
  return count <= exactMax ? count : estimateCount(tx, from, matching)
}

/** The same for whoever knows already that there are more than a thousand. */
export async function estimateCount(
  tx: Tx,
  from: Sql,
  matching: Sql | null = null,
): Promise<number> {
  const [row] = await tx.search<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    sql`explain (format json) select ${from}`,
  )
  const rows = row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0
  const estimate = matching ? rows * (await shareOf(tx, from, matching)) : rows
  return Math.max(exactMax + 1, Number(estimate.toPrecision(2)))
}

async function shareOf(tx: Tx, from: Sql, matching: Sql): Promise<number> {
  const [row] = await tx.search<{ share: number }>(sql`
    select avg(matches::int)::float8 as share from (select ${matching} as matches ${from} limit ${sampleSize}) as sample`)
  return row?.share ?? 0
}
