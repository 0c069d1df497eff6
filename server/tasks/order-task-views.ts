import sql from 'sql-template-tag'
import type { TaskViewId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { TaskView } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { listTaskViews, lockTaskViews } from './task-view.ts'

/**
 * Puts the caller's own views in an order; those left out follow in the order that they had.
 *
 * @throws not-found where any is not the caller's own
 */
export async function orderTaskViews(
  tx: Tx,
  caller: SessionCaller,
  viewIds: readonly TaskViewId[],
): Promise<TaskView[]> {
  await lockTaskViews(tx, caller)
  const own = (await listTaskViews(tx, caller)).filter(({ mine }) => mine).map(({ id }) => id)
  if (viewIds.some((id) => !own.includes(id))) throw problem('not-found')
  const order = [...new Set([...viewIds, ...own])]
  await tx.query(sql`
    update task_views v set position = o.position
    from unnest(${order}::uuid[]) with ordinality as o (id, position) where v.id = o.id`)
  return listTaskViews(tx, caller)
}
