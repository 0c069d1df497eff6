import sql from 'sql-template-tag'
import type { FileId, MemberId, OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import { addFile, removeFile } from '#server/files/file.ts'
import type { Tx } from '#server/platform/database.ts'

interface Whose {
  organizationId: OrganizationId
  memberId: MemberId
}

/**
 * Puts a picture, as `encodePicture` makes it, in the place of a member's photo; null takes that away. The old file goes.
 *
 * @throws not-signed-in for whoever was taken out, or suspended, while theirs was being made
 */
export function replacePhoto(tx: Tx, member: Whose, webp: Uint8Array, now: Date): Promise<FileId>
export function replacePhoto(tx: Tx, member: Whose, webp: null, now: Date): Promise<null>
export async function replacePhoto(
  tx: Tx,
  member: Whose,
  webp: Uint8Array | null,
  now: Date,
): Promise<FileId | null> {
  const [before] = await tx.query<{ photoId: FileId | null }>(
    sql`select photo_id as "photoId" from members
      where id = ${member.memberId} and status in ('registering', 'active') for no key update`,
  )
  if (!before) throw problem('not-signed-in')
  const about = {
    kind: 'photo',
    name: 'photo.webp',
    contentType: 'image/webp',
    expiresAt: null,
  } as const
  const photoId = webp && (await addFile(tx, member.organizationId, about, webp, now))
  await tx.query(sql`update members set photo_id = ${photoId} where id = ${member.memberId}`)
  if (before.photoId) await removeFile(tx, before.photoId)
  return photoId
}
