import { type Api, api } from './index.ts'
import type { ProblemDocument } from './problem.ts'
import type { RequestOf, Returned, Route } from './route.ts'

interface CallOptions {
  /** For the routes marked idempotent, and for creating an organization. */
  idempotencyKey?: string | undefined
  signal?: AbortSignal | undefined
}

type Arguments<R> = keyof RequestOf<R> extends never
  ? [request?: CallOptions]
  : [request: RequestOf<R> & CallOptions]

/**
 * One method for each operation of the API: `client.listTasks({ query: { status: 'done' } })`. Files are sent as a Blob that says
 * its media type, `client.replaceLogo({ upload })`, and come as a Response, `(await client.getPhoto({ params })).blob()`.
 */
export type Client = { [K in keyof Api]: (...args: Arguments<Api[K]>) => Promise<Returned<Api[K]>> }

/** A refusal by the server: its problem document. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly problem: ProblemDocument
  constructor(document: ProblemDocument) {
    super(document.detail ?? document.title)
    this.problem = document
  }
  /** The problem's type without its prefix: `name-taken`. */
  get type(): string {
    return this.problem.type.replace(/^.*\//, '')
  }
}

interface ClientOptions {
  baseUrl: string
  /** Bearer token; browsers use the cookie instead. */
  token?: string | undefined
  headers?: Record<string, string> | (() => Record<string, string>)
  fetch?: (request: Request) => Response | Promise<Response>
}

interface LooseRequest extends CallOptions {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: object
  upload?: Blob
}

export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? ((request) => globalThis.fetch(request))

  const call = async (route: Route, request: LooseRequest = {}) => {
    const path = route.path.replace(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(request.params?.[name] ?? ''),
    )
    const url = new URL(`/api/v1${path}`, options.baseUrl)
    for (const [name, value] of Object.entries(request.query ?? {}))
      if (value !== undefined) url.searchParams.set(name, String(value))

    const extra = typeof options.headers === 'function' ? options.headers() : options.headers
    const headers = new Headers({ accept: route.download ? '*/*' : 'application/json', ...extra })
    if (options.token) headers.set('authorization', `Bearer ${options.token}`)
    if (request.idempotencyKey) headers.set('idempotency-key', request.idempotencyKey)
    if (request.body) headers.set('content-type', 'application/json')
    if (request.upload) headers.set('content-type', request.upload.type)
    const response = await send(
      new Request(url, {
        method: route.method,
        headers,
        body: request.upload ?? (request.body ? JSON.stringify(request.body) : null),
        signal: request.signal ?? null,
      }),
    )

    if (!response.ok) throw new ApiError(await problemOf(response))
    if (route.download) return response
    return route.returns ? route.returns.parse(await response.json()) : undefined
  }

  const methods = Object.entries<Route>(api).map(([name, route]) => [
    name,
    (request?: LooseRequest) => call(route, request),
  ])
  return Object.fromEntries(methods)
}

/** Also where a proxy in between answered with something that is no problem document. */
async function problemOf(response: Response): Promise<ProblemDocument> {
  if (response.headers.get('content-type')?.startsWith('application/problem+json'))
    return response.json()
  return { type: 'about:blank', title: response.statusText || 'No answer', status: response.status }
}
