import { createHash } from 'node:crypto'
import sql from 'sql-template-tag'
import { Problem, problem } from '#api/problem.ts'
import type { Route } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import type { RequestFacts, Upload } from './call.ts'

/**
 * Answers a repeated request with what the first one answered. The key is taken in the same transaction as the work:
 * a crash leaves neither, and of two at once the second waits for the first.
 *
 * @throws idempotency-key-reused where the key came with another request before
 */
export async function rememberAnswer(
  tx: Tx,
  route: Route,
  caller: SessionCaller,
  request: RequestFacts,
  received: object,
  handle: () => Promise<unknown>,
): Promise<unknown> {
  const key = request.idempotencyKey
  if (key === null) return handle()
  checkKey(key)
  const hash = requestHash(route, received)
  const [taken] =
    await tx.query(sql`insert into idempotency_keys (organization_id, member_id, key, request_hash)
    values (${caller.organizationId}, ${caller.memberId}, ${key}, ${hash})
    on conflict do nothing returning key`)
  if (!taken) {
    const [first] = await tx.query<{ hash: Buffer; body: unknown }>(sql`
      select request_hash as hash, body from idempotency_keys where member_id = ${caller.memberId} and key = ${key}`)
    if (!first?.hash.equals(hash)) throw problem('idempotency-key-reused')
    return first.body
  }
  const answer = await handle()
  // Undone together with the key, even what a returned refusal would have kept: so it may be tried again.
  if (answer instanceof Problem) throw answer
  await tx.query(sql`update idempotency_keys set status = ${route.status ?? 200}, body = ${JSON.stringify(answer)}
    where member_id = ${caller.memberId} and key = ${key}`)
  return answer
}

/** @throws invalid-request */
export function checkKey(key: string): void {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return
  throw problem('invalid-request', {
    errors: [
      {
        pointer: '#header/Idempotency-Key',
        detail: 'must be 1 to 255 visible ASCII characters',
        code: 'invalid',
      },
    ],
  })
}

/** What makes two requests the same: the operation, its validated parts, and every byte that came with it. */
export function requestHash(route: Route, received: object): Buffer {
  // As `mount` puts it beside the parts, of routes that take bytes.
  const { upload, ...parts } = received as { upload?: Upload }
  return createHash('sha256')
    .update(
      JSON.stringify([route.method, route.path, parts, ...(upload ? [upload.contentType] : [])]),
    )
    .update(upload?.bytes ?? '')
    .digest()
}
