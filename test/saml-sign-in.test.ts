import { randomUUID } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ConnectionId } from '#api/common.ts'
import type { Trace } from '#api/sso.ts'
import { createKeyPair } from '#server/sso/key-pair.ts'
import { demandSso, linkAccount, type TestConnection } from '#test/arrange-sso.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { type Browser, openBrowser } from '#test/open-browser.ts'
import {
  assertionXml,
  type Facts,
  goodFacts,
  responseXml,
  signedXml,
} from '#test/peers/saml-documents.ts'
import { problemOf } from '#test/problem-of.ts'

let app: TestApp
let keys: Awaited<ReturnType<typeof createKeyPair>>
beforeAll(async () => {
  app = await startTestApp()
  keys = await createKeyPair('idp.test')
})
afterAll(() => app.stop())

const issuer = 'https://idp.test/metadata'

/** An organization whose members may come in through a SAML provider, and one of them, linked to `subject`. */
async function arrange() {
  const organization = await app.organization()
  const owner = await app.person()
  const ownerId = await app.member(organization, owner)
  const { client } = await app.signedIn(owner, ownerId)
  const { id, toCopy } = await client.createConnection({ body: { name: 'Staff', kind: 'saml' } })
  if (toCopy.kind !== 'saml') throw new Error('made another kind of connection')
  const params = { connectionId: id }
  const certificates = [keys.certificatePem]
  const saml = {
    from: 'fields' as const,
    entityId: issuer,
    signInUrl: 'https://idp.test/sso',
    certificates,
  }
  await client.updateConnection({ params, body: { saml } })
  await client.setConnectionStatus({ params, body: { status: 'enabled' } })
  await demandSso(app, organization)
  const connection: TestConnection = { id, organization, owner, ownerId, client }
  const person = await app.person()
  const memberId = await app.member(organization, person, { role: 'planner' })
  const subject = `s-${randomUUID()}`
  await linkAccount(app, connection, { issuer }, subject, memberId)
  return { connection, toCopy, memberId, subject }
}
type Arranged = Awaited<ReturnType<typeof arrange>>

async function start(browser: Browser, { connection }: Arranged) {
  const { url } = await browser.client.startSso({ body: { connectionId: connection.id } })
  const query = new URL(url).searchParams
  const request = inflateRawSync(Buffer.from(query.get('SAMLRequest') ?? '', 'base64')).toString()
  const [, requestId = ''] = / ID="([^"]+)"/.exec(request) ?? []
  return { requestId, state: query.get('RelayState') ?? '' }
}

/** What the provider would post for a question. */
function answerTo({ toCopy, subject }: Arranged, requestId: string, changed: Partial<Facts> = {}) {
  const question = {
    requestId,
    acs: toCopy.assertionConsumerServiceUrl,
    audience: toCopy.entityId,
    issuer,
  }
  const facts = { ...goodFacts(question, new Date()), nameId: subject, ...changed }
  const by = { privateKey: keys.privateKeyPem, certificate: null }
  const xml = responseXml(facts, signedXml(assertionXml(facts), facts.assertionId, by))
  return Buffer.from(xml).toString('base64')
}

/** Cross-site, and so without cookies; answers the query of the page that the browser is sent to. */
async function post(id: ConnectionId, state: string, SAMLResponse: string): Promise<string> {
  const response = await app.fetch(
    new Request(`http://localhost/sso/${id}/acs`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ SAMLResponse, RelayState: state }).toString(),
    }),
  )
  return new URL(response.headers.get('location') ?? '', 'http://localhost').search
}

const finish = (browser: Browser, connectionId: ConnectionId, query: string) =>
  browser.client.finishSso({ body: { connectionId, query } })

/** The newest first. */
const tracesOf = ({ connection }: Arranged) =>
  app.owner.transaction((tx) =>
    tx.query<Pick<Trace, 'outcome' | 'steps' | 'memberId'>>(
      sql`select outcome, steps, member_id as "memberId" from sso_traces where connection_id = ${connection.id} order by id desc`,
    ),
  )

