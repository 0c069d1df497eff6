import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { MemberId } from '#api/common.ts'
import type { MemberStatus } from '#api/sessions.ts'
import { setHome } from '#test/arrange-identity.ts'
import {
  arrangeConnection,
  auditOf,
  demandSso,
  goThrough,
  linkAccount,
  proveDomain,
  signInThrough,
  type TestConnection,
} from '#test/arrange-sso.ts'
import { password, startTestApp, type TestApp, type TestPerson } from '#test/harness.ts'
import { secretIn } from '#test/mails.ts'
import { type Browser, openBrowser } from '#test/open-browser.ts'
import { type OpenIdPeer, startOpenIdProvider } from '#test/peers/openid-provider.ts'
import { createTestBrowser } from '#test/peers/test-browser.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

let app: TestApp
let provider: OpenIdPeer
beforeAll(async () => {
  app = await startTestApp()
  provider = await startOpenIdProvider()
})
afterAll(async () => {
  await provider.stop()
  await app.stop()
})
afterEach(() => vi.useRealTimers())

/** The server and the provider see this time; 0: now. */
const later = (seconds: number) =>
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 })

/** An account at the provider, with an address of its own unless told. */
function account(claims: Record<string, unknown> = {}) {
  const login = `a-${randomUUID().slice(0, 8)}`
  const email = `${login}@example.test`
  provider.accounts.set(login, { claims: { email, email_verified: true, ...claims } })
  return { login, email }
}

/** Somebody with a member row and an account under their own address; linked unless told. */
async function staff(
  connection: TestConnection,
  values: {
    linked?: boolean
    status?: MemberStatus
    entered?: boolean
    role?: 'owner' | 'admin' | 'planner' | 'field_user'
    claims?: Record<string, unknown>
  } = {},
) {
  const { login, email } = account(values.claims)
  const person = await app.person(email)
  const { linked = true, role = 'planner', claims: _claims, ...rest } = values
  const memberId = await app.member(connection.organization, person, { role, ...rest })
  if (linked) await linkAccount(app, connection, provider, login, memberId)
  return { login, person, memberId }
}

const through = (browser: Browser, connection: { id: TestConnection['id'] }, login: string) =>
  signInThrough(browser, provider, connection, { account: login })
const reasonOf = async (call: Promise<unknown>) =>
  (await problemOf(call))?.errors?.[0]?.code ?? 'done'
const linksOf = (memberId: MemberId) =>
  app.owner.transaction((tx) =>
    tx.query<{ provedBy: string }>(
      sql`select proved_by as "provedBy" from sso_links where member_id = ${memberId}`,
    ),
  )
const tracesOf = async ({ id }: TestConnection) => {
  const rows = await app.owner.transaction((tx) =>
    tx.query<{ outcome: string }>(
      sql`select outcome from sso_traces where connection_id = ${id} order by id`,
    ),
  )
  return rows.map(({ outcome }) => outcome)
}
const memberRow = async (memberId: MemberId) => {
  const [row] = await app.owner.transaction((tx) =>
    tx.query<Record<string, unknown>>(sql`
      select m.email, m.status, m.source, m.first_name, m.last_name, m.title, m.phone, m.role_id, m.identity_id
      from members m where m.id = ${memberId}`),
  )
  return row
}
const byPassword = async (browser: Browser, { email }: TestPerson) =>
  browser.client.signIn({ body: { email, password, transport: 'cookie' } })

