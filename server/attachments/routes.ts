import { api } from '#api/index.ts'
import { type Endpoint, serve, serveFree } from '#server/http/call.ts'
import type { AttachmentStore } from './attachment-store.ts'
import { createAttachment } from './create-attachment.ts'
import { getAttachmentUsage } from './get-attachment-usage.ts'
import { removeAttachment } from './remove-attachment.ts'

export const attachmentRoutes = (store: AttachmentStore): Endpoint[] => [
  serveFree(
    api.createAttachment,
    ({ db, caller, query, upload, request, now }) =>
      createAttachment(
        db,
        store,
        caller,
        { ...query, upload, idempotencyKey: request.idempotencyKey },
        now,
      ),
    {
      unconfined:
        'pictures are decoded and stored between two transactions, which confine themselves',
      remembers: 'the row of the attachment keeps the key of its request',
    },
  ),
  serve(api.getAttachmentUsage, ({ tx }) => getAttachmentUsage(tx, store)),
  serve(api.removeAttachment, async ({ tx, caller, params }) => {
    await removeAttachment(tx, caller, params.attachmentId)
    return undefined
  }),
]
