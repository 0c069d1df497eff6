import sql from 'sql-template-tag'
import type { TaskId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Task, TaskValues } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { checkValues } from '#server/flows/check-values.ts'
import type { Tx } from '#server/platform/database.ts'
import { lockTasks } from './lock-tasks.ts'
import { getTask } from './task.ts'

/**
 * Marks a task done with the values of its other pages (TK1). What the first page got when the task was made stands; only
 * what was left empty there may be given now. Everything that is shown and required on any page must be there in the end.
 *
 * @throws not-found, task-done, not-permitted, values-refused
 */
export async function finishTask(
  tx: Tx,
  caller: SessionCaller,
  taskId: TaskId,
  given: TaskValues,
  request: Where,
  now: Date,
): Promise<Task> {
  await lockTasks(tx, caller, [taskId])
  const task = await getTask(tx, caller, taskId)
  if (!task.may.finish)
    throw problem('not-permitted', {
      detail: 'Only its assignees and those with tasks:edit finish a task.',
    })
  const { values, errors } = checkValues(task.pages, given, task.values)
  if (errors.length > 0) throw problem('values-refused', { errors })
  await tx.query(sql`
    update tasks set status = 'done', "values" = ${JSON.stringify(values)}::jsonb,
      done_by = ${caller.memberId}, done_at = ${now}
    where id = ${taskId}`)
  await addAuditEvent(tx, caller, request, { action: 'task.finished', subjectId: taskId }, now)
  return getTask(tx, caller, taskId)
}
