import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { ConnectionId } from '#api/common.ts'
import { createKeyRing } from '#server/platform/seal.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { samlMetadata, startProviderPages } from '#test/provider-pages.ts'
import { runJobs } from '#test/run-jobs.ts'
import { checkConnectionSeals } from './check-connection-seals.ts'
import { findConnection, openConnection } from './connection.ts'
import { createKeyPair } from './key-pair.ts'
import { rotateConnectionSeals } from './rotate-connection-seals.ts'

let app: TestApp
let provider: Awaited<ReturnType<typeof startProviderPages>>
let [first, second] = ['', '']

const dayMs = 86_400_000

beforeAll(async () => {
  // Of its own: every organization in it is looked after.
  app = await startTestApp(await freshDatabase())
  provider = await startProviderPages()
  const pairs = await Promise.all([
    createKeyPair('first'),
    createKeyPair('second', new Date(Date.now() + 100 * dayMs)),
  ])
  ;[first = '', second = ''] = pairs.map(({ certificatePem }) => certificatePem)
})
afterEach(() => {
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
}

async function begin(kind: 'oidc' | 'saml'): Promise<Begun> {
  const inside = await app.organization()
  const owner = await app.person()
  const { client } = await app.signedIn(owner, await app.member(inside, owner))
  const { id } = await client.createConnection({ body: { name: 'ADFS', kind } })
  return { inside, client, email: owner.email, params: { connectionId: id } }
}

/** A SAML connection whose metadata stands at a path, with what it says there. */
async function byAddress(path: string, ...certificates: string[]) {
  const begun = await begin('saml')
  const publish = (entityId: string, ...pems: string[]) =>
    provider.pages.set(path, () => samlMetadata(entityId, ...pems))
  publish('https://idp.example', ...certificates)
  const saml = { from: 'url' as const, metadataUrl: `${provider.url}${path}` }
  await begun.client.updateConnection({ params: begun.params, body: { saml } })
  const { params } = begun
  await begun.client.setConnectionStatus({ params, body: { status: 'enabled' } })
  return { ...begun, publish, show: () => begun.client.getConnection({ params }) }
}

async function day() {
  await runJobs(app, 'look-after-single-sign-on')
  await runJobs(app, 'look-after-connections')
}

const certificatesIn = (shown: Awaited<ReturnType<Client['getConnection']>>) =>
  shown.provider?.kind === 'saml' ? shown.provider.certificates.map(({ subject }) => subject) : []

test('SS3: metadata is read again daily at its address; new certificates are taken, and audited', async () => {
  const { inside, publish, show } = await byAddress('/a', first)
  publish('https://idp.example', first, second)
  await day()
  const shown = await show()
  expect(certificatesIn(shown)).toEqual(['CN=first', 'CN=second'])
  expect(shown.metadataError).toBeNull()
  await day()
  const audit = await app.owner.transaction((tx) =>
    tx.query<{ details: object }>(sql`
      select details from audit_events where organization_id = ${inside.id} and actor_member_id is null
        and action = 'connection.updated'`),
  )
  expect(audit).toEqual([{ details: { name: 'ADFS', byMetadata: true, certificates: 'replaced' } }])
})

test('SS3: another EntityID there is another provider: refused, and said; so is what cannot be read', async () => {
  const { publish, show } = await byAddress('/b', first)
  publish('https://other.example', second)
  await day()
  expect(await show()).toMatchObject({
    provider: { entityId: 'https://idp.example' },
    metadataError: expect.stringContaining('https://other.example'),
  })
  provider.pages.delete('/b')
  await day()
  expect(await show()).toMatchObject({ metadataError: expect.stringContaining('404') })
  expect(certificatesIn(await show())).toEqual(['CN=first'])
  publish('https://idp.example', first)
  await day()
  expect((await show()).metadataError).toBeNull()
})

test('SS3: that certificates end is mailed once at 30, 14, 7 and 1 days and at the end, for the one that lasts longest', async () => {
  const { client, email, params } = await byAddress('/c', first)
  const { certificateExpiresAt } = await client.getConnection({ params })
  const end = Date.parse(certificateExpiresAt ?? '')
  const told = async () =>
    (await mailsTo(app, email))
      .filter(({ template }) => template === 'certificate-expires')
      .map(({ values }) => values.expired)
  const counts: number[] = []
  for (const days of [40, 30, 29, 14, 13, 7, 1.5, 1, 0.5, 0, -1]) {
    app.clock.now = new Date(end - days * dayMs)
    await day()
    await day()
    counts.push((await told()).length)
  }
  expect(counts).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
  expect(await told()).toEqual([false, false, false, false, true])

  // A second one that lasts longer ends the worry.
  provider.pages.set('/c', () => samlMetadata('https://idp.example', first, second))
  await day()
  expect(await told()).toHaveLength(5)
  app.clock.now = new Date(end + 100 * dayMs)
  await day()
  expect(await told()).toHaveLength(6)
})

test('SS3: of a connection that is not enabled nobody is warned', async () => {
  const { client, email, params } = await byAddress('/d', first)
  await client.setConnectionStatus({ params, body: { status: 'disabled' } })
  app.clock.now = new Date(Date.now() + 20 * 365 * dayMs)
  await day()
  expect((await mailsTo(app, email)).map(({ template }) => template)).not.toContain(
    'certificate-expires',
  )
})

test('OP4: rotation seals the secrets of connections of all organizations anew; a missing key is told at the start', async () => {
  const issuer = provider.addIssuer('/oidc')
  const begun = await Promise.all([begin('oidc'), begin('oidc'), begin('saml')])
  for (const { client, params } of begun.slice(0, 2))
    await client.updateConnection({
      params,
      body: { oidc: { issuer, clientId: 'foyer', clientSecret: 'a secret' } },
    })
  const [old, fresh] = [app.settings.secretKey, Buffer.alloc(32, 9)]
  await expect(checkConnectionSeals(app.db, createKeyRing(old))).resolves.toBeUndefined()
  await expect(checkConnectionSeals(app.db, createKeyRing(fresh))).rejects.toThrow(
    /FOYER_SECRET_KEY_OLD/,
  )
  await expect(rotateConnectionSeals(app.db, createKeyRing(fresh))).rejects.toThrow(
    /FOYER_SECRET_KEY_OLD/,
  )
  await app.owner.transaction((tx) =>
    tx.query(sql`
      insert into sso_attempts (state_hash, organization_id, connection_id, purpose, browser_hash, sealed, key_id, created_at,
        expires_at)
      values ('x', ${begun[0].inside.id}, ${begun[0].params.connectionId}, 'sign-in', 'x', 'x', 'older', now(), now())`),
  )
  const ring = createKeyRing(fresh, [old])
  expect(await rotateConnectionSeals(app.db, ring)).toBeGreaterThanOrEqual(5)
  expect(await rotateConnectionSeals(app.db, ring)).toBe(0)
  await expect(checkConnectionSeals(app.db, createKeyRing(fresh))).resolves.toBeUndefined()
  const left = await app.owner.transaction(async (tx) => {
    const connection = await findConnection(tx, begun[0].params.connectionId)
    const opened = connection && openConnection(createKeyRing(fresh), connection)
    const attempts = await tx.query(sql`select from sso_attempts where key_id = 'older'`)
    return [opened?.clientSecret, opened?.privateKey.slice(0, 27), attempts.length]
  })
  expect(left).toEqual(['a secret', '-----BEGIN PRIVATE KEY-----', 0])
})