describe('LG4, LG5: through the provider into the organization', () => {
  test('LG5: a linked account opens the door of its member, for nobody signed in, and without a password', async () => {
    const connection = await arrangeConnection(app, provider)
    const { login, person, memberId } = await staff(connection)
    await app.owner.transaction((tx) =>
      tx.query(sql`delete from passwords where identity_id = ${person.id}`),
    )
    const browser = openBrowser(app)
    const to = `/o/${connection.organization.slug}/users?q=a#b`
    const came = await signInThrough(browser, provider, connection, { account: login }, { to })
    expect(came).toMatchObject({
      result: 'signed-in',
      outcome: { outcome: 'entered', member: { id: memberId } },
      to,
    })
    expect(came).not.toHaveProperty('outcome.token')
    expect([...browser.cookies.keys()].toSorted()).toEqual(['foyer_browser', 'foyer_session'])
    expect((await browser.client.getSession()).missing).toEqual([])
    expect(await auditOf(app, connection.organization)).toContain('session.entered')
    expect(await tracesOf(connection)).toEqual(['signed-in'])
  })

  test('LG7: a destination elsewhere is dropped', async () => {
    const connection = await arrangeConnection(app, provider)
    const { login } = await staff(connection)
    for (const to of ['//evil.test', 'https://evil.test/', '/\\evil.test'])
      expect(
        await signInThrough(openBrowser(app), provider, connection, { account: login }, { to }),
      ).toMatchObject({ to: null })
  })

  test('SS2: the first link of a member is made by their own session, and opens the door at once', async () => {
    const connection = await arrangeConnection(app, provider, {}, { demanded: false })
    const { login, person, memberId } = await staff(connection, { linked: false })
    const browser = openBrowser(app)
    await byPassword(browser, person)
    await demandSso(app, connection.organization)
    const before = browser.cookies.get('foyer_session')
    expect((await browser.client.getSession()).missing).toMatchObject([{ kind: 'sso' }])
    const came = await through(browser, connection, login)
    expect(came).toMatchObject({ outcome: { outcome: 'entered', member: { id: memberId } } })
    expect(await linksOf(memberId)).toEqual([{ provedBy: 'own-proof' }])
    expect(browser.cookies.get('foyer_session')).not.toBe(before)
    expect((await browser.client.getSession()).missing).toEqual([])
    expect(await auditOf(app, connection.organization)).toContain('sso.linked')
    expect(await tracesOf(connection)).toEqual(['linked'])
  })

  test('DR6: an administrator links their own account where nothing demands single sign-on yet', async () => {
    const connection = await arrangeConnection(app, provider, {}, { demanded: false })
    const { login, person, memberId } = await staff(connection, { linked: false, role: 'admin' })
    const browser = openBrowser(app)
    await byPassword(browser, person)
    await through(browser, connection, login)
    const [shown] = (await browser.client.listConnections()).items
    expect(shown?.ownSignInAt).not.toBeNull()
    expect(await linksOf(memberId)).toHaveLength(1)
  })

  test('SS2, LG4: without a proof of one’s own, password or mailbox link the account once; then it opens alone', async () => {
    const connection = await arrangeConnection(app, provider)
    for (const how of ['password', 'mailbox'] as const) {
      const { login, person, memberId } = await staff(connection, { linked: false })
      const browser = openBrowser(app)
      const { client } = browser
      expect(await through(browser, connection, login)).toMatchObject({
        result: 'must-prove',
        email: person.email,
        hasPassword: true,
      })
      expect(await linksOf(memberId)).toEqual([])
      if (how === 'password') await client.provePassword({ body: { password } })
      else {
        await client.sendEmailCode()
        const code = await secretIn(app, person.email, 'email-code')
        await client.proveEmailCode({ body: { code } })
      }
      expect(await linksOf(memberId)).toEqual([{ provedBy: 'own-proof' }])
      const outcome = await client.switchOrganization({ body: { memberId } })
      expect(outcome).toMatchObject({ outcome: 'entered' })
      const again = await through(openBrowser(app), connection, login)
      expect(again).toMatchObject({ outcome: { outcome: 'entered', member: { id: memberId } } })
    }
    expect(await tracesOf(connection)).toEqual([
      'must-prove',
      'linked',
      'signed-in',
      'must-prove',
      'linked',
      'signed-in',
    ])
  })

  test('LG4: from the picker, the password given once, on to the provider and in', async () => {
    const connection = await arrangeConnection(app, provider)
    const { login, person, memberId } = await staff(connection, { linked: false })
    await app.member(await app.organization(), person)
    const browser = openBrowser(app)
    expect(await byPassword(browser, person)).toMatchObject({ outcome: 'choose' })
    expect(await browser.client.switchOrganization({ body: { memberId } })).toMatchObject({
      outcome: 'challenged',
      missing: [{ kind: 'sso', connections: [{ id: connection.id }] }],
    })
    expect(await through(browser, connection, login)).toMatchObject({
      outcome: { outcome: 'entered', member: { id: memberId } },
    })
    expect(browser.cookies.has('foyer_pending')).toBe(false)
  })

  test('a dead session in the browser hides no living pending sign-in, which goes on', async () => {
    const connection = await arrangeConnection(app, provider)
    const { login, person, memberId } = await staff(connection, { linked: false })
    await app.member(await app.organization(), person)
    const browser = openBrowser(app)
    await byPassword(browser, person)
    browser.cookies.set('foyer_session', `fys_${'x'.repeat(43)}`)
    await browser.client.switchOrganization({ body: { memberId } })
    expect(await through(browser, connection, login)).toMatchObject({
      outcome: { outcome: 'entered', member: { id: memberId } },
    })
  })

  test('SW3, SW5: a switch goes by the provider; the old session stays until the door opens, then ends', async () => {
    const connection = await arrangeConnection(app, provider)
    const { login, person, memberId } = await staff(connection)
    const from = await app.organization()
    const inFrom = await app.member(from, person)
    const browser = openBrowser(app)
    const { client } = browser
    await byPassword(browser, person)
    await client.switchOrganization({ body: { memberId: inFrom } })
    const { token: old } = { token: browser.cookies.get('foyer_session') }
    await client.switchOrganization({ body: { memberId } })
    const cancelled = signInThrough(browser, provider, connection, { cancel: true })
    expect(await reasonOf(cancelled)).toBe('cancelled')
    expect((await client.getSession()).organization.id).toBe(from.id)
    await through(browser, connection, login)
    expect((await client.getSession()).organization.id).toBe(connection.organization.id)
    expect(await resultOf(app.clientWith(old).getSession())).toBe('not-signed-in')
    expect(await auditOf(app, from)).toContain('session.left')
  })

  test('LG2: who was added and never came chooses first; who has chosen goes straight in', async () => {
    const connection = await arrangeConnection(app, provider)
    const { login, person, memberId } = await staff(connection, {
      status: 'registering',
      entered: false,
    })
    expect(await through(openBrowser(app), connection, login)).toMatchObject({
      outcome: { outcome: 'choose', organizations: [{ memberId, addedBy: 'Ana Admin' }] },
    })
    const browser = openBrowser(app)
    await byPassword(browser, person)
    await browser.client.switchOrganization({ body: { memberId } })
    expect(await through(browser, connection, login)).toMatchObject({
      outcome: { outcome: 'entered', member: { id: memberId } },
    })
  })

  test('DR1: a second factor is asked for after single sign-on, unless the connection provides it; a guest’s password too', async () => {
    const connection = await arrangeConnection(app, provider)
    const { organization } = connection
    const { login, memberId } = await staff(connection)
    const change = (statement: ReturnType<typeof sql>) =>
      app.owner.transaction((tx) => tx.query(statement))
    const missing = async () => {
      const came = await through(openBrowser(app), connection, login)
      if (came.result !== 'signed-in') throw new Error(came.result)
      const { outcome } = came
      return outcome.outcome === 'challenged' ? outcome.missing.map((s) => s.kind) : outcome.outcome
    }
    await change(
      sql`update sign_in_policies set second_factor = 'email_otp' where organization_id = ${organization.id}`,
    )
    expect(await missing()).toEqual(['email_otp'])
    await change(
      sql`update connections set provides_second_factor = true where id = ${connection.id}`,
    )
    expect(await missing()).toBe('entered')
    await change(sql`update members set guest = true where id = ${memberId}`)
    expect(await missing()).toEqual(['password', 'email_otp'])
  })

  test('SS2: an invited person proves the account is theirs, and finds the invitation', async () => {
    const connection = await arrangeConnection(app, provider)
    const { login, person, memberId } = await staff(connection, {
      linked: false,
      status: 'invited',
    })
    const browser = openBrowser(app)
    const { client } = browser
    expect(await through(browser, connection, login)).toMatchObject({ result: 'must-prove' })
    await client.provePassword({ body: { password } })
    const { pendingInvitations } = await client.listMyOrganizations()
    expect(pendingInvitations).toMatchObject([{ memberId }])
    await client.acceptInvitation({ params: { memberId } })
    expect(await client.switchOrganization({ body: { memberId } })).toMatchObject({
      outcome: 'entered',
    })
    expect(await through(openBrowser(app), connection, login)).toMatchObject({
      outcome: { outcome: 'entered' },
    })
    expect(person.email).toContain('@')
  })
})

