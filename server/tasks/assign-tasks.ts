import sql from 'sql-template-tag'
import type { MemberId, TaskId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addAuditEvents } from '#server/audit/add-audit-events.ts'
import type { Tx } from '#server/platform/database.ts'
import { addTaskEntries, findNames, withNames } from './add-task-entries.ts'
import { checkAssignees } from './check-assignees.ts'
import { lockTasks } from './lock-tasks.ts'

/**
 * Replaces the assignees of tasks, of all or of none (TK1). Assigned tasks are ongoing, the others unassigned. Returns
 * how many were not so before.
 *
 * @throws not-found, task-done, values-refused
 */
export async function assignTasks(
  tx: Tx,
  caller: SessionCaller,
  { taskIds, assigneeIds }: { taskIds: readonly TaskId[]; assigneeIds: readonly MemberId[] },
  request: Where,
  now: Date,
): Promise<{ changed: number }> {
  const tasks = await lockTasks(tx, caller, taskIds)
  await checkAssignees(
    tx,
    assigneeIds,
    tasks.map(({ hubId }) => hubId),
  )
  const changes = await replaceAssignees(tx, caller, taskIds, assigneeIds)
  const names = await findNames(
    tx,
    changes.flatMap(({ added, removed }) => [...added, ...removed]),
  )
  const entries = changes.map(({ taskId, added, removed }) => ({
    taskId,
    event: {
      kind: 'assigned' as const,
      added: withNames(added, names),
      removed: withNames(removed, names),
    },
  }))
  await addTaskEntries(tx, caller, entries, now)
  const subjectIds = changes.map(({ taskId }) => taskId)
  await addAuditEvents(
    tx,
    caller,
    request,
    { action: 'task.assigned', subjectIds, details: { assigneeIds } },
    now,
  )
  return { changed: changes.length }
}

interface AssigneeChange {
  taskId: TaskId
  added: MemberId[]
  removed: MemberId[]
}

/** Returns the tasks whose assignees are others now, and who came and went. */
export async function replaceAssignees(
  tx: Tx,
  { organizationId }: SessionCaller,
  taskIds: readonly TaskId[],
  assigneeIds: readonly MemberId[],
): Promise<AssigneeChange[]> {
  const status = assigneeIds.length > 0 ? 'ongoing' : 'unassigned'
  return tx.query<AssigneeChange>(sql`
    with removed as (
      delete from task_assignees
      where task_id = any(${taskIds}::uuid[]) and member_id <> all(${assigneeIds}::uuid[]) returning task_id, member_id
    ), added as (
      insert into task_assignees (organization_id, task_id, member_id)
      select distinct ${organizationId}::uuid, task_id, member_id
      from unnest(${taskIds}::uuid[]) as task_id, unnest(${assigneeIds}::uuid[]) as member_id
      on conflict do nothing returning task_id, member_id
    ), stamped as (
      update tasks set status = ${status} where id = any(${taskIds}::uuid[]) and status <> ${status}
    )
    select task_id as "taskId", coalesce(jsonb_agg(member_id) filter (where came), '[]') as added,
      coalesce(jsonb_agg(member_id) filter (where not came), '[]') as removed
    from (select *, true as came from added union all select *, false from removed) as change group by task_id`)
}
