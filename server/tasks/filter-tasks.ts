import sql, { empty, type Sql } from 'sql-template-tag'
import type { FlowId, HubId } from '#api/common.ts'
import { type TaskFilter, TaskStatus } from '#api/tasks.ts'
import type { Acting, SessionCaller } from '#server/access/caller.ts'
import { countAbout } from '#server/platform/count-about.ts'
import type { Tx } from '#server/platform/database.ts'
import { findMatches } from '#server/platform/search.ts'
import { isAssigned, listVisibleHubs, seesOnlyOwn, visibleTasks } from './visible-tasks.ts'

/** What a filter means for one caller. */
export interface FilteredTasks {
  /** Of the caller's hubs those that are asked for. */
  hubIds: readonly HubId[]
  flowId: FlowId | undefined
  /** All three where none is asked for. */
  statuses: readonly TaskStatus[]
  /** Conditions for the rows of `tasks t` that the caller may know of and asks for; what the text says stands apart. */
  condition: Sql
  matching: Sql | null
  /** Whether they are few by nature, so that they are better found first and then sorted. */
  few: boolean
}

/** Whose tasks they are, and what midnight is for them. */
type Asking = Acting & Pick<SessionCaller, 'timeZone'>

export async function filterTasks(
  tx: Tx,
  caller: Asking,
  { q, hubId, flowId, assigneeId, status, startsFrom, startsTo }: TaskFilter,
  now: Date,
): Promise<FilteredTasks> {
  const mine = await listVisibleHubs(tx, caller)
  const hubIds = hubId ? mine.filter((id) => id === hubId) : mine
  const found = q ? await findMatches(tx, 'tasks', q) : null
  const asked = status?.split(',') ?? TaskStatus.options
  const statuses = TaskStatus.options.filter(
    (one) => asked.includes(one) && (assigneeId !== 'nobody' || one === 'unassigned'),
  )
  const assignee = assigneeId === 'me' ? caller.memberId : assigneeId
  const start = (from: string) => startOf(from, caller, now)
  return {
    hubIds,
    flowId,
    statuses,
    condition: sql`${visibleTasks(caller, hubIds)}
      ${flowId ? sql`and t.flow_id = ${flowId}` : empty}
      ${assignee && assignee !== 'nobody' ? sql`and ${isAssigned(assignee)}` : empty}
      ${statuses.length < TaskStatus.options.length ? sql`and t.status = any(${statuses}::text[])` : empty}
      ${startsFrom ? sql`and t.starts_at >= ${start(startsFrom)}` : empty}
      ${startsTo ? sql`and t.starts_at < ${start(startsTo)}` : empty}`,
    matching: found
      ? found.ids
        ? sql`t.id = any(${found.ids}::uuid[])`
        : sql`lower(t.title) like lower(${found.pattern})`
      : null,
    few:
      seesOnlyOwn(caller) ||
      (assignee !== undefined && assignee !== 'nobody') ||
      (found !== null && found.ids !== null),
  }
}

/** A time as it is; `in-7-days` is the midnight with which that day begins where the caller is. */
function startOf(from: string, { timeZone, organization }: Asking, now: Date): Sql {
  if (/^\d{4}-/.test(from)) return sql`${from}::timestamptz`
  const days = Number(/\d+/.exec(from)?.[0] ?? 0) * (from.endsWith('-ago') ? -1 : 1)
  const zone = timeZone ?? organization.timeZone
  return sql`(((${now}::timestamptz at time zone ${zone})::date + ${days}::int)::timestamp at time zone ${zone})`
}

/** About how many of them there are, of which `also` holds. */
export const countFiltered = (tx: Tx, { condition, matching }: FilteredTasks, also?: Sql) =>
  countAbout(tx, sql`from tasks t where ${condition} ${also ? sql`and ${also}` : empty}`, matching)
