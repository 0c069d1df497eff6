import sql, { empty, type Sql } from 'sql-template-tag'
import type { FlowId, HubId, MemberId } from '#api/common.ts'
import type { TaskStatus } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { countAbout } from '#server/platform/count-about.ts'
import type { Tx } from '#server/platform/database.ts'
import { findMatches } from '#server/platform/search.ts'
import { isAssigned, listVisibleHubs, seesOnlyOwn, visibleTasks } from './visible-tasks.ts'

export interface TaskFilter {
  q?: string | undefined
  hubId?: HubId | undefined
  flowId?: FlowId | undefined
  assigneeId?: MemberId | undefined
  status?: TaskStatus | undefined
}

/** What a filter means for one caller. */
export interface FilteredTasks {
  /** Of the caller's hubs those that are asked for. */
  hubIds: readonly HubId[]
  /** Conditions for the rows of `tasks t` that the caller may know of and asks for; what the text says stands apart. */
  condition: Sql
  matching: Sql | null
  /** Whether they are few by nature, so that they are better found first and then sorted. */
  few: boolean
}

export async function filterTasks(
  tx: Tx,
  caller: SessionCaller,
  { q, hubId, flowId, assigneeId, status }: TaskFilter,
): Promise<FilteredTasks> {
  const mine = await listVisibleHubs(tx, caller)
  const hubIds = hubId ? mine.filter((id) => id === hubId) : mine
  const found = q ? await findMatches(tx, 'tasks', q) : null
  return {
    hubIds,
    condition: sql`${visibleTasks(caller, hubIds)}
      ${flowId ? sql`and t.flow_id = ${flowId}` : empty}
      ${assigneeId ? sql`and ${isAssigned(assigneeId)}` : empty}
      ${status ? sql`and t.status = ${status}` : empty}`,
    matching: found
      ? found.ids
        ? sql`t.id = any(${found.ids}::uuid[])`
        : sql`lower(t.title) like lower(${found.pattern})`
      : null,
    few: seesOnlyOwn(caller) || assigneeId !== undefined || (found !== null && found.ids !== null),
  }
}

/** About how many of them there are, of which `also` holds. */
export const countFiltered = (tx: Tx, { condition, matching }: FilteredTasks, also?: Sql) =>
  countAbout(tx, sql`from tasks t where ${condition} ${also ? sql`and ${also}` : empty}`, matching)
