import sql from 'sql-template-tag'
import type { HubId, TaskId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { TaskStatus } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { visibleTasks } from './visible-tasks.ts'

interface LockedTask {
  id: TaskId
  hubId: HubId
  status: TaskStatus
}

/**
 * Keeps open tasks as they are until the transaction ends: of two who change one at once, the second waits and then sees
 * what the first made of it. What the caller may know is judged after the wait. Locked in the order of ids, so that two
 * in bulk never wait for each other.
 *
 * @throws not-found if any is missing or may not be known of, task-done if any is done
 */
export async function lockTasks(
  tx: Tx,
  caller: SessionCaller,
  taskIds: readonly TaskId[],
): Promise<readonly LockedTask[]> {
  await tx.query(
    sql`select from tasks t where t.id = any(${taskIds}::uuid[]) order by t.id for no key update`,
  )
  const tasks = await tx.query<LockedTask>(sql`
    select t.id, t.hub_id as "hubId", t.status from tasks t
    where t.id = any(${taskIds}::uuid[]) and ${visibleTasks(caller)}`)
  if (tasks.length < new Set(taskIds).size) throw problem('not-found')
  if (tasks.some(({ status }) => status === 'done')) throw problem('task-done')
  return tasks
}
