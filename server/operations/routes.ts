import { api } from '#api/index.ts'
import { type Endpoint, serve, serveDownload } from '#server/http/call.ts'
import { cancelOperation } from './cancel-operation.ts'
import { createDownloadLink } from './create-download-link.ts'
import { downloadResult } from './download-result.ts'
import { getOwn, listOwn, readOperation } from './operation.ts'

/** Long work of the caller's own: how far it is, and what came of it. */
export const operationRoutes = ({ secretKey }: { secretKey: Buffer }): Endpoint[] => [
  serve(api.listOperations, async ({ tx, caller, now }) => ({
    items: (await listOwn(tx, caller, 20)).map((row) => readOperation(row, now)),
  })),
  serve(api.getOperation, async ({ tx, caller, params, now }) =>
    readOperation(await getOwn(tx, caller, params.operationId), now),
  ),
  serve(api.cancelOperation, async ({ tx, caller, params, now }) => {
    await cancelOperation(tx, caller, params.operationId, now)
    return undefined
  }),
  serve(api.createDownloadLink, ({ tx, caller, params, now }) =>
    createDownloadLink(tx, secretKey, caller, params.operationId, now),
  ),
  serveDownload(api.downloadResult, (call) => downloadResult(secretKey, call)),
]
