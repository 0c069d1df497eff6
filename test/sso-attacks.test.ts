import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { api } from '#api/index.ts'
import type { MemberStatus } from '#api/sessions.ts'
import { hashToken } from '#server/platform/token.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { setHome } from './arrange-identity.ts'
import {
  arrangeConnection,
  auditOf,
  demandSso,
  goThrough,
  linkAccount,
  proveDomain,
  signInThrough,
} from './arrange-sso.ts'
import { type Browser, openBrowser } from './open-browser.ts'
import { type OpenIdPeer, startOpenIdProvider } from './peers/openid-provider.ts'
import { problemOf, resultOf } from './problem-of.ts'
import { exampleBody, operations, requestFor } from './requests.ts'

// An organization points a connection at a provider that it controls, which may say anything of anybody. What it says counts in
// that organization, for accounts that a person has linked themselves, and nowhere else (DR3, PR4, SS2).

let app: TestApp
let evil: OpenIdPeer
beforeAll(async () => {
  app = await startTestApp()
  evil = await startOpenIdProvider()
})
afterAll(async () => {
  await evil.stop()
  await app.stop()
})

/** Mallory’s organization with her provider, and somebody at home in another one, whose address she makes it assert. */
async function arrange(change: Parameters<typeof arrangeConnection>[2] = {}) {
  const domain = `d-${randomUUID().slice(0, 8)}.test`
  const victim = await app.person(`vera@${domain}`)
  const theirs = await app.organization({ name: `Bona ${randomUUID().slice(0, 8)}` })
  const inTheirs = await app.member(theirs, victim)
  await setHome(app, victim, theirs)
  const connection = await arrangeConnection(app, evil, change)
  const account = `as-${randomUUID().slice(0, 8)}`
  evil.accounts.set(account, { claims: { email: victim.email, email_verified: true } })
  return {
    domain,
    victim,
    theirs,
    inTheirs,
    connection,
    mallorys: connection.organization,
    account,
  }
}

const linksIn = (organizationId: string) =>
  app.owner.transaction((tx) =>
    tx.query(sql`select member_id from sso_links where organization_id = ${organizationId}`),
  )
const eventsOf = async (identityId: string) => {
  const rows = await app.owner.transaction((tx) =>
    tx.query<{ event: string }>(
      sql`select event from identity_events where identity_id = ${identityId} order by at, id`,
    ),
  )
  return rows.map(({ event }) => event)
}
const loginsOf = (identityId: string) =>
  app.owner.transaction((tx) =>
    tx.query(sql`select id from logins where identity_id = ${identityId}`),
  )

/** Asks every route of the API as this browser, naming what is the victim’s; answers all that came back. */
async function walk(browser: () => Promise<Browser>, ids: Record<string, string>) {
  let here = await browser()
  const answers: { name: string; status: number; text: string }[] = []
  for (const [name, route] of operations) {
    const params = Object.fromEntries(
      [...route.path.matchAll(/:(\w+)/g)].map(([, key = '']) => [key, ids[key] ?? ids.any ?? '']),
    )
    const body = exampleBody(route, (field) => ids[field] ?? ids.any ?? '')
    const response = await here.fetch(requestFor(route, { params, body }))
    answers.push({ name, status: response.status, text: await response.text() })
    // Some end it.
    if ((await here.fetch(requestFor(api.getSession))).status !== 200) here = await browser()
  }
  return answers
}

