import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import type { Sql } from 'sql-template-tag'
import { z } from 'zod'
import { Problem, problem } from '#api/problem.ts'
import { problemsOf, type Route } from '#api/route.ts'
import { admit } from '#server/access/admit.ts'
import type { Caller, PendingCaller, SessionCaller } from '#server/access/caller.ts'
import { type Database, isUnreachable, violatedConstraint } from '#server/platform/database.ts'
import type { Log } from '#server/platform/log.ts'
import type { Metrics } from '#server/platform/metrics.ts'
import { hashToken } from '#server/platform/token.ts'
import type { Download, Endpoint, RequestFacts } from './call.ts'
import { addressBlock, clientAddress } from './client-address.ts'
import { type Cookies, cookieNames, readCookies, setCookieHeaders } from './cookies.ts'
import { fieldErrors } from './field-errors.ts'
import { findToken, type Token } from './find-token.ts'
import { rememberAnswer } from './idempotency.ts'
import { type Allowance, openLimits, type RequestsPerMinute, rateHeaders } from './limits.ts'
import { type LiveSettings, openLive, wantsEvents } from './live.ts'
import { isOwnOrigin } from './own-origin.ts'
import { readJson } from './read-json.ts'
import { readUpload } from './read-upload.ts'
import { sendFile } from './send-file.ts'
import { openUploadRoom } from './upload-room.ts'

/** How the pipeline recognizes a caller: statements for the flight with BEGIN, and what their rows mean. */
export interface Recognition {
  identifySession(tokenHash: Buffer): readonly Sql[]
  identifySessionUnconfined(tokenHash: Buffer): readonly Sql[]
  identifyPending(tokenHash: Buffer): readonly Sql[]
  readSession(rows: readonly Record<string, unknown>[][], now: Date): SessionCaller | null
  readPending(rows: readonly Record<string, unknown>[][], now: Date): PendingCaller | null
  touchSession(sessionId: SessionCaller['sessionId'], now: Date): Sql
}

export interface MountOptions {
  db: Database
  log: Log
  metrics?: Metrics
  now: () => Date
  recognition: Recognition
  /** The address that people use, such as https://foyer.example; null on loopback, where any own Host is ours. */
  origin: string | null
  /** How many proxies of ours add to X-Forwarded-For. */
  trustedProxies: number
  /** How often one caller may call; what is not said is as usual. */
  requestsPerMinute?: Partial<RequestsPerMinute>
  /** Address of the peer of a connection. */
  peerAddress: (request: Request) => string | null
  /** How streams of answers look and end; what is not said is as usual. */
  live?: Partial<LiveSettings>
  /** Aborted when Foyer begins to stop: streams would otherwise outlast every other request. */
  stopping?: AbortSignal
}

/** Sessions are stamped as used at most this often. */
const touchAfterMs = 60_000

/**
 * The pipeline that every route runs through, unasked: find the session and confine the transaction in one flight →
 * admit → organization and member that the page names are the session’s → validate → handle → validate the answer → commit.
 * A route whose declaration is incomplete does not start.
 */
