import sql, { empty, type Sql } from 'sql-template-tag'
import { z } from 'zod'
import { Time } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { countFiltered, type FilteredTasks, filterTasks, type TaskFilter } from './filter-tasks.ts'
import { type SummaryRow, summaryColumns, taskSources, toSummary } from './task.ts'

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
  const filtered = await filterTasks(tx, caller, filter)
  const about = after?.[2] ?? (await countFiltered(tx, filtered))
  const later = after
    ? sql`and (t.starts_at, t.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
    : empty
  const first = sql`order by t.starts_at desc, t.id desc limit ${limit + 1}`
  const heads = filtered.few
    ? sortFew(filtered, later, first)
    : filtered.matching
      ? walk(filtered, filtered.matching, later, first)
      : mergeHubs(filtered, filter, later, first)

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

// Each OFFSET 0 keeps the planner from turning the order of work around: it knows little of what LIKE or the list of
// assignees leave over, and would sort everything to find many, or walk through everything to find few.

/** Found first, whatever their order, and then sorted. */
const sortFew = ({ condition, matching }: FilteredTasks, later: Sql, first: Sql): Sql => sql`
  select t.id from (
    select t.id, t.starts_at from tasks t
    where ${condition} ${matching ? sql`and ${matching}` : empty} ${later} offset 0
  ) as t ${first}`

/** Down the list in its order, until enough are met whose title has what many titles have. */
const walk = ({ condition }: FilteredTasks, matching: Sql, later: Sql, first: Sql): Sql => sql`
  select t.id from (
    select t.id, t.starts_at, t.title from tasks t
    where ${condition} ${later} order by t.starts_at desc, t.id desc offset 0
  ) as t where ${matching} ${first}`

/**
 * The first of each sorted run of an index (hub and status, or hub and flow), merged: costs the same whether a hub holds
 * ten tasks or a million, and whether the caller's hubs are many or one quiet one among busy ones.
 */
const mergeHubs = (
  { hubIds, condition }: FilteredTasks,
  { flowId, status }: TaskFilter,
  later: Sql,
  first: Sql,
): Sql => {
  const runs =
    flowId || status
      ? empty
      : sql`cross join (values ('unassigned'), ('ongoing'), ('done')) as run (status)`
  return sql`
    select t.id from unnest(${hubIds}::uuid[]) as hub (id) ${runs}
    cross join lateral (
      select t.id, t.starts_at from tasks t
      where t.hub_id = hub.id ${runs === empty ? empty : sql`and t.status = run.status`} and ${condition} ${later} ${first}
    ) as t ${first}`
}
