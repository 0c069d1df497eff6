import { api } from '#api/index.ts'
import type { AttachmentStore } from '#server/attachments/attachment-store.ts'
import { type Endpoint, serveDownload } from '#server/http/call.ts'
import { downloadAttachment } from './download-attachment.ts'

export const taskAttachmentRoutes = (secretKey: Buffer, store: AttachmentStore): Endpoint[] => [
  serveDownload(api.downloadAttachment, (call) => downloadAttachment(secretKey, store, call)),
]
