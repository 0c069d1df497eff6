import { setTimeout as sleep } from 'node:timers/promises'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { problem } from '#api/problem.ts'
import { route } from '#api/route.ts'
import {
  identifyPending,
  identifySession,
  identifySessionUnconfined,
  readPending,
  readSession,
  touchSession,
} from '#server/sessions/identify.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { type Download, serve, serveDownload } from './call.ts'
import { listen } from './listen.ts'
import { mount } from './mount.ts'

const declared = { area: 'Test', summary: 'x', access: 'member', rate: 'read' } as const
const upload = route({
  ...declared,
  method: 'POST',
  path: '/bytes',
  upload: { types: ['image/png', 'text/csv'], bytesMax: 1024 * 1024 },
  query: z.object({ name: z.string().optional() }),
  idempotent: true,
  status: 201,
  returns: z.object({ bytes: z.number(), type: z.string(), call: z.number() }),
  problems: ['media-type-not-taken'],
})
const download = route({
  ...declared,
  method: 'GET',
  path: '/file',
  returns: null,
  download: { types: ['text/csv'] },
  problems: ['not-found'],
})
const live = route({
  ...declared,
  method: 'GET',
  path: '/live',
  live: true,
  returns: z.object({ n: z.number() }),
  problems: ['not-found'],
})

let app: TestApp
let calls = 0
let file: () => Download
let seen: () => { n: number }
const stopping = new AbortController()

const mounted = (settings: object = {}) =>
  mount(
    [
      serve(upload, async ({ upload: { bytes, contentType } }) => ({
        bytes: bytes.byteLength,
        type: contentType,
        call: ++calls,
      })),
      serveDownload(download, async () => file()),
      serve(live, async () => seen()),
    ],
    {
      ...app.settings,
      stopping: stopping.signal,
      live: { lookMs: 20, heartbeatMs: 60, perCaller: 3 },
      ...settings,
      recognition: {
        identifyPending,
        identifySession,
        identifySessionUnconfined,
        readPending,
        readSession,
        touchSession,
      },
    },
  )
let site: ReturnType<typeof mounted>
beforeAll(async () => {
  app = await startTestApp()
  site = mounted()
})
afterAll(() => app.stop())

async function someone() {
  const inside = await app.organization()
  // An owner who stays, so that the other one may be suspended.
  await app.member(inside, await app.person())
  const who = await app.person()
  const id = await app.member(inside, who)
  return { inside, id, ...(await app.signedIn(who, id)) }
}

