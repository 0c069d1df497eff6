import sql, { type Sql } from 'sql-template-tag'
import type { UserFilter } from '#api/members.ts'
import type { Tx } from '#server/platform/database.ts'
import { findMatches } from '#server/platform/search.ts'

export interface Filtered {
  /** Of `members m`. */
  conditions: Sql[]
  /** A search with more hits than are listed one by one. */
  many: boolean
  /** Nothing but the search. */
  plain: boolean
}

/** Which members a filter means, for the user table and for changing all whom it finds. */
export async function filterUsers(tx: Tx, filter: UserFilter): Promise<Filtered> {
  const { q, status, roleId, hubId, source, signIn } = filter
  const found = q ? await findMatches(tx, 'members', q) : null
  const search = found
    ? [
        found.ids
          ? sql`m.id = any(${found.ids}::uuid[])`
          : sql`search_text(m) like lower(${found.pattern})`,
      ]
    : []
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
  return {
    conditions: [...search, ...others],
    many: found?.ids === null,
    plain: others.length === 0,
  }
}
