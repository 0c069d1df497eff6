import sql from 'sql-template-tag'
import type { HubId, MemberId, TaskId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addAuditEvents } from '#server/audit/add-audit-events.ts'
import type { Tx } from '#server/platform/database.ts'
import { addTaskEntries, findNames, withNames } from './add-task-entries.ts'
import { checkHub } from './check-hub.ts'
import { lockTasks } from './lock-tasks.ts'

/**
 * Moves tasks to another of the caller's hubs, all or none (TK1). Assignees who do not have that hub lose them, and a task
 * that nobody is left with is unassigned.
 *
 * @throws not-found, task-done, values-refused
 */
export async function moveTasks(
  tx: Tx,
  caller: SessionCaller,
  { taskIds, hubId }: { taskIds: readonly TaskId[]; hubId: HubId },
  request: Where,
  now: Date,
): Promise<{ changed: number; lostAssignees: number }> {
  await checkHub(tx, caller, hubId)
  const moving = (await lockTasks(tx, caller, taskIds)).filter((task) => task.hubId !== hubId)
  const ids = moving.map(({ id }) => id)
  const lost = await removeAssigneesWithout(tx, ids, hubId)
  await tx.query(sql`
    update tasks set hub_id = ${hubId}, updated_at = ${now}, status = case when exists (
      select from task_assignees ta where ta.task_id = tasks.id) then 'ongoing' else 'unassigned' end
    where id = any(${ids}::uuid[])`)
  const names = await findNames(tx, [...lost.values()].flat())
  const entries = moving.map(({ id, hubId: from }) => ({
    taskId: id,
    event: {
      kind: 'moved' as const,
      from,
      to: hubId,
      removed: withNames(lost.get(id) ?? [], names),
    },
  }))
  await addTaskEntries(tx, caller, entries, now)
  const event = { action: 'task.moved', subjectIds: ids, details: { hubId } }
  await addAuditEvents(tx, caller, request, event, now)
  return { changed: ids.length, lostAssignees: lost.size }
}

async function removeAssigneesWithout(tx: Tx, taskIds: readonly TaskId[], hubId: HubId) {
  const rows = await tx.query<{ taskId: TaskId; memberIds: MemberId[] }>(sql`
    with removed as (
      delete from task_assignees ta where ta.task_id = any(${taskIds}::uuid[]) and not exists (
        select from member_hubs mh where mh.member_id = ta.member_id and mh.hub_id = ${hubId})
      returning task_id, member_id
    )
    select task_id as "taskId", jsonb_agg(member_id) as "memberIds" from removed group by task_id`)
  return new Map(rows.map(({ taskId, memberIds }) => [taskId, memberIds]))
}
