import { X509Certificate } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '#server/platform/log.ts'
import { createKeyRing } from '#server/platform/seal.ts'
import { hashToken } from '#server/platform/token.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { addAttempt, newState } from './attempt.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

async function connectionOf(kind: 'saml' | 'oidc') {
  const inside = await app.organization()
  const who = await app.person()
  const { client } = await app.signedIn(who, await app.member(inside, who))
  const { id, toCopy } = await client.createConnection({ body: { name: 'Staff', kind } })
  return { id, inside, toCopy, client }
}
type Made = Awaited<ReturnType<typeof connectionOf>>

async function attempt({ id, inside }: Made, requestId: string | null = '_1', now = new Date()) {
  const state = newState()
  await app.db.transaction((tx) =>
    addAttempt(
      tx,
      createKeyRing(app.settings.secretKey),
      state,
      {
        organizationId: inside.id,
        connectionId: id,
        purpose: 'sign-in',
        loginId: null,
        setUpLinkId: null,
        secrets: { nonce: 'n', codeVerifier: 'v' },
        requestId,
        maxAgeSeconds: null,
        destination: null,
        browserHash: Buffer.alloc(32),
      },
      now,
    ),
  )
  return state.token
}

const post = (id: string, form: string | Record<string, string>, headers = {}) =>
  app.fetch(
    new Request(`http://localhost/sso/${id}/acs`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://idp.test',
        ...headers,
      },
      body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    }),
  )

const whereTo = async (response: Response) => {
  expect(response.status).toBe(303)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('set-cookie')).toBeNull()
  return response.headers.get('location')
}

const kept = async (state: string) => {
  const [row] = await app.owner.transaction((tx) =>
    tx.query<{ response: string | null }>(
      sql`select response from sso_attempts where state_hash = ${hashToken(state)}`,
    ),
  )
  return row?.response
}

test('SS1: an answer posted from another site waits for the browser that asked', async () => {
  const made = await connectionOf('saml')
  const state = await attempt(made)
  const answer = await post(made.id, { SAMLResponse: 'PHg+/+8=', RelayState: state })
  expect(await whereTo(answer)).toBe(`/sso/${made.id}/return?state=${state}`)
  expect(await kept(state)).toBe('PHg+/+8=')
})

test('SS1: an attempt keeps its first answer', async () => {
  const made = await connectionOf('saml')
  const state = await attempt(made)
  const answers = await Promise.all(
    ['AAAA', 'BBBB'].map((SAMLResponse) => post(made.id, { SAMLResponse, RelayState: state })),
  )
  const places = await Promise.all(answers.map(whereTo))
  expect(new Set(places)).toEqual(
    new Set([`/sso/${made.id}/return?error=unsolicited`, `/sso/${made.id}/return?state=${state}`]),
  )
  expect(await kept(state)).toBe(places[0]?.includes('state') ? 'AAAA' : 'BBBB')
})

test('SS1: what answers no open SAML attempt of this connection is not kept, and a page explains it', async () => {
  const made = await connectionOf('saml')
  const other = await connectionOf('saml')
  const unsolicited = `/sso/${made.id}/return?error=unsolicited`
  const open = await attempt(made)
  const states = {
    none: undefined,
    unknown: newState().token,
    'of another connection': await attempt(other),
    'of OpenID Connect': await attempt(made, null),
    expired: await attempt(made, '_1', new Date(Date.now() - 11 * 60_000)),
    'with a header inside': `${open}\r\nx: y`,
  }
  for (const [what, state] of Object.entries(states)) {
    const form = { SAMLResponse: 'AAAA', ...(state && { RelayState: state }) }
    expect(await whereTo(await post(made.id, form)), what).toBe(unsolicited)
    if (state) expect((await kept(state)) ?? null, what).toBeNull()
  }
  expect(await whereTo(await post(made.id, { RelayState: open })), 'no answer').toBe(unsolicited)
  await app.owner.transaction((tx) =>
    tx.query(
      sql`update sso_attempts set returned_at = now() where state_hash = ${hashToken(open)}`,
    ),
  )
  const late = await post(made.id, { SAMLResponse: 'AAAA', RelayState: open })
  expect(await whereTo(late), 'taken back').toBe(unsolicited)
})