const ask = (path: string, token: string, init: RequestInit & { duplex?: 'half' } = {}) =>
  site.fetch(
    new Request(`http://localhost/api/v1${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    }),
  )

const suspend = (memberId: string) =>
  app.owner.transaction((tx) =>
    tx.query(
      sql`update members set status = 'suspended', status_before_suspension = 'active' where id = ${memberId}`,
    ),
  )

describe('uploads', () => {
  const send = (token: string, body: BodyInit | null, headers: Record<string, string> = {}) =>
    ask('/bytes', token, {
      method: 'POST',
      body,
      headers: { 'content-type': 'image/png', ...headers },
      duplex: 'half',
    })

  test('bytes arrive as they were sent, under their type without its parameters', async () => {
    const { token } = await someone()
    const answer = await send(token, new Uint8Array(70_000), {
      'content-type': 'Text/CSV; charset=utf-8',
    })
    expect(answer.status).toBe(201)
    expect(await answer.json()).toMatchObject({ bytes: 70_000, type: 'text/csv' })
  })

  test('another media type and too many bytes are refused', async () => {
    const { token } = await someone()
    expect((await send(token, 'x', { 'content-type': 'image/svg+xml' })).status).toBe(415)
    expect((await send(token, new Uint8Array(1024 * 1024 + 1))).status).toBe(413)
    expect((await send(token, new Uint8Array(1024 * 1024))).status).toBe(201)
  })

  test('LG2: who may not call is refused before a byte is read', async () => {
    let taken = 0
    const body = () =>
      new ReadableStream({
        pull(controller) {
          taken++
          controller.enqueue(new Uint8Array(1000))
        },
      })
    const { token, id } = await someone()
    await suspend(id)
    for (const dead of [token, `fys_${'A'.repeat(43)}`])
      expect((await send(dead, body())).status).toBe(401)
    // One piece is read ahead by the stream itself.
    expect(taken).toBeLessThanOrEqual(2)
  })

  test('IN1: a key stands for the bytes as well, and keeps none of them', async () => {
    const { token, inside } = await someone()
    const key = { 'idempotency-key': 'a' }
    const first = await (await send(token, 'one', key)).json()
    expect(await (await send(token, 'one', key)).json()).toEqual(first)
    expect((await send(token, 'two', key)).status).toBe(409)
    expect((await send(token, 'one', { ...key, 'content-type': 'text/csv' })).status).toBe(409)
    const [row] = await app.owner.transaction((tx) =>
      tx.query<{ size: number }>(
        sql`select pg_column_size(k.*) as size from idempotency_keys k where organization_id = ${inside.id}`,
      ),
    )
    expect(row?.size).toBeLessThan(500)
  })
})

describe('downloads', () => {
  const csv = { contentType: 'text/csv', name: 'Users ü.csv' }

  test('a file says its type, its name, its length, and that nobody else may keep it', async () => {
    const { token } = await someone()
    file = () => ({ ...csv, content: Buffer.from('a,b') })
    const answer = await ask('/file', token)
    expect(await answer.text()).toBe('a,b')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/csv',
      'content-length': '3',
      'content-disposition': `attachment; filename="Users _.csv"; filename*=UTF-8''Users%20%C3%BC.csv`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    file = () => ({ ...csv, name: null, content: Buffer.from('a'), cacheSeconds: 60 })
    const shown = await ask('/file', token)
    expect(shown.headers.get('content-disposition')).toBe('inline')
    expect(shown.headers.get('cache-control')).toBe('private, max-age=60')
  })

  test('a type that is not declared is our mistake', async () => {
    const { token } = await someone()
    file = () => ({ contentType: 'text/html', name: null, content: Buffer.from('<b>') })
    expect((await ask('/file', token)).status).toBe(500)
  })

  test('pieces leave as fast as they are taken, and whoever goes away ends them', async () => {
    const { token } = await someone()
    let made = 0
    let ended = false
    file = () => ({
      ...csv,
      content: (async function* () {
        try {
          for (;;) {
            made++
            yield new Uint8Array(256 * 1024)
          }
        } finally {
          ended = true
        }
      })(),
    })
    const listener = await listen({
      host: '127.0.0.1',
      port: 0,
      fetch: (request) => site.fetch(request),
    })
    const gone = new AbortController()
    const answer = await fetch(`http://127.0.0.1:${listener.port}/api/v1/file`, {
      headers: { authorization: `Bearer ${token}` },
      signal: gone.signal,
    })
    await sleep(300)
    // What fits between: our buffer, the socket's, the reader's.
    expect(made).toBeLessThan(80)
    const reader = answer.body?.getReader()
    await reader?.read()
    gone.abort()
    await expect.poll(() => ended).toBe(true)
    await listener.close(1)
  })

  test('SW9: a download ends in the middle when its session ends', async () => {
    const { token, id } = await someone()
    let ended = false
    file = () => ({
      ...csv,
      content: (async function* () {
        try {
          for (;;) {
            await sleep(50)
            yield new Uint8Array(1000)
          }
        } finally {
          ended = true
        }
      })(),
    })
    const answer = await ask('/file', token)
    const reader = answer.body?.getReader()
    await reader?.read()
    await suspend(id)
    await expect(
      (async () => {
        while (!(await reader?.read())?.done);
      })(),
    ).rejects.toThrow('Sign in first')
    expect(ended).toBe(true)
  })
})

