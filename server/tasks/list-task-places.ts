import sql from 'sql-template-tag'
import type { TaskFilter, TaskPlace, TaskSort } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { filterTasks } from './filter-tasks.ts'
import { firstTasks, orderOf } from './first-tasks.ts'
import { type SummaryRow, summaryColumns, taskSources, toSummary } from './task.ts'

const placesMax = 500

type Where = Pick<TaskPlace, 'latitude' | 'longitude' | 'from'>

/** Where the first 500 of a filter are, for a map: at the place that they name, else at their hub (TK1). */
export async function listTaskPlaces(
  tx: Tx,
  caller: SessionCaller,
  { sort, ...filter }: TaskFilter & { sort?: TaskSort | undefined },
  now: Date,
): Promise<{ items: TaskPlace[]; more: boolean }> {
  const filtered = await filterTasks(tx, caller, filter, now)
  const rows = await tx.search<SummaryRow & Where>(sql`
    with heads as materialized (${firstTasks(filtered, sort, null, placesMax + 1)})
    select ${summaryColumns}, coalesce(t.latitude, h.latitude) as latitude,
      coalesce(t.longitude, h.longitude) as longitude, case when t.latitude is null then 'hub' else 'task' end as "from"
    from ${taskSources} where t.id in (select id from heads) ${orderOf(sort)}`)
  return {
    items: rows.slice(0, placesMax).map((row) => {
      const { id, title, status, hub, startsAt, endsAt, assignees } = toSummary(row)
      const { latitude, longitude, from } = row
      return { id, title, status, latitude, longitude, from, hub, startsAt, endsAt, assignees }
    }),
    more: rows.length > placesMax,
  }
}