test('SS1: only a small form is taken, and each field once', async () => {
  const made = await connectionOf('saml')
  const state = await attempt(made)
  const twice = await post(made.id, `SAMLResponse=AAAA&SAMLResponse=BBBB&RelayState=${state}`)
  const json = await post(made.id, '{}', { 'content-type': 'application/json' })
  const large = await post(made.id, { SAMLResponse: 'A'.repeat(512 * 1024), RelayState: state })
  expect([twice.status, json.status, large.status]).toEqual([400, 400, 413])
  const lying = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '10' },
    body: new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('A'.repeat(65_536))),
    }),
    duplex: 'half',
  }
  const endless = new Request(`http://localhost/sso/${made.id}/acs`, lying)
  expect((await app.fetch(endless)).status, 'a false length, and no end').toBe(413)
  expect(await kept(state)).toBeNull()
})

test('SS1: our metadata names this connection’s addresses and its key', async () => {
  const made = await connectionOf('saml')
  const response = await app.fetch(new Request(`http://localhost/sso/${made.id}/metadata`))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^application\/samlmetadata\+xml/)
  const xml = await response.text()
  if (made.toCopy.kind !== 'saml') throw new Error('made another kind')
  expect(xml).toContain(`entityID="${made.toCopy.entityId}"`)
  expect(xml).toContain(`Location="${made.toCopy.assertionConsumerServiceUrl}"`)
  expect(xml).toContain(new X509Certificate(made.toCopy.certificate).raw.toString('base64'))
})

test('SS1: our public key for private_key_jwt, and nothing of the private one', async () => {
  const made = await connectionOf('oidc')
  const response = await app.fetch(new Request(`http://localhost/sso/${made.id}/jwks.json`))
  expect(response.headers.get('content-type')).toBe('application/jwk-set+json')
  const { keys } = JSON.parse(await response.text())
  expect(keys).toHaveLength(1)
  expect(
    Object.keys(keys[0]).filter((name) => ['d', 'p', 'q', 'dp', 'dq', 'qi'].includes(name)),
  ).toEqual([])
})

test('SS1: what is not there, or is of the other kind, or of a closed organization, answers alike', async () => {
  const [saml, oidc, closed] = [
    await connectionOf('saml'),
    await connectionOf('oidc'),
    await connectionOf('saml'),
  ]
  await app.owner.transaction((tx) =>
    tx.query(sql`update organizations set status = 'deleting' where id = ${closed.inside.id}`),
  )
  const unknown = '00000000-0000-7000-8000-000000000000'
  for (const path of [
    `${unknown}/metadata`,
    'x/metadata',
    `${oidc.id}/metadata`,
    `${closed.id}/metadata`,
    `${unknown}/jwks.json`,
    `${saml.id}/jwks.json`,
  ]) {
    const response = await app.fetch(new Request(`http://localhost/sso/${path}`))
    const { type, status } = JSON.parse(await response.text())
    expect({ type, status }, path).toEqual({ type: '/problems/not-found', status: 404 })
  }
  expect((await post('x', { SAMLResponse: 'AAAA' })).status).toBe(404)
})

test('SS1: other methods are refused, and say which one is not', async () => {
  const made = await connectionOf('saml')
  for (const [method, name, allow] of [
    ['GET', 'acs', 'POST'],
    ['POST', 'metadata', 'GET, HEAD'],
    ['DELETE', 'jwks.json', 'GET, HEAD'],
  ] as const) {
    const response = await app.fetch(
      new Request(`http://localhost/sso/${made.id}/${name}`, { method }),
    )
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
  }
})

test('SS1: they are limited by address, and stand in the log and in the metrics by their pattern', async () => {
  const made = await connectionOf('saml')
  const lines: string[] = []
  const seen: object[] = []
  const strict = await startTestApp(app.urls, {
    requestsPerMinute: { write: 2 },
    log: createLog('info', { write: (line) => lines.push(line) }),
    metrics: { observeRequest: (labels) => seen.push(labels), text: async () => '' },
  })
  const statuses: number[] = []
  for (let n = 0; n < 3; n++) {
    const request = new Request(`http://localhost/sso/${made.id}/acs`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'RelayState=secret-state&SAMLResponse=secret-answer',
    })
    const response = await strict.fetch(request)
    statuses.push(response.status)
    expect(response.headers.get('foyer-request-id')).toBeTruthy()
  }
  await strict.stop()
  expect(statuses).toEqual([303, 303, 429])
  expect(seen[2]).toEqual({ method: 'POST', path: '/sso/:connectionId/acs', status: 429 })
  expect(lines).toHaveLength(3)
  expect(lines.join('')).not.toContain('secret')
})
