import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AppOptions, createApp, createWebsite } from '#server/app.ts'
import { type Listener, listen, peerAddress } from '#server/http/listen.ts'
import { openDatabase } from '#server/platform/database.ts'
import { createLog } from '#server/platform/log.ts'
import { password, startTestApp, type TestApp } from '#test/harness.ts'
import { operations, requestFor, send, typeOf, unknownId } from '#test/requests.ts'

let app: TestApp
let listener: Listener
/** What the log held, as it would stand on standard error. */
const lines: string[] = []
let port: number
const webFolder = mkdtempSync(join(tmpdir(), 'foyer-web-'))
const script = `export const text = '${'x'.repeat(2_000)}'\n`
writeFileSync(join(webFolder, 'index.html'), '<!doctype html><title>Foyer</title>')
writeFileSync(join(webFolder, 'main.js'), script)

beforeAll(async () => {
  app = await startTestApp()
  listener = await listen({ host: '127.0.0.1', port: 0, fetch: (request) => site.fetch(request) })
  port = listener.port
  const site = websiteWith({ origin: null, publicUrl: `http://localhost:${port}` })
})
afterAll(async () => {
  await listener.close(0)
  await app.stop()
  rmSync(webFolder, { recursive: true })
})

/** The whole of what a browser reaches, as main puts it together. */
function websiteWith(options: Pick<AppOptions, 'origin' | 'publicUrl'> & Partial<AppOptions>) {
  const secure = options.origin !== null
  const api = createApp({
    ...app.settings,
    log: createLog('debug', { write: (line) => lines.push(line) }),
    peerAddress,
    ...options,
  })
  return createWebsite(api, {
    version: '0.0.0',
    publicUrl: options.publicUrl,
    secure,
    webFolder,
    tileOrigin: 'https://tiles.example',
    allowedHosts: secure ? null : ['localhost', '127.0.0.1'],
    metrics: async () => '',
    readiness: async () => [],
  })
}

const secureSite = (options: Partial<AppOptions> = {}) =>
  websiteWith({ origin: 'https://foyer.example', publicUrl: 'https://foyer.example', ...options })

async function member() {
  const inside = await app.organization()
  const who = await app.person()
  const memberId = await app.member(inside, who)
  return { inside, who, memberId }
}

