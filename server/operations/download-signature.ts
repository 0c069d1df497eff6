import { createHmac, timingSafeEqual } from 'node:crypto'
import type { OperationId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { deriveKey } from '#server/platform/derive-key.ts'

type Holder = Pick<SessionCaller, 'organizationId' | 'memberId' | 'sessionId'>

/** Signs that one session may download what one operation made until `expires`, in milliseconds since 1970. */
export const downloadSignature = (
  secretKey: Buffer,
  { organizationId, memberId, sessionId }: Holder,
  operationId: OperationId,
  expires: string,
): string =>
  createHmac('sha256', deriveKey(secretKey, 'download-link'))
    .update(JSON.stringify([organizationId, memberId, sessionId, operationId, expires]))
    .digest('base64url')

/** In constant time, whatever is shown. */
export const isSameSignature = (expected: string, shown: string): boolean => {
  const [a, b] = [Buffer.from(expected), Buffer.from(shown)]
  return a.length === b.length && timingSafeEqual(a, b)
}
