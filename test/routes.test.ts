import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { api } from '#api/index.ts'
import { permissions, roleTemplates, templatePermissions } from '#api/permissions.ts'
import type { Route } from '#api/route.ts'
import { endpointsOf } from '#server/app.ts'
import { password, startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { exampleBody, operations, send, typeOf, unknownId } from '#test/requests.ts'

let app: TestApp
let [acme, globex] = [] as unknown as [TestOrganization, TestOrganization]
/** A token of each role in Acme. */
const tokens: Record<string, string> = {}
/** Of Globex: what somebody in Acme could ask for by its id. */
let foreign: (field: string) => string

beforeAll(async () => {
  app = await startTestApp()
  acme = await app.organization()
  globex = await app.organization()
  for (const role of roleTemplates) {
    const who = await app.person()
    const hub = await app.hub(acme)
    tokens[role] = (
      await app.signedIn(who, await app.member(acme, who, { role, hubs: [hub] }))
    ).token
  }
  foreign = await fill(globex)

  const newcomer = await app.person()
  const registering = await app.member(acme, newcomer, { status: 'registering' })
  tokens.registering = (await app.signedIn(newcomer, registering)).token

  const strict = await app.organization({ policy: { evidenceSeconds: 60 } })
  const checked = await app.person()
  tokens.strict = (await app.signedIn(checked, await app.member(strict, checked))).token

  const both = await app.person()
  for (const inside of [acme, globex]) await app.member(inside, both)
  const first = await app
    .clientWith()
    .signIn({ body: { email: both.email, password, transport: 'bearer' } })
  if (first.outcome !== 'choose' || !first.pendingToken) throw new Error(first.outcome)
  tokens.pending = first.pendingToken
})
afterAll(() => app.stop())

/** One of everything, made by the API; told by the name of the field that would hold its id. */
async function fill(inside: TestOrganization) {
  const who = await app.person()
  const hub = await app.hub(inside)
  const member = await app.member(inside, who, { hubs: [hub] })
  const { client } = await app.signedIn(who, member)
  const role = await client.createRole({ body: { name: 'Night shift' } })
  const module = await client.createCustomModule({
    body: { name: 'Fleet', url: 'https://fleet.example' },
  })
  const flow = await client.createFlow({
    body: {
      name: 'Fetch',
      pages: [{ title: 'Start', components: [{ id: 'note', kind: 'text', title: 'Note' }] }],
    },
  })
  const task = await client.createTask({
    body: {
      flowId: flow.id,
      hubId: hub,
      title: 'Fetch it',
      startsAt: '2026-03-31T08:30:00Z',
      endsAt: '2026-03-31T09:30:00Z',
    },
  })
  const connection = await client.createConnection({ body: { name: 'Okta', kind: 'oidc' } })
  const question = await client.createField({ body: { kind: 'text', name: 'Badge' } })
  const session = await client.getSession()
  const ids: [RegExp, string][] = [
    [/hub/i, hub],
    [/role/i, role.id],
    [/member|assignee/i, member],
    [/module/i, module.id],
    [/flow/i, flow.id],
    [/task/i, task.id],
    [/session/i, session.id],
    [/connection/i, connection.id],
    [/field/i, question.id],
  ]
  return (field: string) => ids.find(([name]) => name.test(field))?.[1] ?? unknownId
}

const paramsOf = (names: object | undefined, value: (name: string) => string) =>
  Object.fromEntries(Object.keys(names ?? {}).map((name) => [name, value(name)]))

test('every declared operation is served, once', () => {
  const served = endpointsOf(app.settings).map(({ route }) => route)
  for (const [name, route] of operations)
    expect(served.filter((other) => other === route).length, name).toBe(1)
  expect(served.length).toBe(operations.length)
})

test('every operation that takes ids may answer that there is nothing', () => {
  for (const [name, route] of operations)
    if (route.params && route.access !== 'public')
      expect(route.problems, name).toContain('not-found')
})

const where = (holds: (route: Route) => boolean) => operations.filter(([, route]) => holds(route))
const needsPermission = ({ access }: Route) =>
  permissions.some((permission) => permission === access)
const idsInBody = (route: Route) =>
  JSON.stringify(exampleBody(route, (field) => `id:${field}`) ?? null).includes('id:')

describe.each(where(({ access }) => access !== 'public'))('%s', (_name, route) => {
  test.each([
    ['no token', {}],
    ['a token that nobody has', { token: `fys_${'A'.repeat(43)}` }],
    ['a pending token that nobody has', { token: `fyp_${'A'.repeat(43)}` }],
    ['a token of another kind', { token: `fyb_${'A'.repeat(43)}` }],
    ['no token and a body that does not fit', { body: { nonsense: true } }],
    ['no token and no JSON', { body: '{' }],
    ['no token and a parameter that is not known', { query: 'nonsense=1' }],
    ['no token and a wish for events', { headers: { accept: 'text/event-stream' } }],
    ['no token and bytes', { body: new Uint8Array(100_000) }],
  ])('LG2: a stranger with %s learns nothing but 401', async (_, sent) => {
    const { status, json, headers } = await send(app.fetch, route, sent)
    expect([status, typeOf(json)]).toEqual([401, 'not-signed-in'])
    // RFC 6750: an error is told to whoever showed a token.
    expect(headers.get('www-authenticate')).toBe(
      'token' in sent ? 'Bearer error="invalid_token"' : 'Bearer',
    )
  })
})

describe.each(where(({ access }) => !['public', 'proving', 'pending'].includes(access)))(
  '%s',
  (_name, route) => {
    test('LG2: between password and door it is 403, whatever is sent', async () => {
      for (const body of [exampleBody(route), '{']) {
        const { json } = await send(app.fetch, route, { token: tokens.pending, body })
        expect(typeOf(json)).toBe('organization-not-chosen')
      }
    })

    test('SW7: a page of another organization is told so, and nothing else happens', async () => {
      for (const sent of [
        { headers: { 'foyer-organization': globex.id } },
        { query: `organization=${randomUUID()}` },
      ]) {
        const { json } = await send(app.fetch, route, { ...sent, token: tokens.owner })
        expect(typeOf(json)).toBe('organization-changed')
      }
    })

    test('SW7: a page of another member is told so, and nothing else happens', async () => {
      for (const sent of [
        { headers: { 'foyer-organization': acme.id, 'foyer-member': randomUUID() } },
        { query: `organization=${acme.id}&member=${randomUUID()}` },
      ]) {
        const { json } = await send(app.fetch, route, { ...sent, token: tokens.owner })
        expect(typeOf(json)).toBe('member-changed')
      }
    })
  },
)

describe.each(where(({ access }) => !['public', 'proving', 'pending', 'step-up'].includes(access)))(
  '%s',
  (_name, route) => {
    test('DR2: behind a door that has closed again it says what is missing', async () => {
      app.clock.now = new Date(Date.now() + 120_000)
      try {
        const { json, status } = await send(app.fetch, route, { token: tokens.strict })
        expect([status, typeOf(json)]).toEqual([401, 'step-up-required'])
        expect(json).toMatchObject({ missing: [{ kind: 'password' }] })
      } finally {
        app.clock.now = null
      }
    })
  },
)

describe.each(where((route) => route.access === 'member' || needsPermission(route)))(
  '%s',
  (_name, route) => {
    test('US2: before the registration is finished it is 403', async () => {
      const { json } = await send(app.fetch, route, { token: tokens.registering })
      expect(typeOf(json)).toBe('registration-unfinished')
    })
  },
)

describe.each(where(needsPermission))('%s', (_name, route) => {
  test.each(roleTemplates)('RP3: %s is refused exactly where the role lacks it', async (role) => {
    const { status, json } = await send(app.fetch, route, { token: tokens[role] })
    const held = templatePermissions[role].includes(route.access as never)
    const refused =
      status === 403 &&
      (json as { detail?: string }).detail === `This needs the permission ${route.access}.`
    expect(refused).toBe(!held)
    expect(status).toBeLessThan(500)
  })
})

describe.each(where((route) => route.params !== undefined && route.access !== 'public'))(
  '%s',
  (_name, route) => {
    test('PR4: ids of another organization and garbage look like ids that do not exist', async () => {
      const ask = async (id: (name: string) => string, field = id) => {
        const answer = await send(app.fetch, route, {
          token: tokens.owner,
          params: paramsOf(route.params?.shape, id),
          body: exampleBody(route, field),
        })
        return [answer.status, answer.text.replace(/urn:uuid:[0-9a-f-]+/, '')]
      }
      const unknown = await ask(() => unknownId)
      expect(unknown[0]).toBe(404)
      expect(await ask(foreign)).toEqual(unknown)
      for (const garbage of ['x', '0', '%00', '..%2f..', '%F0%9F%98%80', 'a'.repeat(2000)])
        expect(
          await ask(
            () => garbage,
            () => unknownId,
          ),
          garbage,
        ).toEqual(unknown)
    })
  },
)

/** They look for rows by an id, and find none: begun all the same. */
const lookingFor = ['exportAuditEvents', 'exportTasks', 'exportMatches']

describe.each(where((route) => idsInBody(route) && !route.params))('%s', (name, route) => {
  test('PR4: a body with ids of another organization is answered like one with unknown ids', async () => {
    // What others of these have begun leaves no room for more.
    await app.owner.transaction((tx) =>
      tx.query(
        sql`update operations set status = 'cancelled', ended_at = now() where status = 'running'`,
      ),
    )
    // Names are taken only once: both requests fail before anything is made.
    const [unknown, other] = await Promise.all(
      [() => unknownId, foreign].map((id) =>
        send(app.fetch, route, { token: tokens.owner, body: exampleBody(route, id) }),
      ),
    )
    expect(other?.status).toBe(unknown?.status)
    const begun = lookingFor.includes(name)
    const chance = begun ? /"(id|createdAt)":"[^"]+"/g : /urn:uuid:[0-9a-f-]+/g
    expect(other?.text.replace(chance, '')).toBe(unknown?.text.replace(chance, ''))
    if (!begun) expect(other?.status).toBeGreaterThanOrEqual(400)
  })
})

