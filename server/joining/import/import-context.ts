import sql from 'sql-template-tag'
import type { HubId, RoleId } from '#api/common.ts'
import { listSharedFields } from '#server/members/field.ts'
import type { Tx } from '#server/platform/database.ts'
import type { ImportContext } from './read-row.ts'

/** What a file of this organization may name, as it stands now: roles and hubs by their names in any case. */
export async function getImportContext(tx: Tx): Promise<ImportContext> {
  const [roles, hubs, fields] = await Promise.all([
    tx.query<{ id: RoleId; name: string }>(sql`select id, lower(name) as name from roles`),
    tx.query<{ id: HubId; name: string }>(sql`select id, lower(name) as name from hubs`),
    listSharedFields(tx),
  ])
  return {
    roles: new Map(roles.map(({ id, name }) => [name, id])),
    hubs: new Map(hubs.map(({ id, name }) => [name, id])),
    fields,
  }
}
