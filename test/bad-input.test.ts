import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProblemDocument } from '#api/problem.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import {
  bodies,
  exampleBody,
  nastyTexts,
  operations,
  requestFor,
  send,
  shapeOf,
  typeOf,
  unknownId,
} from '#test/requests.ts'

let app: TestApp
/** A token that lives: some operations end the session that calls them. */
let living: () => Promise<string>
/** A token of somebody who may still guess: after five wrong passwords a lock would hide everything behind it. */
let guessing: () => Promise<string>
beforeAll(async () => {
  let addresses = 0
  app = await startTestApp(await freshDatabase(), {
    // Wrong passwords count on the address as well.
    peerAddress: () => `10.0.${Math.floor(++addresses / 250) % 250}.${addresses % 250}`,
  })
  const inside = await app.organization()
  const who = await app.person()
  const member = await app.member(inside, who, { hubs: [await app.hub(inside)] })
  const enter = async () => (await app.signedIn(who, member)).token
  let token = await enter()
  living = async () => {
    const lives = await app
      .clientWith(token)
      .getSession()
      .catch(() => null)
    token = lives?.organization.id === inside.id ? token : await enter()
    return token
  }
  const guesser = async () => {
    const other = await app.person()
    return (await app.signedIn(other, await app.member(inside, other))).token
  }
  let guesses = 0
  let guesserToken = ''
  guessing = async () => {
    if (guesses++ % 4 === 0) guesserToken = await guesser()
    return guesserToken
  }
})
afterAll(() => app.stop())

const withBody = operations.filter(([, route]) => route.body)
const errorsOf = (json: unknown) => (json as ProblemDocument).errors ?? []

describe.each(withBody)('%s', (_, route) => {
  const tokenFor = () =>
    route.rate !== 'credential' ? living() : route.access === 'public' ? undefined : guessing()

  test('a field that is not known is refused by its pointer', async () => {
    const body = { ...(exampleBody(route) as object), 'not/known~': 1 }
    const { status, json } = await send(app.fetch, route, { token: await living(), body })
    expect(status).toBe(400)
    expect(errorsOf(json)).toContainEqual({
      pointer: '#/not~1known~0',
      detail: 'is not known here',
      code: 'unknown',
    })
  })

  test.each([
    ['no body', undefined],
    ['an empty body', ''],
    ['half of one', '{"name":'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['two', '{}{}'],
    ['a deep one', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['its prototype', '{"__proto__":{"name":"x"}}'],
    ['its constructor', '{"constructor":{"prototype":{"name":"x"}}}'],
  ])('%s is refused with a pointer', async (what, body) => {
    const { status, json } = await send(app.fetch, route, { token: await living(), body })
    expect(status, what).toBe(400)
    for (const { pointer } of errorsOf(json)) expect(pointer).toMatch(/^#/)
    expect(errorsOf(json).length).toBeGreaterThan(0)
  })

  test('a body that is no JSON by its type is refused', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      '',
    ]) {
      const { json } = await send(app.fetch, route, {
        token: await living(),
        headers: { 'content-type': type },
      })
      expect(typeOf(json), type).toBe('not-json')
    }
  })

  test('a body that is no UTF-8 is refused', async () => {
    const response = await app.fetch(
      new Request(`http://localhost/api/v1${route.path.replace(/:\w+/g, unknownId)}`, {
        method: route.method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await living()}` },
        body: new Uint8Array([0x22, 0xff, 0xfe, 0x22]),
      }),
    )
    expect(response.status).toBe(400)
  })

  const texts = Object.entries(shapeOf(route.body as never).properties ?? {}).filter(
    ([, shape]) => shape.type === 'string' && !shape.enum,
  )
  for (const [field] of texts)
    test(`${field}: NUL, surrogates, emoji, right to left, far too long: refused by pointer or taken`, async () => {
      for (const text of [...nastyTexts, 'x'.repeat(900_000)]) {
        const body = { ...(exampleBody(route) as object), [field]: text }
        const token = await tokenFor()
        const { status, json } = await send(app.fetch, route, { token, body })
        expect(status).toBeLessThan(500)
        if (status === 400)
          expect(errorsOf(json).map(({ pointer }) => pointer)).toEqual([`#/${field}`])
        if (text.length > 10_000) expect(status).toBe(400)
      }
    })

  test('a number in the place of a text is not called missing', async () => {
    for (const [field] of texts) {
      const body = { ...(exampleBody(route) as object), [field]: 7 }
      const { json } = await send(app.fetch, route, { token: await living(), body })
      expect(errorsOf(json)).toContainEqual(
        expect.objectContaining({ pointer: `#/${field}`, code: 'wrong-type' }),
      )
    }
  })

  test('no body makes it fail on our side', async () => {
    await fc.assert(
      fc.asyncProperty(bodies(route), async (body) => {
        const { status, json } = await send(app.fetch, route, {
          token: await tokenFor(),
          body,
        })
        if (status === 400) expect(errorsOf(json).length).toBeGreaterThan(0)
        expect(status).not.toBe(500)
        expect(status).not.toBe(503)
      }),
      { numRuns: route.rate === 'credential' ? 20 : 60 },
    )
  }, 60_000)
})

describe.each(operations.filter(([, route]) => route.upload))('%s', (_, route) => {
  const sendBytes = async (
    body: Uint8Array<ArrayBuffer> | ReadableStream | null,
    contentType = route.upload?.types[0] ?? '',
  ) => {
    const init: RequestInit & { duplex: 'half' } = {
      method: route.method,
      headers: { authorization: `Bearer ${await living()}`, 'content-type': contentType },
      body,
      duplex: 'half',
    }
    const response = await app.fetch(new Request(requestFor(route).url, init))
    return { status: response.status, json: response.status >= 400 && (await response.json()) }
  }

  test('a kind of file that is not taken is refused, whatever it holds', async () => {
    for (const type of ['image/svg+xml', 'text/html', 'application/json', '', 'image/pngx', '*/*'])
      expect(typeOf((await sendBytes(new Uint8Array(10), type)).json), type).toBe(
        'media-type-not-taken',
      )
  })

  test('bytes are counted while they arrive', async () => {
    const piece = new Uint8Array(1024 * 1024)
    let taken = 0
    const endless = new ReadableStream({
      pull(controller) {
        taken += piece.byteLength
        controller.enqueue(piece)
      },
    })
    const { json } = await sendBytes(endless)
    expect(typeOf(json)).toBe('body-too-large')
    expect(taken).toBeLessThan((route.upload?.bytesMax ?? 0) + 4 * piece.byteLength)
  })

  test('no bytes make it fail on our side', async () => {
    for (const type of route.upload?.types ?? []) {
      for (const text of ['', 'x', 'RIFF....WEBP', '\u0089PNG\r\n\u001a\n', ...nastyTexts])
        expect(
          (await sendBytes(new Uint8Array(Buffer.from(text.toWellFormed())), type)).status,
        ).toBeLessThan(500)
      expect((await sendBytes(null, type)).status).toBeLessThan(500)
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
        expect((await sendBytes(new Uint8Array(bytes))).status).toBeLessThan(500)
      }),
      { numRuns: 40 },
    )
  }, 60_000)
})