describe('DR1: how old evidence may be', () => {
  test('an idle or aged session proves itself anew at the provider, which must ask again', async () => {
    const connection = await arrangeConnection(app, provider)
    await demandSso(app, connection.organization, 3600)
    const { login, memberId } = await staff(connection)
    const browser = openBrowser(app)
    const there = createTestBrowser()
    later(120)
    const how = { account: login, browser: there }
    await signInThrough(browser, provider, connection, how)
    later(3700)
    const { missing } = await browser.client.getSession()
    expect(missing).toMatchObject([{ kind: 'sso' }])
    // The provider knows this browser still: without being asked anew it would answer by itself.
    const { url } = await browser.client.startSso({ body: { connectionId: connection.id } })
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      prompt: 'login',
      max_age: '0',
    })
    const came = await signInThrough(browser, provider, connection, how)
    expect(came).toMatchObject({ outcome: { outcome: 'entered', member: { id: memberId } } })
    expect((await browser.client.getSession()).missing).toEqual([])
  })

  test('whoever came with an account of no use here is asked anew for another, if they wish', async () => {
    const connection = await arrangeConnection(app, provider)
    const { login, memberId } = await staff(connection)
    const { login: stranger } = account()
    const browser = openBrowser(app)
    const there = createTestBrowser()
    const way = (login: string) => ({ account: login, browser: there })
    const come = (login: string) =>
      reasonOf(signInThrough(browser, provider, connection, way(login)))
    expect(await come(stranger)).toBe('not-a-member')
    // The provider answers by itself with the account that it knows.
    expect(await come(login)).toBe('not-a-member')
    const anew = { anew: true }
    const body = { connectionId: connection.id, ...anew }
    const { url } = await browser.client.startSso({ body })
    expect(new URL(url).searchParams.get('prompt')).toBe('login')
    const asked = { account: login }
    expect(await signInThrough(browser, provider, connection, asked, anew)).toMatchObject({
      outcome: { outcome: 'entered', member: { id: memberId } },
    })
  })

  test('a provider that was to ask anew and did not is refused', async () => {
    const connection = await arrangeConnection(app, provider)
    await demandSso(app, connection.organization, 3600)
    const { login } = await staff(connection)
    const browser = openBrowser(app)
    later(120)
    await through(browser, connection, login)
    later(3700)
    const known = provider.accounts.get(login)
    if (known) provider.accounts.set(login, { ...known, signedInSecondsAgo: 300 })
    expect(await reasonOf(through(browser, connection, login))).toBe('too-old')
    expect((await browser.client.getSession()).missing).toMatchObject([{ kind: 'sso' }])
  })

  test('evidence counts from when the person showed the provider who they are', async () => {
    const connection = await arrangeConnection(app, provider)
    await demandSso(app, connection.organization, 3600)
    const { login } = await staff(connection)
    const known = provider.accounts.get(login)
    later(7200)
    if (known) provider.accounts.set(login, { ...known, signedInSecondsAgo: 1800 })
    const browser = openBrowser(app)
    await through(browser, connection, login)
    expect((await browser.client.getSession()).missing).toEqual([])
    later(2000)
    expect((await browser.client.getSession()).missing).toMatchObject([{ kind: 'sso' }])
  })

  test('a connection that is disabled, enabled anew, or led to another provider counts no more on the next request', async () => {
    const connection = await arrangeConnection(app, provider, {}, { demanded: false })
    const { client: owner, id } = connection
    const { login, person, memberId } = await staff(connection, { linked: false })
    const browser = openBrowser(app)
    await byPassword(browser, person)
    await through(browser, connection, login)
    const params = { connectionId: id }
    // The owner goes on by the password: nothing keeps them out.
    await app.owner.transaction((tx) =>
      tx.query(sql`update members set guest = true where id = ${connection.ownerId}`),
    )
    await demandSso(app, connection.organization)
    expect((await browser.client.getSession()).missing).toEqual([])
    await owner.setConnectionStatus({ params, body: { status: 'disabled' } })
    expect((await browser.client.getSession()).missing).toMatchObject([
      { kind: 'sso', connections: [] },
    ])
    expect(await resultOf(browser.client.listTasks({ query: {} }))).toBe('step-up-required')
    await owner.setConnectionStatus({ params, body: { status: 'enabled' } })
    expect((await browser.client.getSession()).missing).toMatchObject([{ kind: 'sso' }])
    await through(browser, connection, login)
    expect((await browser.client.getSession()).missing).toEqual([])

    const other = await startOpenIdProvider()
    try {
      const redirectUris = [`http://localhost/sso/${id}/return`]
      const known = other.addClient({ redirectUris })
      await owner.updateConnection({
        params,
        body: { oidc: { issuer: other.issuer, ...known } },
      })
      expect((await browser.client.getSession()).missing).toMatchObject([{ kind: 'sso' }])
      await owner.setConnectionStatus({ params, body: { status: 'enabled' } })
      // The same subject of another issuer is another account.
      other.accounts.set(login, { claims: { email: person.email } })
      const came = signInThrough(openBrowser(app), other, connection, { account: login })
      expect(await came).toMatchObject({ result: 'must-prove' })
    } finally {
      await other.stop()
    }
    expect(await linksOf(memberId)).toHaveLength(1)
  })
})