describe.each(operations)('%s', (name, route) => {
  test('another method is 405 and tells which are known', async () => {
    const known = Object.values(api)
      .filter(({ path }) => path === route.path)
      .map(({ method }) => method as string)
    for (const method of ['PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
      if (known.includes(method)) continue
      const path = route.path.replace(/:\w+/g, unknownId)
      const response = await app.fetch(
        new Request(`http://localhost/api/v1${path}`, {
          method,
          headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
        }),
      )
      expect(response.status, `${method} ${name}`).toBe(405)
      expect(response.headers.get('allow')?.split(', ').toSorted()).toEqual(
        [...known, ...(known.includes('GET') ? ['HEAD'] : [])].toSorted(),
      )
      for (const header of response.headers.keys()) expect(header).not.toMatch(/^access-control/)
    }
  })
})

test('HEAD answers like GET, without a body', async () => {
  for (const [, route] of operations.filter(([, { method }]) => method === 'GET')) {
    const path = route.path.replace(/:\w+/g, unknownId)
    const ask = (method: string) =>
      app.fetch(
        new Request(`http://localhost/api/v1${path}`, {
          method,
          headers: { authorization: `Bearer ${tokens.owner}` },
        }),
      )
    const [get, head] = [await ask('GET'), await ask('HEAD')]
    expect([head.status, await head.text()]).toEqual([get.status, ''])
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
  }
})
