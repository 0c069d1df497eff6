import sql, { join, type Sql } from 'sql-template-tag'
import type { UserFilter } from '#api/members.ts'
import type { Tx } from '#server/platform/database.ts'
import { patternOf } from '#server/platform/search.ts'

export interface Filtered {
  /** Of `members m`. */
  conditions: Sql[]
  /** One more, where a search has more hits than are listed one by one; null: has not. */
  search: Sql | null
  /** How many there are, where that is known already. */
  count: number | null
}

/** Which members a filter means, for the user table and for changing all whom it finds. */
export async function filterUsers(tx: Tx, filter: UserFilter): Promise<Filtered> {
  const { q, status, roleId, hubId, source, signIn } = filter
  const others = [
    ...(status ? [sql`m.status = ${status}`] : []),
    ...(roleId ? [sql`m.role_id = ${roleId}`] : []),
    ...(hubId
      ? [
          sql`exists (select from member_hubs f
            where f.organization_id = m.organization_id and f.member_id = m.id and f.hub_id = ${hubId})`,
        ]
      : []),
    ...(source ? [sql`m.source = ${source}`] : []),
    ...(signIn ? [signIn === 'guest' ? sql`m.guest` : sql`not m.guest`] : []),
  ]
  if (!q) return { conditions: others, search: null, count: null }
  const found = await findUsers(tx, q, others)
  if (found)
    return { conditions: [sql`m.id = any(${found.ids}::uuid[])`], search: null, count: found.count }
  // Not LIKE, of which the planner thinks that it finds hardly anybody: it would sort all who are found, where walking the
  // list in its order soon meets enough of them.
  return { conditions: others, search: sql`strpos(search_text(m), lower(${q})) > 0`, count: null }
}

/**
 * Names that are searched for stand together in a list by name: walking it would meet the first of them late. Of more than
 * these the list is full.
 */
const listedMax = 20_000

/**
 * Who is found, and fits the other conditions, as one text, which nobody takes apart: thousands of rows would cost more than
 * finding them. Null: too many to list.
 */
async function findUsers(tx: Tx, q: string, others: readonly Sql[]) {
  const matches = sql`select search_ids('members', ${patternOf(q)}, ${listedMax + 1}) as id`
  const fitting =
    others.length > 0
      ? sql`select m.id from found join members m on m.id = found.id where ${join(others, ' and ')}`
      : sql`select id from found`
  const [row] = await tx.search<{ found: number; ids: string; count: number }>(sql`
    with found as materialized (${matches}), fitting as (${fitting})
    select (select count(*) from found) as found, coalesce(array_agg(id), '{}')::text as ids, count(*) as count from fitting`)
  return row && row.found <= listedMax ? row : null
}
