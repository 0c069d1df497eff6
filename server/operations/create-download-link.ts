import type { OperationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { downloadSignature } from './download-signature.ts'
import { getOwn, readOperation } from './operation.ts'

const linkMs = 5 * 60_000

/**
 * An address that downloads what an operation made, for a browser that follows it: good for five minutes, and with this session
 * alone.
 *
 * @throws not-found
 */
export async function createDownloadLink(
  tx: Tx,
  secretKey: Buffer,
  caller: SessionCaller,
  operationId: OperationId,
  now: Date,
): Promise<{ url: string; expiresAt: string }> {
  const row = await getOwn(tx, caller, operationId)
  if (!readOperation(row, now).file) throw problem('not-found')
  const expiresAt = new Date(now.getTime() + linkMs)
  const expires = String(expiresAt.getTime())
  const signature = downloadSignature(secretKey, caller, operationId, expires)
  return {
    url: `/api/v1/operations/${operationId}/result?${new URLSearchParams({ expires, signature })}`,
    expiresAt: expiresAt.toISOString(),
  }
}
