import sql from 'sql-template-tag'
import type { AttachmentId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Takes back what the caller has sent and no task has yet; its object goes soon after.
 *
 * @throws not-found, also for what is of somebody else or of a task
 */
export async function removeAttachment(
  tx: Tx,
  caller: SessionCaller,
  attachmentId: AttachmentId,
): Promise<void> {
  const gone = await tx.query(sql`
    delete from attachments where id = ${attachmentId} and task_id is null and created_by = ${caller.memberId} returning id`)
  if (gone.length === 0) throw problem('not-found')
}