describe('security headers', () => {
  test.each([
    ['a page', 200, '/sign-in', {}],
    ['a script', 200, '/main.js', {}],
    ['a file that is not there', 404, '/assets/old.js', {}],
    ['an unknown address of the API', 404, '/api/v1/nothing', {}],
    ['a refusal', 401, '/api/v1/session', {}],
    ['another method', 405, '/api/v1/sign-in', {}],
    ['another method on a page', 405, '/sign-in', { method: 'POST' }],
    ['preflight', 405, '/sign-in', { method: 'OPTIONS' }],
    ['the description of the API', 200, '/api/openapi.json', {}],
    ['health', 200, '/healthz', {}],
    ['readiness', 200, '/readyz', {}],
    ['a foreign name', 404, '/', { headers: { host: 'evil.example' } }],
    ['no JSON', 415, '/api/v1/sign-in', { method: 'POST', body: 'x' }],
  ])('%s (%i) has them', async (_, status, path, init) => {
    for (const site of [
      websiteWith({ origin: null, publicUrl: 'http://localhost' }),
      secureSite(),
    ]) {
      const secure = site !== undefined && path !== '/' && status !== 404
      const response = await site.fetch(
        new Request(`http://localhost${path}`, {
          ...init,
          headers: { host: 'localhost', ...('headers' in init && init.headers) },
        }),
      )
      if (secure) expect(response.status).toBe(status)
      const { headers } = response
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('x-powered-by')).toBeNull()
      expect(headers.get('server')).toBeNull()
      for (const name of headers.keys()) expect(name).not.toMatch(/^access-control/)
    }
  })

  test('a page that has not changed is 304 with them, and https is kept to', async () => {
    const ask = (headers: Record<string, string>) =>
      secureSite().fetch(new Request('http://localhost/main.js', { headers }))
    const first = await ask({})
    const etag = first.headers.get('etag') ?? ''
    const again = await ask({ 'if-none-match': etag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect(again.headers.get('content-security-policy')).toBeTruthy()
    expect(again.headers.get('strict-transport-security')).toMatch(/max-age=31536000/)
    expect((await ask({ 'if-none-match': '"other"' })).status).toBe(200)
  })

  test('no path leaves the folder of the build', async () => {
    for (const path of [
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/main.js%00',
      '//main.js/..',
    ]) {
      const text = await (await secureSite().fetch(new Request(`http://localhost${path}`))).text()
      expect(text).not.toContain('"name"')
    }
  })
})

describe('cookies', () => {
  const signIn = async (site: ReturnType<typeof websiteWith>, headers: Record<string, string>) => {
    const { who } = await member()
    return site.fetch(
      new Request('http://localhost/api/v1/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ email: who.email, password }),
      }),
    )
  }

  test('IN1: on https they are bound to the host, and no script reads them', async () => {
    const response = await signIn(secureSite(), { origin: 'https://foyer.example' })
    expect(response.status).toBe(200)
    const set = response.headers.getSetCookie()
    const session = set.filter((cookie) => cookie.startsWith('__Host-foyer_session=fys_'))
    expect(session).toHaveLength(1)
    for (const cookie of set) {
      expect(cookie).toMatch(/^__Host-foyer_(session|pending|browser)=/)
      expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Secure(;|$)/)
      expect(cookie).not.toMatch(/domain/i)
    }
    expect(JSON.stringify(await response.json())).not.toContain('fys_')
  })

  test('IN1: on loopback without https they have plain names', async () => {
    const response = await signIn(websiteWith({ origin: null, publicUrl: 'http://localhost' }), {
      host: 'localhost',
    })
    for (const cookie of response.headers.getSetCookie())
      expect(cookie).toMatch(
        /^foyer_(session|pending|browser)=[^;]*; Path=\/; HttpOnly; SameSite=Lax(;|$)(?!.*Secure)/,
      )
  })

  test('IN1: a bearer client gets no cookie', async () => {
    const { who } = await member()
    const response = await secureSite().fetch(
      new Request('http://localhost/api/v1/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: who.email, password, transport: 'bearer' }),
      }),
    )
    expect(response.headers.getSetCookie()).toEqual([])
  })
})

test.each([
  ['another origin', { origin: 'https://evil.example' }],
  ['no origin at all (a sandbox)', { origin: 'null' }],
  ['a name that looks like ours', { origin: 'https://foyer.example.evil.example' }],
  ['our name without https', { origin: 'http://foyer.example' }],
  ['our name on another port', { origin: 'https://foyer.example:8443' }],
  ['a sibling', { 'sec-fetch-site': 'same-site' }],
  ['elsewhere, by a browser without Origin', { 'sec-fetch-site': 'cross-site' }],
])(
  'CSRF: whatever writes is refused with a cookie, and without (sign-in CSRF), from %s',
  async (_, headers) => {
    const { who, memberId } = await member()
    const { token, client } = await app.signedIn(who, memberId)
    const site = secureSite()
    const fetch = async (request: Request) => site.fetch(request)
    for (const [name, route] of operations.filter(([, { method }]) => method !== 'GET'))
      for (const cookie of [`__Host-foyer_session=${token}`, '']) {
        const { json } = await send(fetch, route, { headers: { cookie, ...(headers as object) } })
        expect(typeOf(json), name).toBe('cross-site')
      }
    expect((await client.getSession()).email).toBe(who.email)
  },
)

test('CSRF: our own pages, and programs that are no browsers, are heard', async () => {
  const site = secureSite()
  for (const headers of [
    { origin: 'https://foyer.example' },
    { 'sec-fetch-site': 'same-origin' },
    {},
  ]) {
    const { who, memberId } = await member()
    const { token } = await app.signedIn(who, memberId)
    const [, route] = operations.find(([name]) => name === 'signOut') ?? []
    const request = requestFor(route as never, {
      headers: { cookie: `__Host-foyer_session=${token}`, ...(headers as object) },
    })
    expect((await site.fetch(request)).status).toBe(204)
  }
})