describe.each(operations.filter(([, route]) => route.method === 'GET'))('%s', (_, route) => {
  test('a parameter that is not known, or given twice, is refused by its pointer', async () => {
    const { status, json } = await send(app.fetch, route, {
      token: await living(),
      query: 'no%2Fsense=1',
    })
    expect([status, errorsOf(json)[0]?.pointer]).toEqual([400, '#query/no~1sense'])
    for (const name of Object.keys(route.query?.shape ?? {})) {
      const twice = await send(app.fetch, route, {
        token: await living(),
        query: `${name}=1&${name}=2`,
      })
      expect(errorsOf(twice.json).map(({ pointer }) => pointer)).toContain(`#query/${name}`)
    }
  })

  test('no query makes it fail on our side', async () => {
    const values = [
      ...nastyTexts,
      'WyJ4Il0',
      Buffer.from('["a\\u0000b","x",1]').toString('base64url'),
      Buffer.from(`["2026-01-01T00:00:00Z","${unknownId}",1]`).toString('base64url'),
      Buffer.from('[null]').toString('base64url'),
      Buffer.from('{"__proto__":1}').toString('base64url'),
    ]
    for (const name of Object.keys(route.query?.shape ?? {}))
      for (const value of values) {
        const query = new URLSearchParams({ [name]: value.toWellFormed() })
        const { status } = await send(app.fetch, route, {
          token: await living(),
          query: `${query}`,
        })
        expect(status, `${name}=${value}`).toBeLessThan(500)
      }
    for (const query of ['%', '%00', '%FF=%FE', '=', '&&&', '__proto__=1', 'a'.repeat(10_000)]) {
      const { status } = await send(app.fetch, route, { token: await living(), query })
      expect(status, query).toBeLessThan(500)
    }
  })
})

test('headers of all sorts break nothing', async () => {
  const [, route] = operations.find(([name]) => name === 'getSession') ?? []
  if (!route) throw new Error('there is no getSession')
  const token = await living()
  const junk: Record<string, string>[] = [
    { authorization: 'Bearer' },
    { authorization: 'Bearer ' },
    { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
    { authorization: `Bearer ${token}, Bearer ${token}` },
    { authorization: `Bearer ${token} x` },
    { authorization: `Bearer ${'é'.repeat(43)}` },
    { authorization: `Bearer fys_${'a'.repeat(8000)}` },
    { authorization: `fys_${'A'.repeat(43)}` },
    { cookie: `foyer_session=${'A'.repeat(47)}` },
    { cookie: '; ; =; foyer_session' },
    { cookie: `foyer_session=fys_${'A'.repeat(43)}; foyer_session=${token}` },
    { cookie: 'x'.repeat(8000) },
  ]
  for (const headers of junk) {
    const { status } = await send(app.fetch, route, { headers })
    expect(status, JSON.stringify(headers)).toBe(401)
  }
  for (const headers of [
    { 'user-agent': 'x'.repeat(5000) },
    { 'user-agent': '\u00ff\u0001'.slice(0, 1) },
    { 'x-forwarded-for': 'junk' },
    { accept: 'text/html;q=x' },
    { 'foyer-organization': '' },
    { 'foyer-member': '' },
    { 'idempotency-key': 'ignored here' },
  ])
    expect((await send(app.fetch, route, { token: await living(), headers })).status).toBe(200)
})
