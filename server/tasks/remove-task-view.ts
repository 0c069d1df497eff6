import sql from 'sql-template-tag'
import type { TaskViewId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { getTaskViewToEdit } from './task-view.ts'

/** @throws not-found, not-permitted */
export async function removeTaskView(
  tx: Tx,
  caller: SessionCaller,
  viewId: TaskViewId,
): Promise<void> {
  await getTaskViewToEdit(tx, caller, viewId)
  await tx.query(sql`delete from task_views where id = ${viewId}`)
}
