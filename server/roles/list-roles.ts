import sql from 'sql-template-tag'
import { type RoleTemplate, roleTemplates } from '#api/permissions.ts'
import type { Role } from '#api/roles.ts'
import type { Tx } from '#server/platform/database.ts'
import { readRole, roleColumns } from './role.ts'

/** All roles: the default ones in the order of their templates, then the custom ones by name. */
export async function listRoles(tx: Tx): Promise<{ items: Role[] }> {
  const rows = await tx.query<Role>(sql`
    select ${roleColumns} from roles r
    order by array_position(${[...roleTemplates] satisfies RoleTemplate[]}::text[], r.template), lower(r.name), r.id`)
  return { items: rows.map(readRole) }
}
