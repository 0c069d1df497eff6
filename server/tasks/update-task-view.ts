import sql from 'sql-template-tag'
import type { TaskViewId } from '#api/common.ts'
import type { TaskView } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkViewQuery } from './check-view-query.ts'
import {
  checkSharing,
  checkViewCount,
  getTaskView,
  getTaskViewToEdit,
  lockTaskViews,
} from './task-view.ts'

type ViewChange = Pick<TaskView, 'name' | 'query' | 'shared'>

/**
 * Changes a view of the caller's, or a shared one. One that is no longer shared is its maker's alone, and the caller's where
 * they are no member any more.
 *
 * @throws not-found, not-permitted, too-many, name-taken, values-refused (names what is not there)
 */
export async function updateTaskView(
  tx: Tx,
  caller: SessionCaller,
  viewId: TaskViewId,
  { name, query, shared }: ViewChange,
): Promise<TaskView> {
  await lockTaskViews(tx, caller)
  const before = await getTaskViewToEdit(tx, caller, viewId)
  await checkViewQuery(tx, query, before.query)
  if (shared) checkSharing(caller)
  await tx.query(sql`
    update task_views set name = ${name}, query = ${JSON.stringify(query)}::jsonb, shared = ${shared},
      member_id = case when ${shared} then member_id else coalesce(member_id, ${caller.memberId}) end
    where id = ${viewId}`)
  await checkViewCount(tx, caller)
  return getTaskView(tx, caller, viewId)
}