describe('SS1, US7: just in time', () => {
  const domain = () => `d-${randomUUID().slice(0, 8)}.test`

  test('somebody new becomes a member at home there, by groups and attributes, and registers', async () => {
    const connection = await arrangeConnection(app, provider, { justInTime: true })
    const { organization } = connection
    const { planner, owner } = organization.roles
    await app.owner.transaction((tx) =>
      tx.query(sql`
        insert into connection_group_roles (organization_id, connection_id, position, group_name, role_id)
        values (${organization.id}, ${connection.id}, 0, 'bosses', ${owner}),
          (${organization.id}, ${connection.id}, 1, 'planning', ${planner})`),
    )
    const at = domain()
    await proveDomain(app, organization, at)
    const { login, email } = account({
      email: `ida@${at}`,
      given_name: 'Ida',
      family_name: 'Neu',
      job_title: 'Dispatcher',
      phone_number: '+62 812 3456',
      groups: ['bosses', 'planning'],
    })
    expect(email).not.toBe(`ida@${at}`)
    const browser = openBrowser(app)
    const came = await through(browser, connection, login)
    if (came.result !== 'signed-in' || came.outcome.outcome !== 'entered')
      throw new Error(JSON.stringify(came))
    const row = await memberRow(came.outcome.member.id)
    expect(row).toMatchObject({
      email: `ida@${at}`,
      status: 'registering',
      source: 'single-sign-on',
      first_name: 'Ida',
      last_name: 'Neu',
      title: 'Dispatcher',
      phone: '+62 812 3456',
      role_id: planner,
    })
    const [identity] = await app.owner.transaction((tx) =>
      tx.query<Record<string, unknown>>(sql`select home_organization_id as home,
        mailbox_proved_at is not null as proved from identities where email = ${`ida@${at}`}`),
    )
    expect(identity).toEqual({ home: organization.id, proved: true })
    await browser.client.completeRegistration({ body: { firstName: 'Ida', lastName: 'Neu' } })
    expect((await browser.client.getSession()).member.status).toBe('active')
    expect(await through(openBrowser(app), connection, login)).toMatchObject({
      outcome: { outcome: 'entered', member: came.outcome.member },
    })
    expect(await auditOf(app, organization)).toEqual(
      expect.arrayContaining(['sso.joined', 'sso.linked']),
    )
    expect(await tracesOf(connection)).toEqual(['joined', 'signed-in'])
  })

  test('without a group: the default role, else the lowest', async () => {
    const connection = await arrangeConnection(app, provider, { justInTime: true })
    const { organization, id } = connection
    const at = domain()
    await proveDomain(app, organization, at)
    const roleOf = async (name: string) => {
      const { login } = account({ email: `${name}@${at}` })
      const came = await through(openBrowser(app), connection, login)
      if (came.result !== 'signed-in' || came.outcome.outcome !== 'entered')
        throw new Error(JSON.stringify(came))
      return (await memberRow(came.outcome.member.id))?.role_id
    }
    expect(await roleOf('one')).toBe(organization.roles.field_user)
    await app.owner.transaction((tx) =>
      tx.query(
        sql`update connections set default_role_id = ${organization.roles.planner} where id = ${id}`,
      ),
    )
    expect(await roleOf('two')).toBe(organization.roles.planner)
  })

  test('US7: of somebody who exists the row is made, and the account waits for their mailbox', async () => {
    const connection = await arrangeConnection(app, provider, { justInTime: true })
    const at = domain()
    await proveDomain(app, connection.organization, at)
    const person = await app.person(`ed@${at}`)
    const { login } = account({ email: person.email })
    const browser = openBrowser(app)
    expect(await through(browser, connection, login)).toMatchObject({ result: 'must-prove' })
    const [row] = await app.owner.transaction((tx) =>
      tx.query<{ id: MemberId }>(sql`select id from members where identity_id = ${person.id}`),
    )
    const memberId = row?.id as MemberId
    expect(await linksOf(memberId)).toEqual([])
    await browser.client.provePassword({ body: { password } })
    expect(await linksOf(memberId)).toEqual([{ provedBy: 'joining' }])
    expect(await browser.client.switchOrganization({ body: { memberId } })).toMatchObject({
      outcome: 'entered',
    })
  })

  test('browsers at once make one member', async () => {
    const connection = await arrangeConnection(app, provider, { justInTime: true })
    const at = domain()
    await proveDomain(app, connection.organization, at)
    const { login } = account({ email: `twin@${at}` })
    const browsers = [1, 2, 3].map(() => openBrowser(app))
    const how = { account: login }
    const back = await Promise.all(
      browsers.map((browser) => goThrough(browser, provider, connection, how)),
    )
    const came = await Promise.all(
      browsers.map(({ client }, n) =>
        client.finishSso({ body: { connectionId: connection.id, query: back[n] ?? '' } }),
      ),
    )
    expect(came.map(({ result }) => result)).toEqual(['signed-in', 'signed-in', 'signed-in'])
    const rows = await app.owner.transaction((tx) =>
      tx.query(sql`select id from members where email = ${`twin@${at}`}`),
    )
    expect(rows).toHaveLength(1)
  })

  test.each<[string, Record<string, unknown>, string | null]>([
    ['address not checked by the provider', { email_verified: false }, null],
    ['no address', { email: undefined }, null],
    ['domain not proved', {}, 'domain-not-proved'],
  ])('%s: not a member', async (_, claims, reason) => {
    const connection = await arrangeConnection(app, provider, { justInTime: true })
    const { login } = account(claims)
    const browser = openBrowser(app)
    expect(await reasonOf(through(browser, connection, login))).toBe('not-a-member')
    const noted = await app.owner.transaction((tx) =>
      tx.query<{ reason: string }>(
        sql`select reason from refused_joins where organization_id = ${connection.organization.id}`,
      ),
    )
    expect(noted).toEqual(reason ? [{ reason }] : [])
  })
})

