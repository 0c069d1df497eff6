import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { IdentityId } from '#api/common.ts'
import { unlockIdentity } from '#server/identities/unlock.ts'
import { password, startTestApp, type TestApp } from '#test/harness.ts'
import {
  arrangeConnection,
  auditOf,
  goThrough,
  linkAccount,
  proveDomain,
  signInThrough,
} from './arrange-sso.ts'
import { proveSso } from './connections.ts'
import { openBrowser } from './open-browser.ts'
import { type OpenIdPeer, startOpenIdProvider } from './peers/openid-provider.ts'
import { problemOf, resultOf } from './problem-of.ts'

// Mallory's organization points a connection at a provider that says whatever she likes; with what comes of it she asks at the
// connections of others, whose ids everybody learns at their doors.

let app: TestApp
let evil: OpenIdPeer
let good: OpenIdPeer
beforeAll(async () => {
  app = await startTestApp()
  ;[evil, good] = await Promise.all([startOpenIdProvider(), startOpenIdProvider()])
})
afterAll(async () => {
  await Promise.all([evil.stop(), good.stop()])
  await app.stop()
})

/** Two organizations with providers of their own, and somebody who may be in both. */
async function arrange() {
  const [hers, theirs] = await Promise.all([
    arrangeConnection(app, evil),
    arrangeConnection(app, good),
  ])
  const account = `as-${randomUUID().slice(0, 8)}`
  const victim = await app.person(`${account}@bona.test`)
  evil.accounts.set(account, { claims: { email: victim.email } })
  const inHers = await app.member(hers.organization, victim, { role: 'field_user' })
  return { hers, theirs, victim, inHers, account }
}

/** A browser in which Mallory's provider has said that she is the victim: linked once, or to be proved yet. */
async function asVictim(made: Awaited<ReturnType<typeof arrange>>, linked: boolean) {
  const { hers, account, inHers } = made
  if (linked) await linkAccount(app, hers, evil, account, inHers)
  const browser = openBrowser(app)
  const came = await signInThrough(browser, evil, hers, { account })
  expect(came.result).toBe(linked ? 'signed-in' : 'must-prove')
  return browser
}

describe.each([
  ['linked to the victim', true],
  ['that the victim has never proved', false],
])('PR4: an account at Mallory’s provider %s', (_, linked) => {
  test('does not make the connection of another organization name whom it knows', async () => {
    const ask = async (isMember: boolean) => {
      const made = await arrange()
      if (isMember) await app.member(made.theirs.organization, made.victim, { role: 'planner' })
      const { client } = await asVictim(made, linked)
      const { url } = await client.startSso({ body: { connectionId: made.theirs.id } })
      return [...new URL(url).searchParams.keys()].toSorted()
    }
    expect(await ask(true)).toEqual(await ask(false))
  })

  test('does not learn from an account of hers there whether the victim is a member', async () => {
    const ask = async (isMember: boolean) => {
      const made = await arrange()
      if (isMember) await app.member(made.theirs.organization, made.victim, { role: 'planner' })
      const browser = await asVictim(made, linked)
      const mallory = `mallory-${randomUUID().slice(0, 8)}`
      good.accounts.set(mallory, { claims: {} })
      const through = signInThrough(browser, good, made.theirs, { account: mallory })
      const said = { ...(await problemOf(through)), instance: null }
      expect(await auditOf(app, made.theirs.organization)).not.toContain('sso.held')
      return said
    }
    const said = await ask(true)
    expect(said).toMatchObject({ errors: [{ code: 'not-a-member' }] })
    expect(said).toEqual(await ask(false))
  })
})

