import sql from 'sql-template-tag'
import type { FileId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import { getFile, readFile } from '#server/files/file.ts'
import type { Download } from '#server/http/call.ts'
import type { Tx } from '#server/platform/database.ts'

/** A new photo has a new id; this long a browser shows one that was taken away. */
const cacheSeconds = 3600

/** @throws not-found, also for a photo of another organization, and a file that is nobody's photo */
export async function getPhoto(tx: Tx, photoId: FileId): Promise<Download> {
  const [member] = await tx.query(sql`select from members where photo_id = ${photoId}`)
  if (!member) throw problem('not-found')
  const { contentType } = await getFile(tx, photoId)
  return { contentType, name: null, content: await readFile(tx, photoId), cacheSeconds }
}