describe('live', () => {
  const open = (token: string) => ask('/live', token, { headers: { accept: 'text/event-stream' } })

  /** Events as they come, until the stream ends. */
  async function* eventsOf(response: Response) {
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      const parts = text.split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) {
        const name = /^event: (.*)$/m.exec(part)?.[1] ?? 'comment'
        yield { name, data: JSON.parse(/^data: (.*)$/m.exec(part)?.[1] ?? 'null') }
      }
    }
  }
  const next = async (events: ReturnType<typeof eventsOf>, passOver = ['comment']) => {
    for (;;) {
      const { value, done } = await events.next()
      if (done) return null
      if (!passOver.includes(value.name)) return value
    }
  }

  test('the answer comes at once, again when it has changed, and comments in between', async () => {
    const { token } = await someone()
    let n = 1
    seen = () => ({ n })
    const events = eventsOf(await open(token))
    expect(await next(events)).toEqual({ name: 'answer', data: { n: 1 } })
    expect(await next(events, [])).toEqual({ name: 'comment', data: null })
    n = 2
    expect(await next(events)).toEqual({ name: 'answer', data: { n: 2 } })
    await events.return()
  })

  test('without the wish for events, and for HEAD, it is an ordinary answer', async () => {
    const { token } = await someone()
    seen = () => ({ n: 7 })
    expect(await (await ask('/live', token)).json()).toEqual({ n: 7 })
    const head = await ask('/live', token, {
      method: 'HEAD',
      headers: { accept: 'text/event-stream' },
    })
    expect(head.headers.get('content-type')).toMatch(/^application\/json/)
  })

  test('LG2: who may not look is answered as without events', async () => {
    expect((await open(`fys_${'A'.repeat(43)}`)).status).toBe(401)
  })

  test('SW9: it ends with the refusal as soon as its reader is suspended', async () => {
    const { token, id } = await someone()
    seen = () => ({ n: 1 })
    const events = eventsOf(await open(token))
    await next(events)
    await suspend(id)
    expect(await next(events)).toMatchObject({
      name: 'refused',
      data: { type: '/problems/not-signed-in', status: 401 },
    })
    expect(await next(events)).toBeNull()
  })

  test('SW9: it ends when what it shows is gone; our own trouble only closes it', async () => {
    const { token } = await someone()
    seen = () => ({ n: 1 })
    const events = eventsOf(await open(token))
    await next(events)
    seen = () => {
      throw problem('not-found')
    }
    expect(await next(events)).toMatchObject({ name: 'refused', data: { status: 404 } })
    seen = () => ({ n: 1 })
    const others = eventsOf(await open(token))
    await next(others)
    seen = () => {
      throw new Error('broken')
    }
    expect(await next(others)).toBeNull()
  })

  test('a session has so many at once; each that ends makes room', async () => {
    const { token } = await someone()
    seen = () => ({ n: 1 })
    const streams = await Promise.all([1, 2, 3].map(async () => open(token)))
    const full = await open(token)
    expect([full.status, full.headers.get('retry-after')]).toEqual([429, '10'])
    expect((await open((await someone()).token)).status).toBe(200)
    await streams[0]?.body?.cancel()
    const again = await open(token)
    expect(again.status).toBe(200)
    for (const stream of [...streams.slice(1), again]) await stream.body?.cancel()
  })

  test('it ends after its time, to be opened again', async () => {
    site = mounted({ live: { lookMs: 20, longestMs: 1_000 } })
    const { token } = await someone()
    seen = () => ({ n: 1 })
    const events = eventsOf(await open(token))
    expect(await next(events)).not.toBeNull()
    expect(await next(events)).toBeNull()
  })

  test('looking on is not using the session', async () => {
    const { token, inside } = await someone()
    await app.owner.transaction((tx) =>
      tx.query(
        sql`update sessions set last_seen_at = now() - interval '10 minutes' where organization_id = ${inside.id}`,
      ),
    )
    const lastSeen = async () => {
      const [row] = await app.owner.transaction((tx) =>
        tx.query<{ at: Date }>(
          sql`select last_seen_at as at from sessions where organization_id = ${inside.id}`,
        ),
      )
      return row?.at.getTime() ?? 0
    }
    seen = () => ({ n: 1 })
    const events = eventsOf(await open(token))
    await next(events)
    // Opening it was.
    await expect.poll(lastSeen).toBeGreaterThan(Date.now() - 60_000)
    await app.owner.transaction((tx) =>
      tx.query(
        sql`update sessions set last_seen_at = now() - interval '5 minutes' where organization_id = ${inside.id}`,
      ),
    )
    await sleep(200)
    expect(await lastSeen()).toBeLessThan(Date.now() - 200_000)
    await events.return()
  })

  test('when Foyer stops they end, and no new one begins', async () => {
    site = mounted()
    const { token } = await someone()
    seen = () => ({ n: 1 })
    const events = eventsOf(await open(token))
    await next(events)
    stopping.abort()
    expect(await next(events)).toBeNull()
    expect((await open(token)).status).toBe(429)
  })
})