describe('SS1: attributes and groups at each log-in', () => {
  test('profile and role follow the provider, the e-mail never; an owner stays one, and nobody becomes one', async () => {
    const connection = await arrangeConnection(app, provider, { updateAtSignIn: true })
    const { organization } = connection
    await app.owner.transaction((tx) =>
      tx.query(sql`
        insert into connection_group_roles (organization_id, connection_id, position, group_name, role_id)
        values (${organization.id}, ${connection.id}, 0, 'bosses', ${organization.roles.owner}),
          (${organization.id}, ${connection.id}, 1, 'field', ${organization.roles.field_user})`),
    )
    const claims = { given_name: 'New', groups: ['bosses', 'field'], job_title: 'x'.repeat(300) }
    for (const role of ['planner', 'owner'] as const) {
      const { login, person, memberId } = await staff(connection, { role, claims })
      const known = provider.accounts.get(login)
      if (known) known.claims.email = 'changed@example.test'
      const browser = openBrowser(app)
      await through(browser, connection, login)
      expect(await memberRow(memberId)).toMatchObject({
        email: person.email,
        first_name: 'New',
        last_name: 'Person',
        title: 'x'.repeat(100),
        role_id: organization.roles[role === 'owner' ? 'owner' : 'field_user'],
      })
      expect((await browser.client.getSession()).role.id).toBe(
        organization.roles[role === 'owner' ? 'owner' : 'field_user'],
      )
    }
    expect(await auditOf(app, organization)).toContain('user.updated')
  })

  test('unless wished, nothing changes', async () => {
    const connection = await arrangeConnection(app, provider)
    const { login, memberId } = await staff(connection, { claims: { given_name: 'New' } })
    await through(openBrowser(app), connection, login)
    expect(await memberRow(memberId)).toMatchObject({ first_name: 'Test' })
  })
})