test('PR4: of whom an administrator has just added nothing tells whether they had a password before', async () => {
  const hers = await arrangeConnection(app, evil)
  const ask = async (email: string) => {
    evil.accounts.set(email, { claims: { email } })
    const come = () => signInThrough(openBrowser(app), evil, hers, { account: email })
    return { ...(await come()), email: null, expiresAt: null }
  }
  const known = await app.person(`${randomUUID().slice(0, 8)}@bona.test`)
  await app.member(hers.organization, known, { status: 'registering', entered: false })
  const nobody = await app.person(`${randomUUID().slice(0, 8)}@bona.test`)
  await app.owner.transaction((tx) =>
    tx.query(sql`delete from passwords where identity_id = ${nobody.id}`),
  )
  await app.member(hers.organization, nobody, { status: 'registering', entered: false })
  expect(await ask(known.email)).toEqual(await ask(nobody.email))
})

test('LG4: who came through one organization’s provider goes on through another one’s that knows them', async () => {
  const made = await arrange()
  const there = await app.member(made.theirs.organization, made.victim, { role: 'planner' })
  good.accounts.set('vera', { claims: { email: made.victim.email } })
  const browser = await asVictim(made, true)
  const first = await signInThrough(browser, good, made.theirs, { account: 'vera' })
  expect(first).toMatchObject({ result: 'must-prove', email: made.victim.email })
  await linkAccount(app, made.theirs, good, 'vera', there)
  const again = await signInThrough(browser, good, made.theirs, { account: 'vera' })
  expect(again).toMatchObject({ outcome: { outcome: 'entered', member: { id: there } } })
  expect(await resultOf(browser.client.getSession())).toBe('done')
})

test('LG8: wrong codes in log-ins that a provider has begun lock those, and nobody who signs in otherwise', async () => {
  const made = await arrange()
  const { victim } = made
  const guess = async () => {
    const { client } = await asVictim(made, false)
    return resultOf(client.proveEmailCode({ body: { code: '000000' } }))
  }
  const said: string[] = []
  for (let n = 0; n < 6; n++) said.push(await guess())
  expect(said).toEqual([...Array<string>(5).fill('wrong-code'), 'locked'])
  const { client } = openBrowser(app)
  await client.signIn({ body: { email: victim.email, password, transport: 'cookie' } })
  expect(await resultOf(client.sendEmailCode())).toBe('done')
  expect(await resultOf(client.proveEmailCode({ body: { code: '000000' } }))).toBe('wrong-code')
  expect(await guess()).toBe('locked')
  await app.owner.transaction((tx) => unlockIdentity(tx, app.settings.secretKey, victim))
  expect(await guess()).toBe('wrong-code')
})

test('PW4, PR4: the home that made somebody by its provider opens nothing of theirs elsewhere, by whatever it holds', async () => {
  const domain = `d-${randomUUID().slice(0, 8)}.test`
  const hers = await arrangeConnection(app, evil, { justInTime: true }, { demanded: true })
  await proveDomain(app, hers.organization, domain)
  await proveSso(app, hers.organization, hers.id, hers.ownerId)
  const account = `bo-${domain}`
  const email = `bo@${domain}`
  evil.accounts.set(account, { claims: { email } })
  const browser = openBrowser(app)
  const joined = await signInThrough(browser, evil, hers, { account })
  if (joined.result !== 'signed-in' || joined.outcome.outcome !== 'entered') throw new Error('in')
  const memberId = joined.outcome.member.id
  await browser.client.completeRegistration({ body: { firstName: 'Bo', lastName: 'Real' } })
  const [bo] = await app.owner.transaction((tx) =>
    tx.query<{ id: IdentityId }>(sql`select id from identities where email = ${email}`),
  )
  if (!bo) throw new Error('nobody was made')
  const elsewhere = await app.organization()
  const there = await app.member(elsewhere, { ...bo, email })

  const away = (client: Client) =>
    resultOf(client.switchOrganization({ body: { memberId: there } }))
  const listed = async (client: Client) =>
    (await client.listMyOrganizations()).organizations.map(({ organizationId }) => organizationId)
  expect(await away(browser.client)).toBe('organization-not-found')
  expect(await listed(browser.client)).toEqual([hers.organization.id])

  const reset = { params: { memberId }, body: { method: 'temporary' as const } }
  const { temporaryPassword } = await hers.client.resetUserPassword(reset)
  expect(await resultOf(browser.client.getSession())).toBe('not-signed-in')
  const both = openBrowser(app)
  await signInThrough(both, evil, hers, { account })
  await both.client.provePassword({ body: { password: temporaryPassword ?? '' } })
  expect(await listed(both.client)).toEqual([hers.organization.id])
  expect(await both.client.switchOrganization({ body: { memberId: there } })).toMatchObject({
    outcome: 'challenged',
    missing: [{ kind: 'email_otp' }],
  })
  const home = both.client.nameHome({ body: { memberId } })
  expect(await resultOf(home)).toBe('fresh-evidence-required')
  expect(await resultOf(both.client.getSession())).toBe('done')
})

