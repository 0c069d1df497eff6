import sql from 'sql-template-tag'
import type { TaskId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addAuditEvents } from '#server/audit/add-audit-events.ts'
import type { Tx } from '#server/platform/database.ts'
import { lockTasks } from './lock-tasks.ts'

/**
 * Deletes tasks that are not done, all or none.
 *
 * @throws not-found, task-done
 */
export async function removeTasks(
  tx: Tx,
  caller: SessionCaller,
  taskIds: readonly TaskId[],
  request: Where,
  now: Date,
): Promise<{ removed: number }> {
  const tasks = await lockTasks(tx, caller, taskIds)
  const subjectIds = tasks.map(({ id }) => id)
  await tx.query(sql`delete from tasks where id = any(${subjectIds}::uuid[])`)
  await addAuditEvents(tx, caller, request, { action: 'task.deleted', subjectIds }, now)
  return { removed: subjectIds.length }
}
