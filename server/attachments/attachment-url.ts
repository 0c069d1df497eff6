import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AttachmentId, TaskId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { deriveKey } from '#server/platform/derive-key.ts'

type Holder = Pick<SessionCaller, 'organizationId' | 'memberId' | 'sessionId'>

interface Place {
  taskId: TaskId
  attachmentId: AttachmentId
}

const stepMs = 5 * 60_000

/**
 * An address of a task's picture, good for five to ten minutes, and with this session alone. All that are made within the same
 * five minutes are equal, so that a page that asks again does not load its pictures again.
 */
export function attachmentUrl(secretKey: Buffer, holder: Holder, place: Place, now: Date): string {
  const expires = String((Math.floor(now.getTime() / stepMs) + 2) * stepMs)
  const signature = sign(secretKey, holder, place, expires)
  return `/api/v1/tasks/${place.taskId}/attachments/${place.attachmentId}?${new URLSearchParams({ expires, signature })}`
}

/** Whether we signed that this session may see this picture until `expires`; in constant time. */
export function isAttachmentUrl(
  secretKey: Buffer,
  holder: Holder,
  place: Place,
  { expires, signature }: { expires: string; signature: string },
): boolean {
  const [a, b] = [Buffer.from(sign(secretKey, holder, place, expires)), Buffer.from(signature)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const sign = (
  secretKey: Buffer,
  { organizationId, memberId, sessionId }: Holder,
  { taskId, attachmentId }: Place,
  expires: string,
): string =>
  createHmac('sha256', deriveKey(secretKey, 'attachment-link'))
    .update(JSON.stringify([organizationId, memberId, sessionId, taskId, attachmentId, expires]))
    .digest('base64url')