describe('over a socket', () => {
  test('a body of 10 MB is refused before it has been read', async () => {
    const answer = await new Promise<{ status: number; sent: number }>((resolve, reject) => {
      const client = httpRequest(
        {
          port,
          host: '127.0.0.1',
          method: 'POST',
          path: '/api/v1/sign-in',
          headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
        },
        (response) => {
          response.resume()
          resolve({ status: response.statusCode ?? 0, sent })
          client.destroy()
        },
      )
      client.on('error', reject)
      let sent = 0
      const chunk = Buffer.alloc(65_536, 0x20)
      const write = () => {
        if (client.destroyed || sent >= 10_485_760) return
        sent += chunk.length
        client.write(chunk, () => setTimeout(write, 1))
      }
      write()
    })
    expect(answer.status).toBe(413)
    expect(answer.sent).toBeLessThan(6_000_000)
  })

  test('slow bodies hold no connection of the database', async () => {
    const { who, memberId } = await member()
    const { token } = await app.signedIn(who, memberId)
    // More than the pool has.
    const sockets = Array.from({ length: 20 }, () => {
      const socket = connect(port, '127.0.0.1')
      socket.write(
        `POST /api/v1/hubs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n` +
          'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"name":',
      )
      return socket
    })
    await sleep(200)
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/me/sessions`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(response.status).toBe(200)
    for (const socket of sockets) socket.destroy()
  })

  test('headers that are too large, and what is no HTTP, are refused and the next request works', async () => {
    const raw = (text: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(port, '127.0.0.1')
        let answer = ''
        socket.on('data', (data) => {
          answer += data
        })
        socket.on('close', () => resolve(answer))
        socket.on('error', () => undefined)
        socket.end(text)
      })
    const get = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n'
    expect(await raw(`${get}Cookie: ${'x'.repeat(100_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431/)
    expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400/)
    // Request smuggling: both lengths at once.
    expect(
      await raw(
        `POST /api/v1/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1.1 400/)
    expect(await raw(`${get}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 200/)
  })
})

test('OP1: neither tokens nor passwords nor addresses of mailboxes stand in the log', async () => {
  lines.length = 0
  const { who } = await member()
  const site = websiteWith({ origin: null, publicUrl: 'http://localhost' })
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    site.fetch(
      new Request(`http://localhost/api/v1${path}`, {
        method: path === '/me/password' ? 'PUT' : 'POST',
        headers: { host: 'localhost', 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    )
  const entered = await post('/sign-in', { email: who.email, password, transport: 'bearer' })
  const { token } = (await entered.json()) as { token: string }
  const as = { authorization: `Bearer ${token}` }
  await post('/sign-in', { email: who.email, password: 'wrong-secret-1' })
  await post('/sign-in', { email: who.email, password: 'wrong-secret-2', nonsense: 'secret-3' })
  await post('/password-links', {
    token: 'fyl_secret-4-secret-4-secret',
    password: 'secret-5-secret',
  })
  await post('/proofs/password', { password: 'wrong-secret-6' }, as)
  await post('/me/password', { currentPassword: 'secret-7', newPassword: 'secret-8-secret-8' }, as)
  await site.fetch(
    new Request(`http://localhost/api/v1/session?token=${token}&x=secret-9`, {
      headers: { host: 'localhost', ...as, cookie: `foyer_session=${token}; other=secret-10` },
    }),
  )
  // Where something breaks, the error is written down: without what was sent.
  const gone = openDatabase({ connectionString: 'postgresql://u:secret-11@127.0.0.1:9/x' })
  const broken = websiteWith({ origin: null, publicUrl: 'http://localhost', db: gone })
  await broken.fetch(
    new Request('http://localhost/api/v1/session', { headers: { host: 'localhost', ...as } }),
  )
  await gone.close()
  const log = lines.join('')
  expect(lines.length).toBeGreaterThanOrEqual(8)
  expect(log).toContain('"path":"/sign-in"')
  expect(log).not.toContain(token)
  expect(log).not.toContain(token.slice(4))
  expect(log).not.toContain(who.email)
  expect(log).not.toContain(password)
  expect(log).not.toMatch(/secret-\d/)
  expect(log).not.toContain(unknownId)
})
