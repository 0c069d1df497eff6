import sql, { join, type Sql } from 'sql-template-tag'
import type { User, UserFilter, UserSort } from '#api/members.ts'
import { countAbout, estimateCount } from '#server/platform/count-about.ts'
import type { Tx } from '#server/platform/database.ts'
import { type PlacedUserRow, readUser, usersOfPage } from './member.ts'
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
  const about = after?.about ?? (await countFiltered(tx, filtered))
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
function listRun(tx: Tx, run: Run, { conditions, search, count }: Filtered, most: number) {
  const which = [...conditions, ...(search ? [search] : [])]
  // Who is listed one by one is fetched and sorted (`offset 0` keeps it apart): walking a list by name, the planner would hope
  // to meet those of one name soon, who stand together far down.
  const page =
    count === null
      ? sql`select * from members m ${where([...which, ...run.conditions])}`
      : sql`select * from (select * from members m ${where(which)} offset 0) m ${where(run.conditions)}`
  return tx.search<PlacedUserRow>(
    sql`${usersOfPage(sql`${page} order by ${run.order} limit ${most}`, run.place)} order by ${run.order}`,
  )
}

async function countFiltered(tx: Tx, { conditions, search, count }: Filtered): Promise<number> {
  if (count !== null) return count
  const from = sql`from members m ${where(conditions)}`
  // A search with more hits than are listed one by one: only another condition could make them fewer.
  return search && conditions.length === 0
    ? estimateCount(tx, from, search)
    : countAbout(tx, from, search)
}

const where = (conditions: readonly Sql[]): Sql =>
  sql`where ${join(conditions.length > 0 ? conditions : [sql`true`], ' and ')}`