const reasonOf = async (call: Promise<unknown>) =>
  (await problemOf(call))?.errors?.[0]?.code ?? 'done'

test('SS1: a member signs in through a SAML provider, with the answer that it posts', async () => {
  const inside = await arrange()
  const browser = openBrowser(app)
  const { requestId, state } = await start(browser, inside)
  const query = await post(inside.connection.id, state, answerTo(inside, requestId))
  const result = await finish(browser, inside.connection.id, query)
  expect(result).toMatchObject({
    result: 'signed-in',
    outcome: { outcome: 'entered', member: { id: inside.memberId } },
  })
  const [trace] = await tracesOf(inside)
  expect(trace).toMatchObject({ outcome: 'signed-in', memberId: inside.memberId })
  expect(trace?.steps.map(({ name }) => name)).toContain('signature')
})

test('SS1: an answer is good once: posted or handed over again it is nothing', async () => {
  const inside = await arrange()
  const { id } = inside.connection
  const browser = openBrowser(app)
  const { requestId, state } = await start(browser, inside)
  const answer = answerTo(inside, requestId)
  const query = await post(id, state, answer)
  await finish(browser, id, query)
  expect(await reasonOf(finish(browser, id, query)), 'handed over again').toBe('attempt-over')
  expect(await post(id, state, answer), 'posted again').toBe('?error=unsolicited')
  const another = await start(browser, inside)
  const replayed = await post(id, another.state, answer)
  expect(await reasonOf(finish(browser, id, replayed)), 'for another attempt').toBe(
    'answer-not-valid',
  )
  const kept = await app.owner.transaction((tx) =>
    tx.query(
      sql`select from sso_attempts where connection_id = ${inside.connection.id} and response is not null`,
    ),
  )
  expect(kept, 'what was posted is forgotten once it was heard').toEqual([])
})

test('SS1: an answer is good in the browser that asked alone', async () => {
  const inside = await arrange()
  const { id } = inside.connection
  const [victim, attacker] = [openBrowser(app), openBrowser(app)]
  const { requestId, state } = await start(attacker, inside)
  const query = await post(id, state, answerTo(inside, requestId))
  expect(await reasonOf(finish(victim, id, query)), 'planted').toBe('other-browser')
  expect(await finish(attacker, id, query)).toMatchObject({ result: 'signed-in' })
})

test('SS2: what a provider signs for one organization opens no other that trusts the same provider', async () => {
  const [here, there] = [await arrange(), await arrange()]
  const browser = openBrowser(app)
  const { state } = await start(browser, there)
  const mine = await start(openBrowser(app), here)
  const answer = answerTo({ ...here, subject: there.subject }, mine.requestId)
  const query = await post(there.connection.id, state, answer)
  expect(await reasonOf(finish(browser, there.connection.id, query))).toBe('answer-not-valid')
  expect(await post(here.connection.id, state, 'AAAA'), 'at the address of the other').toBe(
    '?error=unsolicited',
  )
})

test('SS3: why an answer was refused stands in the trace, what was expected and what came', async () => {
  const inside = await arrange()
  const { id } = inside.connection
  const browser = openBrowser(app)
  const { requestId, state } = await start(browser, inside)
  const answer = answerTo(inside, requestId, { audience: 'https://other.test' })
  const query = await post(id, state, answer)
  expect(await reasonOf(finish(browser, id, query))).toBe('answer-not-valid')
  const [trace] = await tracesOf(inside)
  expect(trace?.steps.at(-1)).toEqual({
    name: 'audience',
    ok: false,
    detail: `${inside.toCopy.entityId} was expected, https://other.test came`,
  })
  expect(JSON.stringify(trace)).not.toContain(answer)
})

test('SS1: before anything was posted there is nothing to hand over', async () => {
  const inside = await arrange()
  const browser = openBrowser(app)
  const { state } = await start(browser, inside)
  const early = finish(browser, inside.connection.id, `?state=${state}`)
  expect(await reasonOf(early)).toBe('answer-not-valid')
})
