import sql from 'sql-template-tag'
import type { TaskViewId } from '#api/common.ts'
import type { TaskView } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkViewQuery } from './check-view-query.ts'
import { checkSharing, checkViewCount, getTaskView, lockTaskViews } from './task-view.ts'

type NewView = Pick<TaskView, 'name' | 'query' | 'shared'>

/**
 * Saves a filter as the last of the caller's views.
 *
 * @throws not-permitted, too-many, name-taken, values-refused (names what is not there)
 */
export async function createTaskView(
  tx: Tx,
  caller: SessionCaller,
  { name, query, shared }: NewView,
): Promise<TaskView> {
  if (shared) checkSharing(caller)
  await checkViewQuery(tx, query)
  await lockTaskViews(tx, caller)
  const [view] = await tx.query<{ id: TaskViewId }>(sql`
    insert into task_views (organization_id, member_id, name, query, shared, position)
    select ${caller.organizationId}, ${caller.memberId}, ${name}, ${JSON.stringify(query)}::jsonb, ${shared},
      coalesce(max(position), 0) + 1 from task_views where member_id = ${caller.memberId}
    returning id`)
  await checkViewCount(tx, caller)
  return getTaskView(tx, caller, (view as { id: TaskViewId }).id)
}