export function mount(endpoints: readonly Endpoint[], options: MountOptions): Hono {
  const app = new Hono()
  const names = cookieNames(options.origin?.startsWith('https:') ?? false)
  const limits = openLimits(options.db, options.requestsPerMinute)
  const live = openLive(options.live, options.stopping)
  const takeRoom = openUploadRoom()

  const byPath = Map.groupBy(endpoints, ({ route }) => route.path)
  for (const [path, served] of byPath) {
    for (const endpoint of served) {
      const answer = prepare(endpoint)
      app.on(endpoint.route.method, `/api/v1${path}`, (c) => answer(c.req.raw, c.req.param()))
    }
    app.all(`/api/v1${path}`, () => {
      const methods = served.map(({ route }) => route.method)
      const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ')
      const response = refuse(
        problem('method-not-allowed', { detail: `Here: ${allow}.` }),
        randomUUID(),
      )
      response.headers.set('allow', allow)
      return response
    })
  }
  return app

  /** Everything that does not change from request to request is made here, once. */
  function prepare(endpoint: Endpoint) {
    const { route } = endpoint
    checkDeclaration(endpoint)
    const schemas = strictSchemas(route)
    const declared = new Set(problemsOf(route))
    const unconfined = endpoint.options.unconfined !== undefined
    const safe = route.method === 'GET'
    const { db, recognition } = options

    return async (raw: Request, params: Record<string, string>): Promise<Response> => {
      const now = options.now()
      const startedAt = performance.now()
      const facts: RequestFacts = {
        id: randomUUID(),
        ip: clientAddress(raw, options.trustedProxies, options.peerAddress),
        userAgent: raw.headers.get('user-agent')?.slice(0, 300) ?? null,
        idempotencyKey: raw.headers.get('idempotency-key'),
      }
      const cookies = readCookies(raw.headers.get('cookie') ?? undefined, names)
      let result: unknown
      let allowance: Allowance | null = null
      let look: () => Promise<unknown> = () => Promise.resolve(null)
      let caller = ''
      let organizationId = ''
      try {
        const token = findToken(raw, cookies)
        if (!safe && token.from !== 'header' && !isOwnOrigin(raw, options.origin))
          throw problem('cross-site')
        // Guesses count on the address whatever token they show: a new token costs nothing.
        const shown = route.rate === 'credential' ? null : (token.session ?? token.pending)
        caller = shown ?? addressBlock(facts.ip ?? '')
        allowance = await limits(route.rate, caller, now)
        if (allowance.remaining < 0)
          throw problem('too-many-requests', { retryAfterSeconds: allowance.resetSeconds })
        const incoming: Incoming = {
          raw,
          params,
          token,
          request: facts,
          cookies,
          now,
          body: onceRead(raw, route),
          organizationId: '',
          letGo: () => undefined,
          looksAgain: false,
        }
        // Nobody sits at a stream: it does not count as using the session.
        look = () => run({ ...incoming, now: options.now(), looksAgain: true })
        result = await run(incoming)
          .catch((error: unknown) => {
            // A browser may hold a dead session beside a living pending sign-in: that one counts then.
            const dead =
              error instanceof Problem &&
              error.type === 'not-signed-in' &&
              token.session &&
              token.pending
            if (!dead) throw error
            incoming.token = { ...token, session: null }
            return run(incoming)
          })
          .finally(() => incoming.letGo())
        organizationId = incoming.organizationId
      } catch (error) {
        result = asRefusal(error)
      }
      const response = respond()
      if (!(result instanceof Problem))
        for (const header of setCookieHeaders(cookies.jar, names))
          response.headers.append('set-cookie', header)
      response.headers.set('foyer-request-id', facts.id)
      if (allowance)
        for (const [name, value] of rateHeaders(allowance)) response.headers.set(name, value)
      const line = { method: route.method, path: route.path, status: response.status }
      const ms = performance.now() - startedAt
      options.metrics?.observeRequest(line, ms / 1000)
      options.log.info({ request: facts.id, ...line, ms: Math.round(ms * 10) / 10 }, 'request')
      return response

      function respond(): Response {
        result = known(result)
        if (result instanceof Problem) return refused(result)
        if (route.download)
          // As `answerOf` has looked at it.
          return sendFile(result as Download, async () => {
            const seen = await look()
            if (seen instanceof Problem) throw seen
          })
        if (!route.live || !wantsEvents(raw)) return succeed(route, result)
        const stream = live.stream(
          { caller, organizationId },
          result,
          () => look().catch(asRefusal).then(known),
          (refusal) => refusal.toDocument(`urn:uuid:${facts.id}`),
        )
        if (stream) return stream
        const full = problem('too-many-requests', {
          detail: 'There are as many live streams as may be: ask without, or end one.',
          retryAfterSeconds: 10,
        })
        result = full
        return refused(full)
      }

      function refused(refusal: Problem): Response {
        const shown =
          raw.headers.has('authorization') || cookies.get('session') || cookies.get('pending')
        return refuse(refusal, facts.id, Boolean(shown))
      }

      function known(answer: unknown): unknown {
        if (!(answer instanceof Problem) || declared.has(answer.type)) return answer
        options.log.error(
          { request: facts.id, problem: answer.type },
          `${route.method} ${route.path} does not declare this problem`,
        )
        return problem('unexpected')
      }
    }

    async function run(incoming: Incoming): Promise<unknown> {
      const { raw, params, token, request, cookies, now, body, looksAgain } = incoming
      const head = token.session
        ? (unconfined ? recognition.identifySessionUnconfined : recognition.identifySession)(
            hashToken(token.session),
          )
        : token.pending
          ? recognition.identifyPending(hashToken(token.pending))
          : []
      const read = (rows: readonly Record<string, unknown>[][]): Caller | null =>
        token.session
          ? recognition.readSession(rows, now)
          : token.pending
            ? recognition.readPending(rows, now)
            : null

      // Who shows nothing at all need not send a body, nor wait for the database.
      if (head.length === 0) admit(route.access, null)
      const check = (caller: Caller | null) => {
        // Whom a public route finds matters to it as well: a dead session hides no living pending sign-in.
        if (!caller && token.session && token.pending) throw problem('not-signed-in')
        admit(route.access, caller)
        if (caller?.kind !== 'session') return
        incoming.organizationId = caller.organizationId
        if (namedBy(raw, 'organization').some((named) => named !== caller.organizationId))
          throw problem('organization-changed')
        if (namedBy(raw, 'member').some((named) => named !== caller.memberId))
          throw problem('member-changed')
      }
      const use = (caller: Caller | null) => {
        if (!looksAgain) touch(caller, now)
      }

      // Nobody fills the memory with a token that is none, nor takes the room of those who may.
      if (route.upload && head.length > 0) {
        const caller = read(await db.flight(head))
        check(caller)
        incoming.letGo = takeRoom(incoming.organizationId, route.upload.bytesMax)
      }
      // A body is read before the transaction, so that a slow client holds no connection; but whoever may not call
      // learns that first, whatever they sent.
      const sent = await body()
      const receive = () => {
        if (sent instanceof Problem) throw sent
        const parts = validate(schemas, { params, query: queryOf(raw), body: sent })
        return route.upload ? { ...parts, upload: sent } : parts
      }

      try {
        if (endpoint.kind === 'flight') {
          const rows = await db.flight([...head, ...endpoint.statements]).catch(async (error) => {
            // Whoever may not call learns that, and not that a statement failed without his rights.
            if (!isUnreachable(error)) check(read(await db.flight(head)))
            throw error
          })
          const caller = read(rows.slice(0, head.length))
          check(caller)
          use(caller)
          const call = {
            ...receive(),
            now,
            caller,
            request,
            cookies,
            rows: rows.slice(head.length),
          }
          return answerOf(route, endpoint.answer(call as never))
        }
        if (endpoint.kind === 'free') {
          const caller = head.length > 0 ? read(await db.flight(head)) : null
          check(caller)
          use(caller)
          return answerOf(
            route,
            await endpoint.handle({ ...receive(), now, caller, request, cookies, db } as never),
          )
        }
        return await db.transaction(async (tx, rows) => {
          const caller = read(rows)
          check(caller)
          use(caller)
          const received = receive()
          const handle = async () =>
            answerOf(
              route,
              await endpoint.handle({
                ...received,
                ...(endpoint.kind === 'download' && { db, goesOn: looksAgain }),
                tx,
                now,
                caller,
                request,
                cookies,
              } as never),
            )
          return route.idempotent && caller?.kind === 'session'
            ? rememberAnswer(tx, route, caller, request, received, handle)
            : handle()
        }, head)
      } catch (error) {
        const constraint = violatedConstraint(error)
        const violation = constraint ? endpoint.options.violations?.[constraint] : undefined
        throw violation ? violation() : error
      }
    }
  }

  /** In the background: an answer need not wait for a time stamp. */
  function touch(caller: Caller | null, now: Date) {
    if (caller?.kind !== 'session' || caller.missing.length > 0) return
    if (now.getTime() - caller.lastSeenAt.getTime() < touchAfterMs) return
    const statement = options.recognition.touchSession(caller.sessionId, now)
    options.db
      .transaction((tx) => tx.query(statement))
      .catch((error: unknown) =>
        options.log.warn({ err: error }, 'could not stamp a session as used'),
      )
  }

  function asRefusal(error: unknown): Problem {
    if (error instanceof Problem) return error
    if (isUnreachable(error)) {
      options.log.error({ err: error }, 'the database cannot be reached')
      return problem('unavailable')
    }
    options.log.error({ err: error }, 'unexpected')
    return problem('unexpected')
  }
}

