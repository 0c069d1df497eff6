import sql, { empty, type Sql } from 'sql-template-tag'
import type { TaskSort } from '#api/tasks.ts'
import type { FilteredTasks } from './filter-tasks.ts'

/** Where in a list a page begins: after the task with this start and id. */
export interface Place {
  startsAt: string
  id: string
}

interface Order {
  /** After which rows of `tasks t` stand in this order. */
  after: (place: Place) => Sql
  by: Sql
}

/** An id tells when its task was made. */
const orders: Record<TaskSort, Order> = {
  latest: {
    after: ({ startsAt, id }) => sql`(t.starts_at, t.id) < (${startsAt}::timestamptz, ${id}::uuid)`,
    by: sql`order by t.starts_at desc, t.id desc`,
  },
  earliest: {
    after: ({ startsAt, id }) => sql`(t.starts_at, t.id) > (${startsAt}::timestamptz, ${id}::uuid)`,
    by: sql`order by t.starts_at, t.id`,
  },
  newest: { after: ({ id }) => sql`t.id < ${id}::uuid`, by: sql`order by t.id desc` },
}

export const orderOf = (sort: TaskSort = 'latest'): Sql => orders[sort].by

/** A statement for the ids of the first so many tasks of a filter in an order, after a place. */
export function firstTasks(
  filtered: FilteredTasks,
  sort: TaskSort = 'latest',
  place: Place | null,
  limit: number,
): Sql {
  const { after, by } = orders[sort]
  const later = place ? sql`and ${after(place)}` : empty
  const first = sql`${by} limit ${limit}`
  if (filtered.few) return sortFew(filtered, later, first)
  return filtered.matching
    ? walk(filtered, filtered.matching, later, by, first)
    : mergeRuns(filtered, later, first)
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
const walk = (
  { condition }: FilteredTasks,
  matching: Sql,
  later: Sql,
  by: Sql,
  first: Sql,
): Sql => sql`
  select t.id from (
    select t.id, t.starts_at, t.title from tasks t where ${condition} ${later} ${by} offset 0
  ) as t where ${matching} ${first}`

/**
 * The first of each sorted run of an index (hub and status, or hub, flow and status), merged: costs the same whether a hub
 * holds ten tasks or a million, and whether the caller's hubs are many or one quiet one among busy ones.
 */
const mergeRuns = ({ hubIds, statuses, condition }: FilteredTasks, later: Sql, first: Sql): Sql =>
  sql`
  select t.id from unnest(${hubIds}::uuid[]) as hub (id) cross join unnest(${statuses}::text[]) as run (status)
  cross join lateral (
    select t.id, t.starts_at from tasks t
    where t.hub_id = hub.id and t.status = run.status and ${condition} ${later} ${first}
  ) as t ${first}`