describe('refused, and nothing half-written', () => {
  test('SS2: an account of somebody else than is signed in, whether linked to them or bearing their address', async () => {
    const connection = await arrangeConnection(app, provider)
    const [one, two, three] = [
      await staff(connection),
      await staff(connection),
      await staff(connection, { linked: false }),
    ]
    const browser = openBrowser(app)
    await through(browser, connection, one.login)
    for (const { login } of [two, three])
      expect(await reasonOf(through(browser, connection, login))).toBe('another-person')
    expect((await browser.client.getSession()).member.id).toBe(one.memberId)
    // A second account of a member who has one, which the provider made for the same address.
    const again = account({ email: one.person.email })
    expect(await reasonOf(through(openBrowser(app), connection, again.login))).toBe(
      'another-person',
    )
    expect(await linksOf(three.memberId)).toEqual([])
    expect(await auditOf(app, connection.organization)).toContain('sso.refused')
  })

  test('US2: a suspended member, linked or not, is told what a stranger is', async () => {
    const connection = await arrangeConnection(app, provider)
    for (const linked of [true, false]) {
      const { login } = await staff(connection, { linked, status: 'suspended' })
      const browser = openBrowser(app)
      expect(await reasonOf(through(browser, connection, login))).toBe('not-a-member')
      expect(browser.cookies.has('foyer_session')).toBe(false)
    }
  })

  test('an answer is good once, in the browser and on the log-in that asked', async () => {
    const connection = await arrangeConnection(app, provider)
    const { login, person } = await staff(connection)
    const finish = (browser: Browser, query: string) =>
      browser.client.finishSso({ body: { connectionId: connection.id, query } })
    const go = (browser: Browser) => goThrough(browser, provider, connection, { account: login })

    const [mine, theirs] = [openBrowser(app), openBrowser(app)]
    const query = await go(mine)
    await go(theirs)
    expect(await reasonOf(finish(theirs, query))).toBe('other-browser')
    expect(await reasonOf(finish(openBrowser(app), query))).toBe('other-browser')
    // Which leaves it to its own browser.
    const both = [reasonOf(finish(mine, query)), reasonOf(finish(mine, query))]
    expect((await Promise.all(both)).toSorted()).toEqual(['attempt-over', 'done'])
    expect(await reasonOf(finish(mine, query))).toBe('attempt-over')
    expect(await reasonOf(finish(mine, 'state=garbage'))).toBe('attempt-over')
    expect(await reasonOf(finish(mine, ''))).toBe('attempt-over')

    // Signed in meanwhile in another tab; signed out meanwhile.
    const tabs = openBrowser(app)
    const asNobody = await go(tabs)
    await app.member(await app.organization(), person)
    await byPassword(tabs, person)
    expect(await reasonOf(finish(tabs, asNobody))).toBe('attempt-over')
    const asSomebody = await go(tabs)
    await tabs.client.signOut()
    expect(await reasonOf(finish(tabs, asSomebody))).toBe('attempt-over')

    const late = openBrowser(app)
    const slow = await go(late)
    later(601)
    expect(await reasonOf(finish(late, slow))).toBe('attempt-over')
  })

  test('a connection that was turned off, or on anew, between start and return', async () => {
    const connection = await arrangeConnection(app, provider)
    const { login } = await staff(connection)
    const set = (change: ReturnType<typeof sql>) => app.owner.transaction((tx) => tx.query(change))
    for (const change of [
      sql`update connections set status = 'disabled' where id = ${connection.id}`,
      sql`update connections set status = 'enabled', evidence_since = now() where id = ${connection.id}`,
      sql`update organizations set status = 'deleting' where id = ${connection.organization.id}`,
    ]) {
      await set(
        sql`update connections set status = 'enabled', evidence_since = now() - interval '1 hour' where id = ${connection.id}`,
      )
      const browser = openBrowser(app)
      const query = await goThrough(browser, provider, connection, { account: login })
      await set(change)
      const body = { connectionId: connection.id, query }
      expect(await reasonOf(browser.client.finishSso({ body }))).toBe('connection-off')
      expect(browser.cookies.has('foyer_session')).toBe(false)
    }
  })

  test('what nobody may begin is not there: unknown, draft, disabled, of an organization by password', async () => {
    const browser = openBrowser(app)
    const start = (connectionId: TestConnection['id']) =>
      resultOf(browser.client.startSso({ body: { connectionId } }))
    const byPolicy = await arrangeConnection(app, provider, {}, { demanded: false })
    expect(await start(byPolicy.id)).toBe('not-found')
    expect(await start(randomUUID() as TestConnection['id'])).toBe('not-found')
    const { id: draft } = await byPolicy.client.createConnection({
      body: { name: 'Draft', kind: 'oidc' },
    })
    await demandSso(app, byPolicy.organization)
    expect(await start(byPolicy.id)).toBe('done')
    expect(await start(draft)).toBe('not-found')
    await app.owner.transaction((tx) =>
      tx.query(sql`update connections set status = 'disabled' where id = ${byPolicy.id}`),
    )
    expect(await start(byPolicy.id)).toBe('not-found')
  })

  test('a program is sent to a browser; a provider that is gone is said, and traced', async () => {
    const connection = await arrangeConnection(app, provider)
    const person = await app.person()
    const memberId = await app.member(await app.organization(), person)
    const { client } = await app.signedIn(person, memberId)
    const body = { connectionId: connection.id }
    expect(await reasonOf(client.startSso({ body }))).toBe('needs-browser')
    await app.owner.transaction((tx) =>
      tx.query(sql`update connections set provider = provider || '{"issuer": "http://127.0.0.1:9"}'
        where id = ${connection.id}`),
    )
    expect(await reasonOf(openBrowser(app).client.startSso({ body }))).toBe('provider-unreachable')
    expect(await tracesOf(connection)).toEqual(['provider-unreachable'])
  })
})

