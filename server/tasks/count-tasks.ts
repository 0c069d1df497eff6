import sql, { type Sql } from 'sql-template-tag'
import type { TaskFilter } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { countFiltered, filterTasks } from './filter-tasks.ts'

/** How many tasks that the caller may know of stand in each status; exact when few. */
export async function countTasks(tx: Tx, caller: SessionCaller, filter: TaskFilter, now: Date) {
  const filtered = await filterTasks(tx, caller, filter, now)
  const count = (which: Sql) => countFiltered(tx, filtered, which)
  const [founding] = await tx.query<{ pending: boolean }>(
    sql`select exists (select from foundings where samples_ready_at is null) as pending`,
  )
  return {
    unassigned: await count(sql`t.status = 'unassigned'`),
    ongoing: await count(sql`t.status = 'ongoing'`),
    done: await count(sql`t.status = 'done'`),
    samples: await count(sql`t.sample`),
    samplesPending: founding?.pending ?? false,
  }
}
