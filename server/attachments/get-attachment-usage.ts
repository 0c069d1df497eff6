import sql from 'sql-template-tag'
import type { AttachmentUsage } from '#api/attachments.ts'
import type { Tx } from '#server/platform/database.ts'
import type { AttachmentStore } from './attachment-store.ts'

/** What the attachments of the caller's organization take, as it is counted beside each of them; and of how much. */
export async function getAttachmentUsage(
  tx: Tx,
  { bytesMax }: Pick<AttachmentStore, 'bytesMax'>,
): Promise<AttachmentUsage> {
  const [row] = await tx.query<{ bytes: number }>(sql`select bytes from attachment_keys`)
  // Without a row nothing was ever kept.
  return { bytes: row?.bytes ?? 0, bytesMax }
}
