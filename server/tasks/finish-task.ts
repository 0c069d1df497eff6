import type { TaskId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { TaskValues } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { claimAttachments } from '#server/attachments/claim-attachments.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { checkValues } from '#server/flows/check-values.ts'
import type { Tx } from '#server/platform/database.ts'
import { endTask } from './end-task.ts'
import { lockTasks } from './lock-tasks.ts'
import { getTask, type KnownTask } from './task.ts'

/**
 * Marks a task done with the values of its other pages (TK1). What the first page got when the task was made stands; only
 * what was left empty there may be given now. Everything required on any page must be there in the end. Whoever says which
 * version they saw is refused when the task is another by now.
 *
 * @throws not-found, task-done, task-changed, not-permitted, values-refused
 */
export async function finishTask(
  tx: Tx,
  caller: SessionCaller,
  taskId: TaskId,
  given: { values: TaskValues; version?: number | undefined },
  request: Where,
  now: Date,
): Promise<KnownTask> {
  await lockTasks(tx, caller, [taskId])
  const task = await getTask(tx, caller, taskId)
  if (!task.may.finish)
    throw problem('not-permitted', {
      detail: 'Only its assignees and those with tasks:edit finish a task.',
    })
  if (given.version !== undefined && given.version !== task.version) throw problem('task-changed')
  const { values, errors } = checkValues(task.pages, given.values, task.values)
  if (errors.length > 0) throw problem('values-refused', { errors })
  const components = task.pages.flatMap((page) => page.components)
  await claimAttachments(tx, caller, { taskId, components, values })
  await endTask(tx, caller, { id: taskId, pages: task.pages, values }, request, now)
  return getTask(tx, caller, taskId)
}
