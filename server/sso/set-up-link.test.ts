import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { ConnectionId } from '#api/common.ts'
import type { ConnectionKind } from '#api/sso.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { samlMetadata, startProviderPages } from '#test/provider-pages.ts'
import { untilBlocked } from '#test/until-blocked.ts'
import { createKeyPair } from './key-pair.ts'

let app: TestApp
let provider: Awaited<ReturnType<typeof startProviderPages>>
let issuer = ''
let certificate = ''
/** What happens while the provider is being asked. */
let meanwhile: () => Promise<unknown> = async () => undefined

beforeAll(async () => {
  app = await startTestApp()
  const { fetch } = app.settings.outside
  app.settings.outside.fetch = async (url, request) => {
    await meanwhile()
    return fetch(url, request)
  }
  provider = await startProviderPages()
  issuer = provider.addIssuer()
  provider.addIssuer('/other')
  certificate = (await createKeyPair('provider')).certificatePem
})
afterEach(() => {
  meanwhile = async () => undefined
  app.clock.now = null
})
afterAll(async () => {
  await provider.stop()
  await app.stop()
})

interface Begun {
  inside: TestOrganization
  client: Client
  email: string
  params: { connectionId: ConnectionId }
  token: string
}

async function begin(kind: ConnectionKind = 'oidc'): Promise<Begun> {
  const inside = await app.organization()
  const owner = await app.person()
  const { client } = await app.signedIn(owner, await app.member(inside, owner))
  const { id } = await client.createConnection({ body: { name: 'Okta', kind } })
  const params = { connectionId: id }
  return { inside, client, email: owner.email, params, token: await newToken(client, params) }
}

