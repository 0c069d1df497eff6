import sql from 'sql-template-tag'
import type { TaskAttachment } from '#api/attachments.ts'
import type { TaskId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { attachmentUrl } from './attachment-url.ts'

/** The pictures of a task that the caller sees, in the order in which they were sent, each with its signed address. */
export async function attachmentsOf(
  tx: Tx,
  secretKey: Buffer,
  caller: SessionCaller,
  taskId: TaskId,
  now: Date,
): Promise<TaskAttachment[]> {
  const rows = await tx.query<Omit<TaskAttachment, 'url'>>(sql`
    select id, kind, width, height, bytes, component_id as "componentId" from attachments
    where task_id = ${taskId} order by id`)
  return rows.map((row) => ({
    ...row,
    url: attachmentUrl(secretKey, caller, { taskId, attachmentId: row.id }, now),
  }))
}
