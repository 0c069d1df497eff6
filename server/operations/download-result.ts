import type { downloadResult as route } from '#api/operations.ts'
import { problem } from '#api/problem.ts'
import { getFile, streamFile } from '#server/files/file.ts'
import type { Download, DownloadCall } from '#server/http/call.ts'
import { downloadSignature, isSameSignature } from './download-signature.ts'
import { getOwn, readOperation } from './operation.ts'

/**
 * What an operation made, to whoever the address was signed for. A download that has begun in time may take longer than its link
 * is good; it ends with the session, and with the right to see it.
 *
 * @throws not-found, link-expired
 */
export async function downloadResult(
  secretKey: Buffer,
  { tx, db, caller, params, query, now, goesOn }: DownloadCall<typeof route>,
): Promise<Download> {
  const { operationId } = params
  const { expires, signature } = query
  const expected = downloadSignature(secretKey, caller, operationId, expires)
  if (!isSameSignature(expected, signature)) throw problem('not-found')
  if (!goesOn && Number(expires) <= now.getTime()) throw problem('link-expired')
  const row = await getOwn(tx, caller, operationId)
  if (!row.fileId || !readOperation(row, now).file) throw problem('not-found')
  const { name, contentType, bytes } = await getFile(tx, row.fileId)
  return { name, contentType, bytes, content: streamFile(db, caller.organizationId, row.fileId) }
}
