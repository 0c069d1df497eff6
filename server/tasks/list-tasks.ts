import sql, { empty, type Sql } from 'sql-template-tag'
import { z } from 'zod'
import { Time } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { countAbout } from '#server/platform/count-about.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { filterTasks, type TaskFilter } from './filter-tasks.ts'
import { type SummaryRow, summaryColumns, taskSources, toSummary } from './task.ts'
import { seesOnlyOwn, visibleHubs } from './visible-tasks.ts'

interface Query extends TaskFilter {
  cursor?: string | undefined
  limit: number
}

/** Place in the list: start to the microsecond, id, and how many there are in all. */
const Place = z.tuple([Time.refine((time) => !time.startsWith('0000')), z.uuid(), z.int().min(0)])

/** Tasks that the caller may know of, latest start first, a page at a time (TK1). */
export async function listTasks(
  tx: Tx,
  caller: SessionCaller,
  { cursor, limit, ...filter }: Query,
) {
  const after = cursor ? readCursor(cursor, Place) : null
  const condition = await filterTasks(tx, caller, filter)
  const about = after?.[2] ?? (await countAbout(tx, sql`from tasks t where ${condition}`))
  const later = after
    ? sql`and (t.starts_at, t.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
    : empty
  const first = sql`order by t.starts_at desc, t.id desc limit ${limit + 1}`
  // What somebody is looking for by text or person is found first and sorted then; everything else is sorted already.
  const few = filter.q !== undefined || filter.assigneeId !== undefined || seesOnlyOwn(caller)
  const heads = few
    ? sql`select t.id from tasks t where ${condition} ${later} ${first}`
    : mergeHubs(caller, filter, sql`${condition} ${later}`, first)

  const rows = await tx.search<SummaryRow & { place: string }>(sql`
    with heads as materialized (${heads})
    select ${summaryColumns}, to_char(t.starts_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place
    from ${taskSources} where t.id in (select id from heads) order by t.starts_at desc, t.id desc`)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    items: items.map(toSummary),
    nextCursor: last ? toCursor([last.place, last.id, about]) : null,
    about,
  }
}

/**
 * The first of each sorted run of an index (hub and status, or hub and flow), merged: costs the same whether a hub holds
 * ten tasks or a million, and whether the caller's hubs are many or one quiet one among busy ones.
 */
const mergeHubs = (
  caller: SessionCaller,
  { flowId, status, hubId }: TaskFilter,
  condition: Sql,
  first: Sql,
): Sql => sql`
  select t.id
  from (${visibleHubs(caller)} ${hubId ? sql`and mh.hub_id = ${hubId}` : empty}) as hub
  ${flowId || status ? empty : sql`cross join (values ('unassigned'), ('ongoing'), ('done')) as run (status)`}
  cross join lateral (
    select t.id, t.starts_at from tasks t
    where t.hub_id = hub.hub_id ${flowId || status ? empty : sql`and t.status = run.status`}
      and ${condition} ${first}
  ) as t ${first}`