interface Incoming {
  raw: Request
  params: Record<string, string>
  token: Token
  request: RequestFacts
  cookies: Cookies
  now: Date
  body: () => Promise<unknown>
  /** In which whoever asks is, once that is known; else empty. */
  organizationId: string
  /** Gives the room for an upload back. */
  letGo: () => void
  /** Of a stream or a long download: not what somebody asked just now. */
  looksAgain: boolean
}

/** What the page tells of where it thinks that it is, and as whom (SW7). */
const pageTells = ['organization', 'member'] as const

/** By header, and by query where none can be sent. All of it must be true. */
function namedBy(raw: Request, what: (typeof pageTells)[number]): string[] {
  const header = raw.headers.get(`foyer-${what}`)
  const inQuery = raw.url.includes('?') ? new URL(raw.url).searchParams.getAll(what) : []
  return [header ?? '', ...inQuery].filter((named) => named !== '')
}

/** The body, read at most once; a problem with it is a value, for whoever may not call learns that first. */
function onceRead(raw: Request, route: Route): () => Promise<unknown> {
  let read: Promise<unknown> | undefined
  return () => {
    read ??= readBody(raw, route).catch((error: unknown) => {
      if (error instanceof Problem) return error
      throw error
    })
    return read
  }
}

async function readBody(raw: Request, route: Route): Promise<unknown> {
  if (route.upload) return readUpload(raw, route.upload)
  return route.body ? readJson(raw) : undefined
}

