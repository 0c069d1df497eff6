import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { Problem, problem } from '#api/problem.ts'
import type { Rate } from '#api/route.ts'
import { type Database, isUnreachable } from '#server/platform/database.ts'
import { addressBlock, clientAddress } from './client-address.ts'
import { openLimits, rateHeaders } from './limits.ts'
import { type MountOptions, refuse } from './mount.ts'
import { readForm } from './read-form.ts'

/** What a handler of a protocol is given. Nobody is known: there is no session, and no cookie is read. */
export interface ProtocolCall {
  db: Database
  params: Readonly<Record<string, string>>
  /** Empty where none is read. */
  form: ReadonlyMap<string, string>
  now: Date
}

type ProtocolAnswer =
  /** `immutable`: nothing else will ever stand at this address. */
  | { contentType: string; body: string | Buffer; immutable?: boolean }
  /** A path of ours, to go on to with GET. */
  | { redirect: string }

/**
 * What a protocol of others wants to find at an address, beside the API: no JSON is taken, no session is looked for, and so
 * no request can be forged in somebody's name; each is small and limited by address.
 */
export interface ProtocolEndpoint {
  method: 'GET' | 'POST'
  /** Not below /api/. */
  path: `/${string}`
  rate: Rate
  /** Null: a body is not read. */
  formBytesMax: number | null
  handle(call: ProtocolCall): Promise<ProtocolAnswer | Problem>
}

/** Puts protocol endpoints beside the routes of the API, with limits, log and metrics as those have them. */
export function mountProtocol<App extends Hono>(
  app: App,
  endpoints: readonly ProtocolEndpoint[],
  options: Omit<MountOptions, 'recognition'>,
): App {
  const limits = openLimits(options.db, options.requestsPerMinute)
  for (const endpoint of endpoints) {
    app.on(endpoint.method, endpoint.path, (c) => answer(endpoint, c.req.raw, c.req.param()))
    app.all(endpoint.path, () => {
      const allow = endpoint.method === 'GET' ? 'GET, HEAD' : endpoint.method
      const response = refuse(
        problem('method-not-allowed', { detail: `Here: ${allow}.` }),
        randomUUID(),
      )
      response.headers.set('allow', allow)
      return response
    })
  }
  return app

  async function answer(
    { method, path, rate, formBytesMax, handle }: ProtocolEndpoint,
    raw: Request,
    params: Record<string, string>,
  ): Promise<Response> {
    const now = options.now()
    const startedAt = performance.now()
    const id = randomUUID()
    const ip = clientAddress(raw, options.trustedProxies, options.peerAddress)
    let headers: [name: string, value: string][] = []
    let result: ProtocolAnswer | Problem
    try {
      const allowance = await limits(rate, addressBlock(ip ?? ''), now)
      headers = rateHeaders(allowance)
      if (allowance.remaining < 0)
        throw problem('too-many-requests', { retryAfterSeconds: allowance.resetSeconds })
      const form =
        formBytesMax === null ? new Map<string, string>() : await readForm(raw, formBytesMax)
      result = await handle({ db: options.db, params, form, now })
    } catch (error) {
      result = asRefusal(error)
    }
    const response = result instanceof Problem ? refuse(result, id) : succeed(result)
    for (const [name, value] of [['foyer-request-id', id] as const, ...headers])
      response.headers.set(name, value)
    const line = { method, path, status: response.status }
    const ms = performance.now() - startedAt
    options.metrics?.observeRequest(line, ms / 1000)
    options.log.info({ request: id, ...line, ms: Math.round(ms * 10) / 10 }, 'request')
    return response
  }

  function asRefusal(error: unknown): Problem {
    if (error instanceof Problem) return error
    options.log.error({ err: error }, 'unexpected')
    return problem(isUnreachable(error) ? 'unavailable' : 'unexpected')
  }
}

function succeed(answer: ProtocolAnswer): Response {
  if ('redirect' in answer)
    return new Response(null, {
      status: 303,
      headers: { location: answer.redirect, 'cache-control': 'no-store' },
    })
  const { contentType, body, immutable } = answer
  return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    headers: {
      'content-type': contentType,
      'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}