const newToken = async (client: Client, params: Begun['params']) => {
  const { url } = await client.createSetUpLink({ params })
  expect(url).toMatch(/^http:\/\/localhost\/set-up-sso#fyl_/)
  return url.split('#')[1] ?? ''
}

/** Nobody whom we know. */
const stranger = () => app.clientWith()
const open = (token: string) => stranger().openSetUp({ body: { token } })
const oidc = (values: object = {}) => ({ issuer, clientId: 'foyer', clientSecret: 's', ...values })
const save = (token: string, values: object = {}) =>
  stranger().saveSetUp({ body: { token, oidc: oidc(), ...values } })

test('SS3: the holder of a set-up link sees what to enter on both sides, and nothing else', async () => {
  const { inside, params, token } = await begin('saml')
  const shown = await open(token)
  expect(Object.keys(shown).toSorted()).toEqual([
    'attributes',
    'connectionId',
    'expiresAt',
    'kind',
    'name',
    'organizationName',
    'provider',
    'toCopy',
  ])
  expect(shown).toMatchObject({
    connectionId: params.connectionId,
    organizationName: inside.name,
    kind: 'saml',
    provider: null,
  })
  // As a token of any other kind it is nothing.
  for (const call of [
    () => app.clientWith(token).listConnections(),
    () => app.clientWith(token).listRoles(),
    () => app.clientWith(token).setConnectionStatus({ params, body: { status: 'enabled' } }),
  ])
    expect(await resultOf(call())).toBe('not-signed-in')
})

test('SS3: it sets up until it is finished, by nobody, and then is used up', async () => {
  const { inside, client, email, params, token } = await begin()
  const early = stranger().saveSetUp({ body: { token, finished: true } })
  expect(await resultOf(early)).toBe('connection-unfinished')
  expect((await save(token)).provider).toMatchObject({ issuer, hasSecret: true })
  const done = await save(token, { oidc: oidc({ clientId: 'second' }), finished: true })
  expect(done.provider).toMatchObject({ clientId: 'second' })
  for (const replay of [
    () => open(token),
    () => save(token),
    () => save(token, { finished: true }),
  ])
    expect(await resultOf(replay())).toBe('link-not-valid')
  const shown = await client.getConnection({ params })
  expect(shown).toMatchObject({ status: 'draft', setUpLinkExpiresAt: null })
  expect((await mailsTo(app, email)).map(({ template }) => template)).toContain('connection-set-up')
  const audit = await app.owner.transaction((tx) =>
    tx.query<{ action: string; actor: string | null }>(sql`
      select action, actor_member_id as actor from audit_events
      where organization_id = ${inside.id} and subject_id = ${params.connectionId} order by id`),
  )
  expect(audit.slice(2)).toEqual([
    { action: 'connection.updated', actor: null },
    { action: 'connection.updated', actor: null },
    { action: 'set-up-link.used', actor: null },
  ])
})

test('SS3: what is wrong is said at its field, and the link stays good', async () => {
  const { token } = await begin('saml')
  for (const [saml, pointer] of [
    [{ from: 'metadata', metadata: '<a/>' }, '#/saml/metadata'],
    [{ from: 'url', metadataUrl: `${issuer}/none` }, '#/saml/metadataUrl'],
  ] as const) {
    const refused = await problemOf(stranger().saveSetUp({ body: { token, saml } }))
    expect(refused?.errors?.[0]?.pointer).toBe(pointer)
  }
  const metadata = samlMetadata('https://idp.example', certificate)
  const saved = await stranger().saveSetUp({
    body: { token, saml: { from: 'metadata', metadata } },
  })
  expect(saved.provider).toMatchObject({ entityId: 'https://idp.example' })
})

test('SS3: a link that was replaced, taken back, is too old, or of an organization that is not active is good for nothing', async () => {
  const { inside, client, params, token } = await begin()
  const second = await newToken(client, params)
  expect(await resultOf(open(token))).toBe('link-not-valid')
  expect(await resultOf(open(second))).toBe('done')
  await client.revokeSetUpLink({ params })
  await client.revokeSetUpLink({ params })
  expect(await resultOf(open(second))).toBe('link-not-valid')

  const third = await newToken(client, params)
  app.clock.now = new Date(Date.now() + 7 * 86_400_000 - 60_000)
  expect(await resultOf(open(third))).toBe('done')
  app.clock.now = new Date(Date.now() + 7 * 86_400_000 + 60_000)
  for (const call of [open(third), save(third)]) expect(await resultOf(call)).toBe('link-not-valid')
  app.clock.now = null

  await app.owner.transaction((tx) =>
    tx.query(sql`update organizations set status = 'suspended' where id = ${inside.id}`),
  )
  expect(await resultOf(open(third))).toBe('link-not-valid')
  for (const garbage of ['x', 'fyl_', `fyl_${'A'.repeat(43)}`])
    expect(await resultOf(open(garbage))).toBe('link-not-valid')
})

test('SS3: a link stops with the right of whoever made it', async () => {
  const { inside, client, params } = await begin()
  const { admin, planner } = inside.roles
  const maker = async () => {
    const who = await app.person()
    const memberId = await app.member(inside, who, { role: 'admin' })
    const token = await newToken((await app.signedIn(who, memberId)).client, params)
    expect(await resultOf(open(token))).toBe('done')
    return { token, memberId }
  }
  const first = await maker()
  await client.suspendUser({ params: { memberId: first.memberId } })
  expect(await resultOf(open(first.token))).toBe('link-not-valid')
  expect(await resultOf(save(first.token))).toBe('link-not-valid')
  const second = await maker()
  const give = (roleId: typeof admin) =>
    client.updateUser({ params: { memberId: second.memberId }, body: { roleId } })
  await give(planner)
  expect(await resultOf(save(second.token))).toBe('link-not-valid')
  await give(admin)
  expect(await resultOf(save(second.token))).toBe('done')
})

test('SS3: enabling ends the link, and no link is made for what is enabled', async () => {
  const { client, params, token } = await begin()
  await save(token)
  await client.setConnectionStatus({ params, body: { status: 'enabled' } })
  const another = save(token, { oidc: oidc({ issuer: `${issuer}/other` }) })
  expect(await resultOf(another)).toBe('link-not-valid')
  expect(await resultOf(client.createSetUpLink({ params }))).toBe('connection-enabled')
  // Disabled again, it does not come back.
  await client.setConnectionStatus({ params, body: { status: 'disabled' } })
  expect(await resultOf(open(token))).toBe('link-not-valid')
})

test('SS3: what ends the link while the provider is being asked is not overtaken by what it answers', async () => {
  const ends: ((begun: Begun) => Promise<unknown>)[] = [
    ({ client, params }) => client.revokeSetUpLink({ params }),
    ({ client, params }) => client.createSetUpLink({ params }),
    ({ client, params }) => client.setConnectionStatus({ params, body: { status: 'enabled' } }),
    ({ client, params }) => client.removeConnection({ params }),
    ({ token }) => stranger().saveSetUp({ body: { token, finished: true } }),
  ]
  for (const end of ends) {
    const begun = await begin()
    const { client, params, token } = begun
    await save(token)
    let ended = false
    meanwhile = async () => {
      if (ended) return
      ended = true
      await end(begun)
    }
    const late = save(token, { oidc: oidc({ issuer: `${issuer}/other` }) })
    expect(await resultOf(late)).toBe('link-not-valid')
    meanwhile = async () => undefined
    const still = (await client.listConnections()).items.find(
      ({ id }) => id === params.connectionId,
    )
    if (still) expect(still.provider).toMatchObject({ issuer })
  }
})

test('SS3: of two who finish at once, one does', async () => {
  const { token } = await begin()
  await save(token)
  const results = await Promise.all(
    [1, 2, 3].map(() => resultOf(stranger().saveSetUp({ body: { token, finished: true } }))),
  )
  expect(results.toSorted()).toEqual(['done', 'link-not-valid', 'link-not-valid'])
})

test('SS3: a link that ends while its holder waits for the connection writes nothing', async () => {
  const { client, params, token } = await begin()
  let waiting: Promise<string> | undefined
  await app.owner.transaction(async (tx) => {
    await tx.query(sql`select from connections where id = ${params.connectionId} for update`)
    waiting = resultOf(save(token))
    await untilBlocked(tx)
    await tx.query(sql`delete from set_up_links where connection_id = ${params.connectionId}`)
  })
  expect(await waiting).toBe('link-not-valid')
  expect((await client.getConnection({ params })).provider).toBeNull()
})

test('SS3: beside a connection that is enabled a link is good for nothing, even if it were still there', async () => {
  const { params, token } = await begin()
  await save(token)
  await app.owner.transaction((tx) =>
    tx.query(sql`update connections set status = 'enabled' where id = ${params.connectionId}`),
  )
  for (const call of [() => open(token), () => save(token)])
    expect(await resultOf(call())).toBe('link-not-valid')
})

test('SS3: the holder cannot send the client secret that is entered to an issuer of their own', async () => {
  const { client, params, token } = await begin()
  await client.updateConnection({ params, body: { oidc: oidc() } })
  const { clientSecret: _, ...mine } = oidc({ issuer: `${issuer}/other` })
  const refused = await problemOf(stranger().saveSetUp({ body: { token, oidc: mine } }))
  expect(refused?.errors?.[0]?.pointer).toBe('#/oidc/clientSecret')
})

test('PR4: the link of one organization says and changes nothing of another', async () => {
  const [acme, globex] = [await begin(), await begin()]
  await save(acme.token, { finished: true })
  expect((await globex.client.getConnection({ params: globex.params })).provider).toBeNull()
  expect((await open(globex.token)).organizationName).toBe(globex.inside.name)
})