describe('DR3, PR4, SS2: a provider under the control of another organization', () => {
  test.each([
    ['nobody joins there', false],
    ['just in time, on a domain that it has proved', true],
  ])('names somebody who is no member: %s', async (_, justInTime) => {
    const { connection, mallorys, theirs, victim, domain, account } = await arrange({ justInTime })
    if (justInTime) await proveDomain(app, mallorys, domain)
    const browser = openBrowser(app)
    const refused = await problemOf(signInThrough(browser, evil, connection, { account }))
    expect(refused).toMatchObject({ status: 403, errors: [{ code: 'not-a-member' }] })
    expect([...browser.cookies.keys()]).toEqual(['foyer_browser'])
    expect(await loginsOf(victim.id)).toEqual([])
    expect(await linksIn(mallorys.id)).toEqual([])
    expect(await auditOf(app, mallorys)).toContain('sso.refused')
    expect(await auditOf(app, theirs)).toEqual(['sso.not-believed'])
    expect(await eventsOf(victim.id)).toEqual(['sso-not-believed'])
    const [noted] = await app.owner.transaction((tx) =>
      tx.query(
        sql`select email, reason, times from refused_joins where organization_id = ${mallorys.id}`,
      ),
    )
    const reason = justInTime ? 'registered-elsewhere' : 'just-in-time-off'
    expect(noted).toEqual({ email: victim.email, reason, times: 1 })
  })

  test('PR4: the answer is the same whether the address is a stranger’s or somebody’s elsewhere, and homes are told once', async () => {
    const { connection, mallorys, domain, theirs, account } = await arrange({ justInTime: true })
    evil.accounts.set('nobody', { claims: { email: 'nobody@stranger.test' } })
    const ask = (who: string) =>
      problemOf(signInThrough(openBrowser(app), evil, connection, { account: who }))
    const strip = (document: Awaited<ReturnType<typeof ask>>) => ({ ...document, instance: null })
    const stranger = strip(await ask('nobody'))
    await proveDomain(app, mallorys, domain)
    expect(strip(await ask(account))).toEqual(stranger)
    expect(strip(await ask(account))).toEqual(stranger)
    expect(await auditOf(app, theirs)).toEqual(['sso.not-believed'])
  })

  test.each<[string, MemberStatus, boolean]>([
    ['invited there', 'invited', false],
    ['added there, who never came', 'registering', false],
    ['who is a member there and has linked nothing', 'active', true],
  ])('names somebody %s: nothing opens before the person proves it', async (_, status, entered) => {
    const made = await arrange()
    const { connection, mallorys, theirs, inTheirs, victim, account } = made
    const there = await app.member(mallorys, victim, { status, entered, role: 'field_user' })
    const browser = openBrowser(app)
    const come = () => signInThrough(browser, evil, connection, { account })
    expect(await come()).toMatchObject({
      result: 'must-prove',
      organization: { slug: mallorys.slug },
      email: victim.email,
    })
    const { client } = browser
    for (const ask of [
      () => client.listMyOrganizations(),
      () => client.switchOrganization({ body: { memberId: inTheirs } }),
      () => client.switchOrganization({ body: { memberId: there } }),
      () => client.acceptInvitation({ params: { memberId: there } }),
      () => client.getMySecurity(),
      () => client.signOutEverywhere(),
    ])
      expect(await resultOf(ask())).toBe('not-signed-in')
    expect(await linksIn(mallorys.id)).toEqual([])
    expect(await auditOf(app, mallorys)).toContain('sso.held')
    expect(await auditOf(app, theirs)).toEqual(['sso.not-believed'])
    // Nor does coming again with the same account.
    expect(await come()).toMatchObject({ result: 'must-prove' })
    expect(await linksIn(mallorys.id)).toEqual([])
  })

  test('is linked, and walks on: the other organization is not there', async () => {
    const { connection, mallorys, theirs, inTheirs, victim, account } = await arrange()
    const there = await app.member(mallorys, victim, { role: 'field_user' })
    await linkAccount(app, connection, evil, account, there)
    const { client, ...browser } = openBrowser(app)
    const came = await signInThrough({ client, ...browser }, evil, connection, { account })
    expect(came).toMatchObject({ outcome: { outcome: 'entered', member: { id: there } } })

    expect(await client.listMyOrganizations()).toMatchObject({
      organizations: [{ organizationId: mallorys.id }],
      pendingInvitations: [],
      signedInBySsoAlone: true,
    })
    const away = () => client.switchOrganization({ body: { memberId: inTheirs } })
    expect(await resultOf(away())).toBe('organization-not-found')
    expect(await auditOf(app, theirs)).toEqual(['sso.not-believed'])
    expect(await resultOf(away())).toBe('organization-not-found')
    expect(await auditOf(app, theirs)).toEqual(['sso.not-believed'])
    const fresh = 'fresh-evidence-required'
    const hub = { name: 'Hub', latitude: 0, longitude: 0 }
    const founding = { name: 'Mine', copyFromFirst: true, hub }
    expect(await resultOf(client.createOrganization({ body: founding }))).toBe(fresh)
    expect(await resultOf(client.signOutEverywhere())).toBe(fresh)
    expect(await resultOf(client.getMySecurity())).toBe(fresh)
    expect(await resultOf(client.startEnrolment())).toBe(fresh)
    const change = { newEmail: 'mallory@evil.test' }
    expect(await resultOf(client.startEmailChange({ body: change }))).toBe(fresh)
    expect(await resultOf(client.undoIdentityDeletion())).toBe(fresh)
    const invited = await app.member(await app.organization(), victim, { status: 'invited' })
    expect(await resultOf(client.acceptInvitation({ params: { memberId: invited } }))).toBe(fresh)
  })

  test('nor does any route of the API say anything of the other organization', async () => {
    const { connection, mallorys, theirs, inTheirs, victim, account } = await arrange()
    const there = await app.member(mallorys, victim, { role: 'owner' })
    await linkAccount(app, connection, evil, account, there)
    const hub = await app.hub(theirs)
    // Some routes take the victim out of there, or the organization away: then it is as it was.
    const begin = async () => {
      await app.owner.transaction((tx) =>
        tx.query(
          sql`update organizations set status = 'active', deleting_until = null where id = ${mallorys.id}`,
        ),
      )
      const rows = await app.owner.transaction((tx) =>
        tx.query(
          sql`select from members where organization_id = ${mallorys.id} and identity_id = ${victim.id}`,
        ),
      )
      if (rows.length > 0) return
      const again = await app.member(mallorys, victim, { role: 'owner' })
      await linkAccount(app, connection, evil, account, again)
    }
    const come = async () => {
      await begin()
      const browser = openBrowser(app)
      await signInThrough(browser, evil, connection, { account })
      return browser
    }
    const theirIds = {
      memberId: inTheirs,
      organizationId: theirs.id,
      hubId: hub,
      roleId: theirs.roles.owner,
      any: inTheirs,
    }
    const secrets = [theirs.name, theirs.slug, theirs.id, inTheirs, hub, theirs.roles.owner]
    for (const ids of [theirIds, { ...theirIds, memberId: there }])
      for (const { name, status, text } of await walk(come, ids)) {
        expect(status, name).toBeLessThan(500)
        // Its own audit log tells the attacker which ids it has asked for itself.
        const unknown = name === 'listAuditEvents' ? [theirs.name, theirs.slug] : secrets
        for (const secret of unknown) expect(text, name).not.toContain(secret)
      }
    expect(await linksIn(theirs.id)).toEqual([])
  }, 120_000)

  test('cannot answer an attempt at another organization, nor open a door that its evidence has to do with', async () => {
    const { connection, mallorys, victim, theirs, inTheirs, account } = await arrange()
    const good = await startOpenIdProvider()
    try {
      const honest = await arrangeConnection(app, good, {}, { organization: theirs })
      const there = await app.member(mallorys, victim, { role: 'field_user' })
      await linkAccount(app, connection, evil, account, there)
      const browser = openBrowser(app)
      const query = await goThrough(browser, evil, connection, { account })
      const crossed = { body: { connectionId: honest.id, query } }
      expect(await problemOf(browser.client.finishSso(crossed))).toMatchObject({
        errors: [{ code: 'attempt-over' }],
      })
      await browser.client.finishSso({ body: { connectionId: connection.id, query } })
      // The victim’s own password as well: the door of the other one wants its own provider still (DR3).
      const { password } = await import('#test/harness.ts')
      await browser.client.provePassword({ body: { password } })
      const away = await browser.client.switchOrganization({ body: { memberId: inTheirs } })
      expect(away).toMatchObject({
        outcome: 'challenged',
        missing: [{ kind: 'sso', connections: [{ id: honest.id }] }],
      })
    } finally {
      await good.stop()
    }
    await demandSso(app, theirs)
  })

  test('asserts an administrator’s address within its own organization: nobody is let in by it', async () => {
    const { connection, mallorys, account } = await arrange()
    evil.accounts.set(account, { claims: { email: connection.owner.email } })
    const before = await linksIn(mallorys.id)
    const came = await signInThrough(openBrowser(app), evil, connection, { account })
    expect(came.result).toBe('must-prove')
    expect(await linksIn(mallorys.id)).toEqual(before)
  })

  test('LG8: every way through a provider counts guesses and codes where strangers’ count, and takes no codes from who signs in otherwise', async () => {
    const { connection, mallorys, victim, account } = await arrange()
    await app.member(mallorys, victim, { role: 'field_user' })
    const guess = async () => {
      const browser = openBrowser(app)
      await signInThrough(browser, evil, connection, { account })
      return resultOf(browser.client.provePassword({ body: { password: 'a wrong sentence' } }))
    }
    const said: string[] = []
    for (let n = 0; n < 7; n++) said.push(await guess())
    expect(said).toEqual([...Array<string>(5).fill('wrong-password'), 'locked', 'locked'])

    const ask = async () => {
      const browser = openBrowser(app)
      await signInThrough(browser, evil, connection, { account })
      return resultOf(browser.client.sendEmailCode())
    }
    const sent: string[] = []
    for (let n = 0; n < 11; n++) sent.push(await ask())
    expect(sent).toEqual([...Array<string>(10).fill('done'), 'too-many-requests'])
    // As if signed in by the password: that is locked by now for strangers.
    const [login] = await app.owner.transaction((tx) =>
      tx.query<{ id: string }>(sql`insert into logins (identity_id, transport, created_at)
        values (${victim.id}, 'bearer', now()) returning id`),
    )
    const token = `fyp_${randomUUID()}`.padEnd(47, 'x')
    await app.owner.transaction((tx) =>
      tx.query(sql`
        with proved as (insert into evidence (login_id, kind, at) values (${login?.id}, 'password', now()))
        insert into pending_sign_ins (token_hash, login_id, identity_id, created_at, expires_at)
        values (${hashToken(token)}, ${login?.id}, ${victim.id}, now(), now() + interval '10 minutes')`),
    )
    expect(await resultOf(app.clientWith(token).sendEmailCode())).toBe('done')
  })
})