describe('SS2: an account that waits for a proof', () => {
  const hold = async (connection: TestConnection) => {
    const one = await staff(connection, { linked: false })
    const browser = openBrowser(app)
    await through(browser, connection, one.login)
    return { ...one, ...browser }
  }
  const prove = ({ client }: Pick<Browser, 'client'>) =>
    client.provePassword({ body: { password } })

  test('is judged anew: what does not stand any more is let go, and the proof counts', async () => {
    const connection = await arrangeConnection(app, provider)
    const { id } = connection
    for (const meanwhile of [
      (one: { memberId: MemberId }) =>
        sql`update members set status = 'suspended', status_before_suspension = 'active' where id = ${one.memberId}`,
      (one: { memberId: MemberId }) => sql`delete from members where id = ${one.memberId}`,
      () => sql`update connections set status = 'disabled' where id = ${id}`,
    ]) {
      const one = await hold(connection)
      await app.owner.transaction((tx) => tx.query(meanwhile(one)))
      await prove(one)
      expect(await linksOf(one.memberId)).toEqual([])
      expect((await one.client.listMyOrganizations()).signedInBySsoAlone).toBe(false)
    }
  })

  test('never becomes a second member’s, nor a member’s second', async () => {
    const connection = await arrangeConnection(app, provider)
    const one = await hold(connection)
    const taker = await staff(connection, { linked: false })
    await linkAccount(app, connection, provider, one.login, taker.memberId)
    await prove(one)
    expect(await linksOf(one.memberId)).toEqual([])
    const two = await hold(connection)
    await linkAccount(app, connection, provider, 'another-account', two.memberId)
    await prove(two)
    expect(await linksOf(two.memberId)).toHaveLength(1)
  })

  test('PW4: a password that an administrator elsewhere made does not link; the mailbox does', async () => {
    const connection = await arrangeConnection(app, provider)
    const elsewhere = await app.organization()
    const one = await hold(connection)
    await app.owner.transaction((tx) =>
      tx.query(sql`update identities set doubted_at = now(), doubted_by_organization_id = ${elsewhere.id}
        where id = ${one.person.id}`),
    )
    await prove(one)
    expect(await linksOf(one.memberId)).toEqual([])
    later(1)
    await one.client.sendEmailCode()
    const code = await secretIn(app, one.person.email, 'email-code')
    await one.client.proveEmailCode({ body: { code } })
    expect(await linksOf(one.memberId)).toHaveLength(1)
  })

  test('lasts ten minutes, and a session by another organization’s single sign-on does not count as a proof', async () => {
    const connection = await arrangeConnection(app, provider)
    const other = await arrangeConnection(app, provider)
    const { login, person } = await staff(other)
    const memberId = await app.member(connection.organization, person)
    await setHome(app, person, other.organization)
    const browser = openBrowser(app)
    await through(browser, other, login)
    expect(await through(browser, connection, login)).toMatchObject({ result: 'must-prove' })
    expect(await linksOf(memberId)).toHaveLength(0)
    expect((await browser.client.getSession()).organization.id).toBe(other.organization.id)
    later(601)
    await prove(browser)
    expect(await linksOf(memberId)).toHaveLength(0)
  })
})