function checkDeclaration({ kind, route, options }: Endpoint) {
  const name = `${route.method} ${route.path}`
  if (['public', 'proving', 'pending'].includes(route.access) && !options.unconfined)
    throw new Error(
      `${name} is for callers outside an organization and must say why it is unconfined`,
    )
  const remembered =
    kind === 'free' ? options.remembers : !options.unconfined && kind === 'transaction'
  if (route.idempotent && !remembered)
    throw new Error(
      `${name} keeps its answer for Idempotency-Key, so it must be a confined transaction`,
    )
  if (Boolean(route.download) !== (kind === 'download') || (route.download && route.returns))
    throw new Error(`${name} answers either a file, bound by serveDownload, or JSON`)
  if (route.upload && route.body) throw new Error(`${name} takes either bytes or JSON`)
  if (route.live && (route.method !== 'GET' || !route.returns))
    throw new Error(`${name} is live, so it must be a GET that answers JSON`)
}

type Schemas = Partial<Record<'params' | 'query' | 'body', z.ZodObject>>

/** What a route does not know it refuses, rather than to ignore a misspelt field. */
const strictSchemas = (route: Route): Schemas => ({
  ...(route.params && { params: route.params }),
  query: (route.query ?? z.object({})).strict(),
  ...(route.body && { body: route.body.strict() }),
})

/** Once each: of a parameter given twice nobody could say which one counts, so it becomes a list, which no schema takes. */
function queryOf(raw: Request): Record<string, string | string[]> {
  if (!raw.url.includes('?')) return {}
  const { searchParams } = new URL(raw.url)
  for (const told of pageTells) searchParams.delete(told)
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name)
      return [name, values.length === 1 ? (values[0] ?? '') : values]
    }),
  )
}

/** @throws invalid-request with every field that is wrong; a path that cannot be an id is simply nothing (`not-found`). */
function validate(schemas: Schemas, input: Record<'params' | 'query' | 'body', unknown>) {
  const received: Record<string, unknown> = {}
  const errors = []
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = schemas[part]
    if (!schema) continue
    // With what came, so that a number in the place of a text is not called missing.
    const result = schema.safeParse(input[part], { reportInput: true })
    if (result.success) received[part] = result.data
    else if (part === 'params') throw problem('not-found')
    else errors.push(...fieldErrors(part, result.error.issues))
  }
  if (errors.length > 0) throw problem('invalid-request', { errors })
  return received
}

/** A returned problem passes; anything else must be what the route declares, or it is our mistake. */
function answerOf(route: Route, answer: unknown): unknown {
  if (answer instanceof Problem) return answer
  if (route.download) {
    const { contentType } = answer as Download
    if (route.download.types.includes(contentType)) return answer
    throw new Error(`${route.method} ${route.path} does not declare ${contentType}`)
  }
  return route.returns ? route.returns.parse(answer) : null
}

const succeed = (route: Route, answer: unknown): Response =>
  route.returns
    ? new Response(JSON.stringify(answer), {
        status: route.otherwise?.when(answer) ? route.otherwise.status : (route.status ?? 200),
        headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
      })
    : new Response(null, { status: route.status ?? 204, headers: { 'cache-control': 'no-store' } })

/** A refusal as a problem document (RFC 9457); a 401 also says by header what would help. */
export function refuse(refusal: Problem, requestId: string, tokenShown = false): Response {
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  })
  if (refusal.extra.retryAfterSeconds)
    headers.set('retry-after', String(refusal.extra.retryAfterSeconds))
  if (refusal.status === 401) headers.set('www-authenticate', challengeOf(refusal.type, tokenShown))
  const document = refusal.toDocument(`urn:uuid:${requestId}`)
  return new Response(JSON.stringify(document), { status: refusal.status, headers })
}

/** RFC 6750 for a token that is not good (any more), RFC 9470 for one that has to be proved more for. */
function challengeOf(type: Problem['type'], tokenShown: boolean): string {
  if (type === 'step-up-required' || type === 'fresh-evidence-required')
    return 'Bearer error="insufficient_user_authentication"'
  return type === 'not-signed-in' && tokenShown ? 'Bearer error="invalid_token"' : 'Bearer'
}
