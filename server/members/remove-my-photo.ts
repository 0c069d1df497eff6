import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { replacePhoto } from './replace-photo.ts'

/** Takes the caller's own photo away, in this organization (PR1); idempotent. */
export async function removeMyPhoto(
  tx: Tx,
  caller: SessionCaller,
  request: Where,
  now: Date,
): Promise<undefined> {
  await replacePhoto(tx, caller, null, now)
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'profile.updated', subjectId: caller.memberId, details: { fields: ['photo'] } },
    now,
  )
}
