import sql from 'sql-template-tag'
import { FileId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { ProtocolCall, ProtocolEndpoint } from '#server/http/protocol.ts'

/** Logos stand on pages before any door, and in mails: whoever knows the random id of one sees it. */
export const organizationProtocol: ProtocolEndpoint[] = [
  {
    method: 'GET',
    path: '/logos/:logoId',
    rate: 'read',
    formBytesMax: null,
    handle: sendLogo,
  },
]

/** A new logo has a new id, so what stands under one never changes. */
async function sendLogo({ db, params }: ProtocolCall) {
  const { data: logoId } = FileId.safeParse(params.logoId)
  if (!logoId) return problem('not-found')
  const [logo] = await db.transaction((tx) =>
    tx.query<{ contentType: string; content: Buffer }>(
      sql`select content_type as "contentType", content from logo(${logoId})`,
    ),
  )
  if (!logo) return problem('not-found')
  return { contentType: logo.contentType, body: logo.content, immutable: true }
}
