import sql from 'sql-template-tag'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { type CustomModule, type CustomModuleRow, readCustomModule } from './custom-module.ts'

/** Those that the caller may view; all of them for whoever looks after roles or menu entries. */
export async function listCustomModules(
  tx: Tx,
  caller: SessionCaller,
): Promise<{ items: CustomModule[] }> {
  const rows = await tx.query<CustomModuleRow>(
    sql`select id, name, url from custom_modules order by lower(name), id`,
  )
  const { permissions } = caller
  const all = permissions.has('roles:view') || permissions.has('custom_modules:edit')
  return {
    items: rows.map(readCustomModule).filter((entry) => all || permissions.has(entry.permission)),
  }
}
