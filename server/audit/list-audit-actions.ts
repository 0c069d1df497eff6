import sql from 'sql-template-tag'
import type { Tx } from '#server/platform/database.ts'

/** Every action that stands in the audit log, in order: by jumps from one to the next, however many events there are. */
export async function listAuditActions(tx: Tx): Promise<string[]> {
  const rows = await tx.search<{ action: string }>(sql`
    with recursive found as (
      (select action from audit_events order by action limit 1)
      union all
      select (select e.action from audit_events e where e.action > f.action order by e.action limit 1)
      from found f where f.action is not null
    )
    select action from found where action is not null`)
  return rows.map(({ action }) => action)
}
