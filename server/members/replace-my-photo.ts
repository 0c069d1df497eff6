import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { photoUrl } from './photo-url.ts'
import { replacePhoto } from './replace-photo.ts'

/** Puts a picture, as `encodePicture` makes it, in the place of the caller's own photo in this organization (PR1). */
export async function replaceMyPhoto(
  tx: Tx,
  caller: SessionCaller,
  webp: Uint8Array,
  request: Where,
  now: Date,
): Promise<{ photoUrl: string }> {
  const photoId = await replacePhoto(tx, caller, webp, now)
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'profile.updated', subjectId: caller.memberId, details: { fields: ['photo'] } },
    now,
  )
  return { photoUrl: photoUrl(photoId) }
}
