import sql from 'sql-template-tag'
import type { downloadAttachment as route } from '#api/attachments.ts'
import { problem } from '#api/problem.ts'
import type { DataKey } from '#server/attachments/attachment-cipher.ts'
import { findAttachmentKey } from '#server/attachments/attachment-key.ts'
import type { AttachmentStore } from '#server/attachments/attachment-store.ts'
import { isAttachmentUrl } from '#server/attachments/attachment-url.ts'
import { readContent } from '#server/attachments/read-content.ts'
import type { Download, DownloadCall } from '#server/http/call.ts'
import { visibleTasks } from './visible-tasks.ts'

/**
 * A picture of a task, to whoever its address was signed for and as long as they see the task. The storage is asked after the
 * transaction: what it does not give, or what is not what was kept, cuts the connection.
 *
 * @throws not-found, link-expired
 */
export async function downloadAttachment(
  secretKey: Buffer,
  store: AttachmentStore,
  { tx, caller, params, query, now, goesOn }: DownloadCall<typeof route>,
): Promise<Download> {
  if (!isAttachmentUrl(secretKey, caller, params, query)) throw problem('not-found')
  if (!goesOn && Number(query.expires) <= now.getTime()) throw problem('link-expired')
  const [row] = await tx.query<{ contentType: string; bytes: number }>(sql`
    select a.content_type as "contentType", a.bytes from attachments a join tasks t on t.id = a.task_id
    where a.id = ${params.attachmentId} and t.id = ${params.taskId} and ${visibleTasks(caller)}`)
  const key = row && (await findAttachmentKey(tx, store.keyRing, caller.organizationId))
  if (!row || !key) throw problem('not-found')
  const of = { organizationId: caller.organizationId, attachmentId: params.attachmentId }
  return { ...row, name: null, content: content(key) }

  async function* content(dataKey: DataKey) {
    const found = await readContent(store, dataKey, of)
    if (!found) throw new Error('an attachment cannot be read')
    yield found
  }
}