describe('SS3: trying a connection out', () => {
  test('shows claim by claim what came back, signs nobody in and links nothing', async () => {
    const connection = await arrangeConnection(app, provider, {}, { demanded: false })
    const { id, owner, ownerId, organization } = connection
    const browser = openBrowser(app)
    await byPassword(browser, owner)
    const before = browser.cookies.get('foyer_session')
    const { login, email } = account({ given_name: 'Ida' })
    const how = { account: login }
    const came = await signInThrough(browser, provider, connection, how, { purpose: 'test' })
    if (came.result !== 'tested') throw new Error(came.result)
    expect(came.back).toBe('settings')
    expect(came.trace).toMatchObject({ outcome: 'tested', purpose: 'test', email, memberId: null })
    const { claims } = came.trace
    expect(claims).toEqual(
      expect.arrayContaining([
        { name: 'sub', values: [login], usedAs: ['subject'] },
        { name: 'email', values: [email], usedAs: ['email'] },
        { name: 'given_name', values: ['Ida'], usedAs: ['firstName'] },
        { name: 'iss', values: [provider.issuer], usedAs: ['checked'] },
      ]),
    )
    expect(browser.cookies.get('foyer_session')).toBe(before)
    expect(await linksOf(ownerId)).toEqual([])
    const listed = await connection.client.listTraces({ params: { connectionId: id } })
    expect(listed.items).toEqual([came.trace])
    expect(await auditOf(app, organization)).not.toContain('sso.refused')
  })

  test('says of a try that fails, step by step, what it failed at: to whoever began it', async () => {
    const connection = await arrangeConnection(app, provider, {}, { demanded: false })
    const browser = openBrowser(app)
    await byPassword(browser, connection.owner)
    const how = { cancel: true }
    const came = await signInThrough(browser, provider, connection, how, { purpose: 'test' })
    if (came.result !== 'tested') throw new Error(came.result)
    expect(came.trace).toMatchObject({ outcome: 'cancelled', claims: [], email: null })
    expect(came.trace.steps.at(-1)).toEqual({
      name: 'answer',
      ok: false,
      detail: 'The provider says access_denied: The person cancelled.',
    })

    const params = { connectionId: connection.id }
    const { provider: given } = await connection.client.getConnection({ params })
    if (given?.kind !== 'oidc') throw new Error('not OpenID Connect')
    const { kind: _, hasSecret: __, ...oidc } = given
    await connection.client.updateConnection({
      params,
      body: { oidc: { ...oidc, clientSecret: 'mistyped' } },
    })
    const who = { account: account().login }
    const mistyped = await signInThrough(browser, provider, connection, who, { purpose: 'test' })
    if (mistyped.result !== 'tested') throw new Error(mistyped.result)
    expect(mistyped.trace.steps.at(-1)?.detail).toMatch(/does not take our client ID, secret/)
  })

  test('is for administrators of that organization, and for whoever holds its set-up link', async () => {
    const connection = await arrangeConnection(app, provider)
    const { id } = connection
    await app.owner.transaction((tx) =>
      tx.query(sql`update sign_in_policies set first_factor = 'password'
        where organization_id = ${connection.organization.id}`),
    )
    const body = { connectionId: id, purpose: 'test' } as const
    const nobody = openBrowser(app)
    expect(await resultOf(nobody.client.startSso({ body }))).toBe('not-found')
    const { person } = await staff(connection, { role: 'field_user' })
    await byPassword(nobody, person)
    expect(await resultOf(nobody.client.startSso({ body }))).toBe('not-found')
    const stranger = openBrowser(app)
    const other = await app.person()
    await app.member(await app.organization(), other)
    await byPassword(stranger, other)
    expect(await resultOf(stranger.client.startSso({ body }))).toBe('not-found')

    const params = { connectionId: id }
    await connection.client.setConnectionStatus({ params, body: { status: 'disabled' } })
    const { url } = await connection.client.createSetUpLink({ params })
    const setUpToken = url.split(/[/#=]/).at(-1) ?? ''
    const helper = openBrowser(app)
    const wrong = { ...body, setUpToken: 'fyl_wrong' }
    expect(await resultOf(helper.client.startSso({ body: wrong }))).toBe('link-not-valid')
    const { login } = account()
    const start = { purpose: 'test', setUpToken } as const
    const came = await signInThrough(helper, provider, connection, { account: login }, start)
    expect(came).toMatchObject({ result: 'tested', back: 'set-up' })
    expect([...helper.cookies.keys()]).toEqual(['foyer_browser'])
    const query = await goThrough(helper, provider, connection, { account: login }, start)
    await connection.client.revokeSetUpLink({ params })
    expect(await reasonOf(helper.client.finishSso({ body: { connectionId: id, query } }))).toBe(
      'attempt-over',
    )
  })
})

describe('signing out at the provider too', () => {
  test('leads there with what the provider gave, where the connection wants it; a provider that is gone is not waited for', async () => {
    const oidc = { signOutThere: true } as never
    const connection = await arrangeConnection(app, provider, { oidc })
    const { login } = await staff(connection)
    const browser = openBrowser(app)
    await through(browser, connection, login)
    const { url } = await browser.client.getProviderSignOut()
    const there = new URL(url ?? '')
    expect(there.origin).toBe(provider.issuer)
    expect(there.searchParams.get('id_token_hint')).toMatch(/^ey/)
    expect(there.searchParams.get('post_logout_redirect_uri')).toBe('http://localhost/sign-in')

    // Also where the account was still to be proved.
    const first = await staff(connection, { linked: false })
    const held = openBrowser(app)
    await through(held, connection, first.login)
    await held.client.provePassword({ body: { password } })
    expect((await held.client.getProviderSignOut()).url).toContain('id_token_hint=ey')

    const plain = await arrangeConnection(app, provider)
    const other = await staff(plain)
    const elsewhere = openBrowser(app)
    await through(elsewhere, plain, other.login)
    expect(await elsewhere.client.getProviderSignOut()).toEqual({ url: null })

    await app.owner.transaction((tx) =>
      tx.query(sql`update connections set provider = provider || '{"issuer": "http://127.0.0.1:9"}'
        where id = ${connection.id}`),
    )
    expect(await browser.client.getProviderSignOut()).toEqual({ url: null })
  })
})
