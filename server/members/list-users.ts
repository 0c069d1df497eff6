import sql, { empty, join, type Sql } from 'sql-template-tag'
import type { User, UserFilter, UserSort } from '#api/members.ts'
import type { Tx } from '#server/platform/database.ts'
import { type PlacedUserRow, readUser, usersWithPlace } from './member.ts'
import { type Filtered, filterUsers } from './user-filter.ts'
import { orderOf, type Run, readPlace, writePlace } from './user-order.ts'

interface Query extends UserFilter {
  sort: UserSort
  cursor?: string | undefined
  limit: number
}

/** The user table in any order, a page at a time; as quick at the end of 100,000 members as at their beginning (US1). */
export async function listUsers(
  tx: Tx,
  { sort, cursor, limit, ...filter }: Query,
): Promise<{ items: User[]; nextCursor: string | null; about: number }> {
  const after = cursor ? readPlace(sort, cursor) : null
  const filtered = await filterUsers(tx, filter)
  const about = after?.about ?? (await countAbout(tx, filtered))
  const rows: PlacedUserRow[] = []
  for (const run of orderOf(sort, after))
    if (rows.length <= limit)
      rows.push(...(await listRun(tx, run, filtered, limit + 1 - rows.length)))
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    items: items.map(readUser),
    nextCursor: last ? writePlace(sort, last, about) : null,
    about,
  }
}

/** Planned afresh: the best index depends on how many have this status, role or hub. */
const listRun = (tx: Tx, run: Run, { conditions }: Filtered, most: number) =>
  tx.search<PlacedUserRow>(sql`
    ${usersWithPlace(run.place)} ${where([...conditions, ...run.conditions])} order by ${run.order} limit ${most}`)

const where = (conditions: readonly Sql[]): Sql =>
  conditions.length > 0 ? sql`where ${join(conditions, ' and ')}` : empty

const exactMax = 1000

/**
 * Exact up to a thousand; beyond that what PostgreSQL's statistics expect, for counting would cost more than the page.
 * A search with many hits is not counted one by one: they may lie far apart.
 */
async function countAbout(tx: Tx, { conditions, many, plain }: Filtered): Promise<number> {
  const which = where(conditions)
  const expected = many ? await expectedCount(tx, which) : 0
  if (expected > exactMax) return expected
  if (many && plain) return exactMax + 1
  const [row] = await tx.search<{ count: number }>(
    sql`select count(*) from (select from members m ${which} limit ${exactMax + 1}) counted`,
  )
  const count = row?.count ?? 0
  return count <= exactMax ? count : Math.max(count, await expectedCount(tx, which))
}

async function expectedCount(tx: Tx, which: Sql): Promise<number> {
  const [plan] = await tx.search<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    sql`explain (format json) select from members m ${which}`,
  )
  return plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0
}
