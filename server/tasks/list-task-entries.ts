import sql, { empty } from 'sql-template-tag'
import { z } from 'zod'
import { type TaskId, Time } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { TaskEntry } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { type EntryRow, entryColumns, readEntries } from './task-entry.ts'
import { visibleTasks } from './visible-tasks.ts'

/** Place in the stream: time to the microsecond, and id. */
const Place = z.tuple([Time.refine((time) => !time.startsWith('0000')), z.uuid()])

/**
 * What happened to a task that the caller may know of, and what was said of it; the newest first, a page at a time (TK1).
 *
 * @throws not-found, values-refused
 */
export async function listTaskEntries(
  tx: Tx,
  caller: SessionCaller,
  taskId: TaskId,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ items: TaskEntry[]; nextCursor: string | null }> {
  const after = cursor ? readCursor(cursor, Place) : null
  const visible = await tx.query(
    sql`select from tasks t where t.id = ${taskId} and ${visibleTasks(caller)}`,
  )
  if (visible.length === 0) throw problem('not-found')
  const rows = await tx.query<EntryRow & { place: string }>(sql`
    select ${entryColumns}, to_char(e.at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place
    from task_entries e left join members m on m.id = e.member_id
    where e.task_id = ${taskId} ${after ? sql`and (e.at, e.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : empty}
    order by e.at desc, e.id desc limit ${limit + 1}`)
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: await readEntries(tx, caller, shown),
    nextCursor: last ? toCursor([last.place, last.id]) : null,
  }
}
