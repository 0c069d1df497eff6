import sql from 'sql-template-tag'
import { z } from 'zod'
import { Time } from '#api/common.ts'
import type { TaskFilter, TaskSort } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { countFiltered, filterTasks } from './filter-tasks.ts'
import { firstTasks, orderOf } from './first-tasks.ts'
import { type SummaryRow, summaryColumns, taskSources, toSummary } from './task.ts'

interface Query extends TaskFilter {
  sort?: TaskSort | undefined
  cursor?: string | undefined
  limit: number
}

/** Place in the list: start to the microsecond, id, and how many there are in all. */
const Place = z.tuple([Time.refine((time) => !time.startsWith('0000')), z.uuid(), z.int().min(0)])

/** Tasks that the caller may know of, a page at a time (TK1). */
export async function listTasks(
  tx: Tx,
  caller: SessionCaller,
  { cursor, limit, sort, ...filter }: Query,
  now: Date,
) {
  const after = cursor ? readCursor(cursor, Place) : null
  const filtered = await filterTasks(tx, caller, filter, now)
  const about = after?.[2] ?? (await countFiltered(tx, filtered))
  const place = after && { startsAt: after[0], id: after[1] }
  const rows = await tx.search<SummaryRow & { place: string }>(sql`
    with heads as materialized (${firstTasks(filtered, sort, place, limit + 1)})
    select ${summaryColumns}, to_char(t.starts_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place
    from ${taskSources} where t.id in (select id from heads) ${orderOf(sort)}`)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    items: items.map(toSummary),
    nextCursor: last ? toCursor([last.place, last.id, about]) : null,
    about,
  }
}
