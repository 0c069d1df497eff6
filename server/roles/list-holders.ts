import sql, { empty } from 'sql-template-tag'
import { z } from 'zod'
import type { MemberId, RoleId } from '#api/common.ts'
import { permissions, roleTemplates } from '#api/permissions.ts'
import { problem } from '#api/problem.ts'
import type { Role } from '#api/roles.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { countAbout } from '#server/platform/count-about.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { roleColumns } from './role.ts'

/** Place in the list: name, id, and about how many there are in all, counted for the first page only. */
const Place = z.tuple([z.string(), z.uuid(), z.int().min(0)])

/**
 * Who can do this? The roles that hold a permission, and by name the active members who have one of them (RP3). Owners hold
 * every permission there is (RP1). The people are told to whoever may view users.
 *
 * @throws not-found for what is no permission of this organization
 */
export async function listHolders(
  tx: Tx,
  caller: Pick<SessionCaller, 'permissions'>,
  permission: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const [name, id, total] = cursor ? readCursor(cursor, Place) : []
  await refuseUnknown(tx, permission)
  const roles = await tx.query<Pick<Role, 'id' | 'name' | 'template' | 'memberCount'>>(sql`
    select held.id, held.name, held.template, held."memberCount" from (select ${roleColumns} from roles r
      where r.template = 'owner' or r.permissions @> array[${permission}::text]) as held
    order by array_position(${[...roleTemplates]}::text[], held.template), lower(held.name), held.id`)
  if (!caller.permissions.has('users:view')) return { roles, items: [], nextCursor: null, about: 0 }
  const holders = sql`from members m
    where m.status = 'active' and m.role_id = any(${roles.map((role) => role.id)}::uuid[])`
  const about = total ?? (await countAbout(tx, holders))
  const after = id === undefined ? empty : sql`and (m.sort_name, m.id) > (${name}, ${id}::uuid)`
  // Planned afresh: these roles may be everybody's or hardly anybody's.
  const rows = await tx.search<{
    id: MemberId
    name: string
    email: string
    roleId: RoleId
    place: string
  }>(sql`
    select m.id, coalesce(nullif(trim(m.first_name || ' ' || m.last_name), ''), m.email) as name, m.email,
      m.role_id as "roleId", m.sort_name as place
    ${holders} ${after} order by m.sort_name, m.id limit ${limit + 1}`)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    roles,
    items: items.map(({ id, name, email, roleId }) => ({ id, name, email, roleId })),
    nextCursor: last ? toCursor([last.place, last.id, about]) : null,
    about,
  }
}

/** A permission of the catalogue, or the one that a custom module of this organization makes (RP4). */
async function refuseUnknown(tx: Tx, permission: string): Promise<void> {
  if (permissions.some((known) => known === permission)) return
  const [module, id] = permission.split(':')
  const made =
    module === 'custom_module'
      ? await tx.query(sql`select from custom_modules where id::text = ${id}`)
      : []
  if (made.length === 0) throw problem('not-found')
}
