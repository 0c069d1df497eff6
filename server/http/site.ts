import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Context, Hono } from 'hono'
import { problem } from '#api/problem.ts'
import { refuse } from './mount.ts'

/** Everything beside the API: health, the API's description, the pages of the web application. */
export interface SiteOptions {
  /** The API, as `mount` made it. */
  api: Hono
  /** The OpenAPI document. */
  openApi: object
  /** Whether requests may be answered: database reached, mail set up. Names what is missing. */
  readiness: () => Promise<string[]>
  /** What does not work at present and keeps Foyer from nothing else: told, and no reason to send people elsewhere. */
  impaired?: () => Promise<string[]>
  /** Metrics in Prometheus' text format. */
  metrics: () => Promise<string>
  /** Folder of the built web application; null where only the API is served (tests). */
  webFolder: string | null
  /** Whether browsers reach us by https. */
  secure: boolean
  /** Origin of a map tile server, which the pages may then load pictures from. */
  tileOrigin: string | null
  /** On loopback without an origin of its own: names under which this machine may be called, against DNS rebinding. */
  allowedHosts: readonly string[] | null
}

/** Puts headers, health, description and pages around the API. */
export function createSite(options: SiteOptions): Hono {
  const app = new Hono()
  const headers = securityHeaders(options)

  app.use(async (c, next) => {
    if (isAllowedHost(c.req.header('host'), options.allowedHosts)) await next()
    else
      c.res = refuse(
        problem('not-found', { detail: 'This server does not answer to that name.' }),
        randomUUID(),
      )
    // A file that is answered has a stricter one.
    for (const [name, value] of headers)
      if (name !== 'content-security-policy' || !c.res.headers.has(name))
        c.res.headers.set(name, value)
  })
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    const [missing, impaired = []] = await Promise.all([options.readiness(), options.impaired?.()])
    return c.json(
      { status: missing.length === 0 ? 'ready' : 'not ready', missing, impaired },
      missing.length === 0 ? 200 : 503,
    )
  })
  app.get('/metrics', async (c) => {
    // For whoever watches this process from nearby, not for the world behind a proxy.
    if (c.req.header('x-forwarded-for') || c.req.header('forwarded'))
      return refuse(problem('not-found'), randomUUID())
    return c.text(await options.metrics(), 200, { 'cache-control': 'no-store' })
  })
  app.get('/api/openapi.json', (c) => c.json(options.openApi, 200, { 'cache-control': 'no-cache' }))
  app.route('/', options.api)
  // Nothing below /api/ ever answers with a page; /api itself is one, the reference.
  app.all('/api/*', (c, next) =>
    c.req.path === '/api' ? next() : Promise.resolve(refuse(problem('not-found'), randomUUID())),
  )
  if (options.webFolder) servePages(app, options.webFolder)
  app.notFound(() => refuse(problem('not-found'), randomUUID()))
  app.onError(() => refuse(problem('unexpected'), randomUUID()))
  return app
}

/**
 * Serves exactly the files that stand in the build when the server starts: an address is looked up among them and never
 * made into a path. Every other address is a page of the application, which finds its way by itself.
 */
function servePages(app: Hono, folder: string) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => !name.startsWith('.'))
  for (const name of names) {
    if (name === 'index.html') continue
    // The names of assets hold a hash of their content.
    const hashed = name.startsWith('assets/')
    // An upgrade reaches whoever works without a connection by the service worker's list of files.
    const caching = hashed
      ? 'public, max-age=31536000, immutable'
      : name === 'service-worker.js'
        ? 'no-cache'
        : 'public, max-age=3600'
    app.get(`/${name}`, sendFile(readFileSync(join(folder, name)), typeOf(name), caching))
  }
  const sendPage = sendFile(
    readFileSync(join(folder, 'index.html')),
    'text/html; charset=utf-8',
    'no-cache',
  )
  app.get('*', (c) => {
    // A file that is not there is not a page: an old tab asks for scripts of an earlier build.
    if (/\.[a-z0-9]{1,6}$/i.test(c.req.path)) return refuse(problem('not-found'), randomUUID())
    return sendPage(c)
  })
  app.all('*', () => {
    const response = refuse(problem('method-not-allowed', { detail: 'Here: GET.' }), randomUUID())
    response.headers.set('allow', 'GET, HEAD')
    return response
  })
}

/** A file from memory, compressed once for whoever takes gzip. */
function sendFile(body: Buffer<ArrayBuffer>, contentType: string, caching: string) {
  // Weak, because the compressed file is the same one.
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const caches = { etag, 'cache-control': caching, vary: 'accept-encoding' }
  const headers = { ...caches, 'content-type': contentType }
  const compressible = /^(text|application|image\/svg)/.test(contentType) && body.length > 1000
  let compressed: Buffer<ArrayBuffer> | undefined
  return (c: Context) => {
    if (
      c.req
        .header('if-none-match')
        ?.split(/\s*,\s*/)
        .includes(etag)
    )
      return new Response(null, { status: 304, headers: caches })
    if (!compressible || !/\bgzip\b/.test(c.req.header('accept-encoding') ?? ''))
      return new Response(body, { headers })
    compressed ??= gzipSync(body, { level: 9 })
    return new Response(compressed, { headers: { ...headers, 'content-encoding': 'gzip' } })
  }
}

const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
}

const typeOf = (name: string) =>
  types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream'

/** Nothing from elsewhere, nothing inline, no frames (OWASP ASVS 3.4). */
function securityHeaders({ secure, tileOrigin }: SiteOptions): [string, string][] {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' blob:${tileOrigin ? ` ${tileOrigin}` : ''}`,
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
  return [
    ['content-security-policy', policy],
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', 'camera=(), geolocation=(self), microphone=(), payment=(), usb=()'],
    ['x-frame-options', 'DENY'],
    ...(secure
      ? ([['strict-transport-security', 'max-age=31536000; includeSubDomains']] satisfies [
          string,
          string,
        ][])
      : []),
  ]
}

function isAllowedHost(host: string | undefined, allowed: readonly string[] | null): boolean {
  if (!allowed) return true
  return allowed.includes((host ?? '').replace(/:\d+$/, '').toLowerCase())
}
