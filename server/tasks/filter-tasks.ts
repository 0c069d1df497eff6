import sql, { empty, join, type Sql } from 'sql-template-tag'
import type { FlowId, HubId, MemberId } from '#api/common.ts'
import type { TaskStatus } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { contains } from '#server/platform/search.ts'
import { isAssigned, visibleTasks } from './visible-tasks.ts'

export interface TaskFilter {
  q?: string | undefined
  hubId?: HubId | undefined
  flowId?: FlowId | undefined
  assigneeId?: MemberId | undefined
  status?: TaskStatus | undefined
}

/** Condition for the rows of `tasks t` that the caller may know of and asks for. */
export async function filterTasks(tx: Tx, caller: SessionCaller, filter: TaskFilter): Promise<Sql> {
  const { q, hubId, flowId, assigneeId, status } = filter
  return join(
    [
      visibleTasks(caller),
      hubId ? sql`t.hub_id = ${hubId}` : empty,
      flowId ? sql`t.flow_id = ${flowId}` : empty,
      assigneeId ? isAssigned(assigneeId) : empty,
      status ? sql`t.status = ${status}` : empty,
      q ? await contains(tx, 'tasks', { id: sql`t.id`, text: sql`lower(t.title)` }, q) : empty,
    ].filter((condition) => condition !== empty),
    ' and ',
  )
}
