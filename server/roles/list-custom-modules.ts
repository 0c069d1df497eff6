import sql from 'sql-template-tag'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { type CustomModule, type CustomModuleRow, readCustomModule } from './custom-module.ts'

/** Those that the caller may view; for whoever looks at roles the names of the others too, which their permissions are called by. */
export async function listCustomModules(
  tx: Tx,
  caller: SessionCaller,
): Promise<{ items: CustomModule[] }> {
  const rows = await tx.query<CustomModuleRow>(
    sql`select id, name, url from custom_modules order by lower(name), id`,
  )
  const { permissions } = caller
  const knows = ({ permission }: CustomModule) =>
    permissions.has(permission) || permissions.has('custom_modules:edit')
  return {
    items: rows
      .map(readCustomModule)
      .filter((entry) => knows(entry) || permissions.has('roles:view'))
      .map((entry) => ({ ...entry, url: knows(entry) ? entry.url : null })),
  }
}
