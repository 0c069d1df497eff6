import sql, { empty, join, type Sql } from 'sql-template-tag'
import { z } from 'zod'
import type { HubId, RoleId } from '#api/common.ts'
import type { MemberStatus } from '#api/sessions.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { findMatches } from '#server/platform/search.ts'
import { readUser, usersByName } from './member.ts'

interface Query {
  q?: string | undefined
  status?: MemberStatus | undefined
  roleId?: RoleId | undefined
  hubId?: HubId | undefined
  cursor?: string | undefined
  limit: number
}

/** Place in the list: name, id, and about how many there are in all, counted for the first page only. */
const Place = z.tuple([z.string(), z.uuid(), z.int().min(0)])

/** The user table by name, a page at a time; as quick at the end of 100,000 members as at their beginning (US1). */
export async function listUsers(tx: Tx, query: Query) {
  const { limit } = query
  const { search, filters } = await conditionsOf(tx, query)
  const conditions = [...search.conditions, ...filters]
  const [name, id, total] = query.cursor ? readCursor(query.cursor, Place) : []
  const about = total ?? (await countAbout(tx, where(conditions), search.many, filters.length > 0))
  const after = id === undefined ? [] : [sql`(m.sort_name, m.id) > (${name}, ${id}::uuid)`]
  // Planned afresh: the best index depends on how many have this status, role or hub.
  const rows = await tx.search<Parameters<typeof readUser>[0] & { place: string }>(sql`
    ${usersByName} ${where([...conditions, ...after])} order by m.sort_name, m.id limit ${limit + 1}`)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    items: items.map(readUser),
    nextCursor: last ? toCursor([last.place, last.id, about]) : null,
    about,
  }
}

async function conditionsOf(tx: Tx, { q, status, roleId, hubId }: Query) {
  const found = q ? await findMatches(tx, 'members', q) : null
  const search = {
    many: found?.ids === null,
    conditions: found
      ? [
          found.ids
            ? sql`m.id = any(${found.ids}::uuid[])`
            : sql`m.sort_name like lower(${found.pattern})`,
        ]
      : [],
  }
  const filters = [
    ...(status ? [sql`m.status = ${status}`] : []),
    ...(roleId ? [sql`m.role_id = ${roleId}`] : []),
    ...(hubId
      ? [
          sql`exists (select from member_hubs f
            where f.organization_id = m.organization_id and f.member_id = m.id and f.hub_id = ${hubId})`,
        ]
      : []),
  ]
  return { search, filters }
}

const where = (conditions: readonly Sql[]): Sql =>
  conditions.length > 0 ? sql`where ${join(conditions, ' and ')}` : empty

const exactMax = 1000

/**
 * Exact up to a thousand; beyond that what PostgreSQL's statistics expect, for counting would cost more than the page.
 * A search with many hits is not counted one by one: they may lie far apart.
 */
async function countAbout(tx: Tx, which: Sql, many: boolean, filtered: boolean): Promise<number> {
  const expected = many ? await expectedCount(tx, which) : 0
  if (expected > exactMax) return expected
  if (many && !filtered) return exactMax + 1
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
