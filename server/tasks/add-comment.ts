import sql from 'sql-template-tag'
import type { TaskId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { TaskEntry } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { addTaskEntries } from './add-task-entries.ts'
import { getTask } from './task.ts'
import { type EntryRow, entryColumns, readEntries } from './task-entry.ts'

/**
 * Says something about a task that the caller may know of, also about a done one: that changes nothing of it.
 *
 * @throws not-found, not-permitted
 */
export async function addComment(
  tx: Tx,
  caller: SessionCaller,
  taskId: TaskId,
  text: string,
  now: Date,
): Promise<TaskEntry> {
  const task = await getTask(tx, caller, taskId)
  if (!task.may.comment)
    throw problem('not-permitted', { detail: 'Commenting needs tasks:do or tasks:edit.' })
  const event = { kind: 'commented' as const }
  const [id] = await addTaskEntries(tx, caller, [{ taskId, event, text: text.trim() }], now)
  const rows = await tx.query<EntryRow>(sql`
    select ${entryColumns} from task_entries e left join members m on m.id = e.member_id where e.id = ${id}`)
  const [entry] = await readEntries(tx, caller, rows)
  return entry as TaskEntry
}