describe('two at once', () => {
  const linksOf = (memberId: string) =>
    app.owner.transaction((tx) =>
      tx.query(sql`select subject from sso_links where member_id = ${memberId}`),
    )
  const evidenceOf = (identityId: string) =>
    app.owner.transaction((tx) =>
      tx.query(sql`select e.kind from evidence e join logins l on l.id = e.login_id
        where l.identity_id = ${identityId} and e.kind = 'sso'`),
    )

  test('SS1: accounts at once that assert the same new address make one member, of one of them', async () => {
    const domain = `d-${randomUUID().slice(0, 8)}.test`
    const hers = await arrangeConnection(app, evil, { justInTime: true })
    await proveDomain(app, hers.organization, domain)
    const email = `twin@${domain}`
    const accounts = [1, 2, 3].map((n) => `${n}-${domain}`)
    for (const account of accounts) evil.accounts.set(account, { claims: { email } })
    const came = await Promise.all(
      accounts.map((account) => resultOf(signInThrough(openBrowser(app), evil, hers, { account }))),
    )
    expect(came.toSorted()).toEqual(['done', 'sso-refused', 'sso-refused'])
    const rows = await app.owner.transaction((tx) =>
      tx.query(sql`select m.id from members m join sso_links l on l.member_id = m.id
        where m.email = ${email}`),
    )
    expect(rows).toHaveLength(1)
  })

  test('SS2: proofs at once link what waits for them once', async () => {
    const made = await arrange()
    const { client, cookies } = await asVictim(made, false)
    const twin = openBrowser(app)
    for (const [name, value] of cookies) twin.cookies.set(name, value)
    const prove = (by: typeof client) => resultOf(by.provePassword({ body: { password } }))
    const said = await Promise.all([prove(client), prove(twin.client)])
    expect(said).toContain('done')
    expect(said.filter((one) => one !== 'done' && one !== 'not-signed-in')).toEqual([])
    expect(await linksOf(made.inHers)).toHaveLength(1)
    expect(await evidenceOf(made.victim.id)).toHaveLength(1)
  })

  test.each([1, 2, 3, 4])(
    'SS2: unlinked while coming back, nothing is left half (%i)',
    async (n) => {
      const made = await arrange()
      const { hers, inHers, account, victim } = made
      await linkAccount(app, hers, evil, account, inHers)
      await proveSso(app, hers.organization, hers.id, hers.ownerId)
      const browser = openBrowser(app)
      const query = await goThrough(browser, evil, hers, { account })
      const unlink = async () => {
        await new Promise((resolve) => setTimeout(resolve, n * 4))
        const params = { memberId: inHers, connectionId: hers.id }
        return resultOf(hers.client.unlinkUser({ params }))
      }
      const [came, unlinked] = await Promise.all([
        browser.client.finishSso({ body: { connectionId: hers.id, query } }),
        unlink(),
      ])
      expect(unlinked).toBe('done')
      expect(['signed-in', 'must-prove']).toContain(came.result)
      expect(await linksOf(inHers)).toEqual([])
      expect(await evidenceOf(victim.id)).toEqual([])
      expect(await resultOf(browser.client.getSession())).not.toBe('done')
    },
  )
})
