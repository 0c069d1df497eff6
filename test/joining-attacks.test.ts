import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Permission, templatePermissions } from '#api/permissions.ts'
import { otherCode } from '#test/factors.ts'
import { password, startTestApp, type TestApp } from '#test/harness.ts'
import {
  begin,
  chosenPassword,
  finish,
  inside,
  joinByLink,
  makeLink,
  newEmail,
  openOrganization,
  place,
  prove,
  refusalIn,
  refusedOf,
  rowOf,
  signUp,
} from '#test/joining.ts'
import { mailsTo, secretIn } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

// What somebody would try who wants to get in, or keep others out, by the ways of joining.

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(undefined, { peerAddress: () => null })
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const minutes = (count: number) => {
  app.clock.now = new Date((app.clock.now ?? new Date()).getTime() + count * 60_000)
}
const provingWith = (joiningToken: string, code: string) =>
  resultOf(app.clientWith().proveJoining({ body: { joiningToken, code } }))
const identityOf = async (email: string) =>
  (
    await app.owner.transaction((tx) =>
      tx.query<{ home: string | null; proved: boolean; hasPassword: boolean }>(sql`
        select home_organization_id as home, mailbox_proved_at is not null as proved,
          exists (select from passwords p where p.identity_id = i.id) as "hasPassword"
        from identities i where email = ${email}`),
    )
  )[0] ?? null

describe('a victim’s address, before the victim', () => {
  test('US3: registered through one’s own access link: without the mailbox there is no identity, no way in, no home', async () => {
    const attacker = await openOrganization(app)
    const link = await makeLink(attacker.client)
    const victim = newEmail()
    const { joiningToken, code } = await begin(app, victim, link.token)
    expect(await provingWith(joiningToken, otherCode(code ?? ''))).toBe('wrong-code')
    expect(await resultOf(finish(app, joiningToken))).toBe('link-not-valid')
    expect(await identityOf(victim)).toBeNull()
    const signingIn = app
      .clientWith()
      .signIn({ body: { email: victim, password: chosenPassword, transport: 'bearer' } })
    expect(await resultOf(signingIn)).toBe('wrong-credentials')
    minutes(2)
    const theirs = await signUp(app, victim)
    expect(await identityOf(victim)).toEqual({
      home: theirs.organization.id,
      proved: true,
      hasPassword: true,
    })
    expect(await rowOf(app, attacker.organization, victim)).toBeNull()
  })

  test('US3: a password that was planted on an address is void once its mailbox is proved, with all that stands on it', async () => {
    const victim = newEmail()
    const [planted, acme] = [await app.person(victim), await app.organization()]
    const memberId = await app.member(acme, planted, { entered: false, role: 'planner' })
    const attackers = (await app.signedIn(planted, memberId)).client
    // As no way of ours makes it: a credential on a mailbox that nobody has proved, entered nowhere.
    await app.owner.transaction(async (tx) => {
      await tx.query(sql`update identities set mailbox_proved_at = null where id = ${planted.id}`)
      await tx.query(sql`update members set first_entered_at = null where id = ${memberId}`)
    })
    const target = await openOrganization(app)
    const link = await makeLink(target.client)
    const { joiningToken, next } = await prove(app, victim, link.token)
    expect(next).toBe('set-password')
    inside(app, await finish(app, joiningToken))
    expect(await resultOf(attackers.getSession())).toBe('not-signed-in')
    const withPlanted = app
      .clientWith()
      .signIn({ body: { email: victim, password, transport: 'bearer' } })
    expect(await resultOf(withPlanted)).toBe('wrong-credentials')
  })

  test('PW3: adding a stranger’s address makes no home: that is where they first come in themselves', async () => {
    const attacker = await openOrganization(app)
    const victim = newEmail()
    const { id } = await attacker.client.addUser({
      body: { email: victim, roleId: attacker.organization.roles.planner },
    })
    expect(await identityOf(victim)).toEqual({ home: null, proved: false, hasPassword: false })
    const target = await openOrganization(app)
    const link = await makeLink(target.client)
    const { client } = inside(app, await joinByLink(app, victim, link.token))
    await client.completeRegistration({ body: { firstName: 'Vic', lastName: 'Tim' } })
    expect((await identityOf(victim))?.home).toBe(target.organization.id)
    const reset = attacker.client.resetUserPassword({
      params: { memberId: id },
      body: { method: 'temporary' },
    })
    expect(await resultOf(reset)).toBe('home-elsewhere')
  })
})

test('PW1: a joining that proves nothing tells nothing of passwords that somebody had', async () => {
  const { client } = await openOrganization(app)
  const person = await app.person()
  const { joiningToken } = await begin(app, person.email, (await makeLink(client)).token)
  expect(await resultOf(finish(app, joiningToken, { password }))).toBe('link-not-valid')
})

describe('LG8: guessing codes', () => {
  test('a code takes five tries; a sixth does not help even if it is right', async () => {
    const { client } = await openOrganization(app)
    const link = await makeLink(client)
    const { joiningToken, code } = await begin(app, newEmail(), link.token)
    for (let tries = 0; tries < 5; tries++)
      expect(await provingWith(joiningToken, otherCode(code ?? ''))).toBe('wrong-code')
    expect(await provingWith(joiningToken, code ?? '')).toBe('locked')
    minutes(31)
    expect(await provingWith(joiningToken, code ?? '')).toBe('link-not-valid')
  })

  test('new joinings, links and sign-ups buy no more guesses: five on an address lock for half an hour, fifty a day', async () => {
    const [acme, globex] = [await openOrganization(app), await openOrganization(app)]
    const ways = [(await makeLink(acme.client)).token, (await makeLink(globex.client)).token, null]
    const email = newEmail()
    app.clock.now = new Date('2031-03-01T00:00:00Z')
    let judged = 0
    for (let n = 0; n < 9; n++) {
      const { joiningToken, code } = await begin(app, email, ways[n % 3] ?? null).catch(() => ({
        joiningToken: '',
        code: '',
      }))
      if (joiningToken)
        for (let tries = 0; tries < 8; tries++)
          if ((await provingWith(joiningToken, otherCode(code ?? ''))) === 'wrong-code') judged++
      minutes(16)
    }
    expect(judged).toBeLessThanOrEqual(5 * 5)
    expect(judged).toBeGreaterThan(5)
  })

  test('twenty guesses at once are five', async () => {
    const { client } = await openOrganization(app)
    const link = await makeLink(client)
    const { joiningToken, code } = await begin(app, newEmail(), link.token)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => provingWith(joiningToken, otherCode(code ?? ''))),
    )
    expect(answers.filter((answer) => answer === 'wrong-code')).toHaveLength(5)
    expect(answers.filter((answer) => answer === 'locked')).toHaveLength(15)
  })

  test('guesses at joining lock nobody out of signing in, and their home learns nothing', async () => {
    const { client, organization, person } = await openOrganization(app)
    const { joiningToken } = await begin(app, person.email, (await makeLink(client)).token)
    for (let tries = 0; tries < 6; tries++) await provingWith(joiningToken, '000000x')
    const [memberships] = (await client.listMyOrganizations()).organizations
    expect((await app.signedIn(person, memberships?.memberId as never)).token).toMatch(/^fys_/)
    const { items } = await client.listAuditEvents({ query: { action: 'sign-in' } })
    expect(items).toEqual([])
    expect(organization.id).toBe(memberships?.organizationId)
  })
})

describe('codes and tokens', () => {
  test('DR5: the code of one joining is nothing in another, whoever’s it is', async () => {
    const { client } = await openOrganization(app)
    const [first, second] = [
      await makeLink(client),
      await makeLink((await openOrganization(app)).client),
    ]
    const mine = await begin(app, newEmail(), first.token)
    const theirs = await begin(app, newEmail(), first.token)
    expect(await provingWith(theirs.joiningToken, mine.code ?? '')).toBe('wrong-code')
    const email = newEmail()
    const here = await begin(app, email, first.token)
    minutes(2)
    const there = await begin(app, email, second.token)
    expect(await provingWith(there.joiningToken, here.code ?? '')).toBe('wrong-code')
    expect(await provingWith(there.joiningToken, there.code ?? '')).toBe('done')
  })

  test('DR5: only the newest code of a way is good, and each once, for ten minutes', async () => {
    const { client } = await openOrganization(app)
    const link = await makeLink(client)
    const email = newEmail()
    const old = await begin(app, email, link.token)
    minutes(2)
    const fresh = await begin(app, email, link.token)
    expect(await provingWith(old.joiningToken, old.code ?? '')).toBe('link-not-valid')
    expect(await provingWith(fresh.joiningToken, fresh.code ?? '')).toBe('done')
    expect(await provingWith(fresh.joiningToken, fresh.code ?? '')).toBe('wrong-code')
    const late = await begin(app, newEmail(), link.token)
    minutes(10)
    expect(await provingWith(late.joiningToken, late.code ?? '')).toBe('link-not-valid')
  })

  test('US8: a joining by link is not finished as a sign-up, nor the other way round', async () => {
    const { client } = await openOrganization(app)
    const byLink = await prove(app, newEmail(), (await makeLink(client)).token)
    const organization = { name: 'Out of nothing', hub: place }
    expect(await resultOf(finish(app, byLink.joiningToken, { organization }))).toBe(
      'values-refused',
    )
    const bySignUp = await prove(app, newEmail(), null)
    expect(await resultOf(finish(app, bySignUp.joiningToken))).toBe('values-refused')
  })

  test('what our database keeps of a joining opens nothing', async () => {
    const { joiningToken, code } = await begin(app, newEmail(), null)
    const [kept] = await app.owner.transaction((tx) =>
      tx.query<{ row: string }>(
        sql`select to_jsonb(j)::text as row from joinings j order by created_at desc limit 1`,
      ),
    )
    expect(kept?.row).not.toContain(joiningToken)
    expect(kept?.row).not.toContain(code)
  })
})

describe('LG8: filling mailboxes', () => {
  test('one mail a minute to an address, five an hour, ten a day, over all links and sign-up', async () => {
    const links = await Promise.all(
      Array.from(
        { length: 3 },
        async () => (await makeLink((await openOrganization(app)).client)).token,
      ),
    )
    const email = newEmail()
    app.clock.now = new Date('2031-01-01T00:00:00Z')
    expect(await resultOf(begin(app, email, links[0] ?? null))).toBe('done')
    expect(await problemOf(begin(app, email, links[1] ?? null))).toMatchObject({
      type: '/problems/too-many-requests',
      retryAfterSeconds: 60,
    })
    for (let minute = 0; minute < 24 * 60 - 10; minute += 10) {
      minutes(10)
      await resultOf(begin(app, email, [...links, null][minute % 4] ?? null))
    }
    expect(await mailsTo(app, email)).toHaveLength(10)
    minutes(11)
    expect(await resultOf(begin(app, email, null))).toBe('done')
  })

  test('ten who ask for one address at once send one mail', async () => {
    const email = newEmail()
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => resultOf(begin(app, email, null))),
    )
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
    expect(await mailsTo(app, email)).toHaveLength(1)
  })

  test('one client reaches as many mailboxes as a hall has people, and then waits', async () => {
    const here = await startTestApp(undefined, { peerAddress: () => '203.0.113.7' })
    try {
      here.clock.now = new Date('2031-01-01T00:00:00Z')
      const start = () => resultOf(here.clientWith().startJoining({ body: { email: newEmail() } }))
      const answers = []
      for (let n = 0; n < 121; n++) answers.push(await start())
      expect(answers.filter((answer) => answer === 'done')).toHaveLength(120)
      expect(answers.at(-1)).toBe('too-many-requests')
    } finally {
      await here.stop()
    }
  })

  test('a member invites twenty a day, however many are taken back', async () => {
    const { client, organization } = await openOrganization(app)
    const person = await app.person()
    const member = await app.signedIn(
      person,
      await app.member(organization, person, { role: 'field_user' }),
    )
    const answers = await Promise.all(
      Array.from({ length: 22 }, () =>
        resultOf(member.client.inviteColleague({ body: { email: newEmail() } })),
      ),
    )
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(20)
    expect(answers.filter((answer) => answer === 'too-many')).toHaveLength(2)
    const [invited] = (await client.listUsers({ query: { status: 'invited' } })).items
    await client.revokeInvitation({ params: { memberId: invited?.id as never } })
    expect(await resultOf(member.client.inviteColleague({ body: { email: newEmail() } }))).toBe(
      'too-many',
    )
  })
})

describe('what changes between the steps acts at once', () => {
  const changes: Record<
    string,
    { change: (id: string, link: string) => ReturnType<typeof sql>; says: string }
  > = {
    'the link is revoked': {
      change: (_, link) => sql`update access_links set revoked_at = now() where id = ${link}`,
      says: 'link-not-valid',
    },
    'the link expires': {
      change: (_, link) =>
        sql`update access_links set expires_at = now() - interval '1 second' where id = ${link}`,
      says: 'link-not-valid',
    },
    'the link is used up': {
      change: (_, link) => sql`update access_links set uses_max = 1, uses = 1 where id = ${link}`,
      says: 'link-used-up',
    },
    'the way is switched off': {
      change: (id) =>
        sql`update joining_rules set external_sign_up = false where organization_id = ${id}`,
      says: 'link-not-valid',
    },
    'the organization is being deleted': {
      change: (id) =>
        sql`update organizations set status = 'deleting', deleting_until = now() + interval '30 days' where id = ${id}`,
      says: 'link-not-valid',
    },
    'the domain is not listed any more': {
      change: (_, link) =>
        sql`update access_links set domains = '{acme.example}' where id = ${link}`,
      says: 'domain-not-listed',
    },
  }
  test.each(Object.entries(changes))('US6: %s', async (_, { change, says }) => {
    const { client, organization } = await openOrganization(app)
    const link = await makeLink(client)
    const [unproved, proved] = [newEmail(), newEmail()]
    const begun = await begin(app, unproved, link.token)
    const { joiningToken } = await prove(app, proved, link.token)
    await app.owner.transaction((tx) => tx.query(change(organization.id, link.id)))
    const body = { joiningToken: begun.joiningToken, code: begun.code ?? '' }
    expect(await refusalIn(app.clientWith().proveJoining({ body }))).toBe(says)
    expect(await refusalIn(finish(app, joiningToken))).toBe(says)
    expect(await rowOf(app, organization, proved)).toBeNull()
    expect(await identityOf(proved)).toBeNull()
    const [noted] = await app.owner.transaction((tx) =>
      tx.query<{ count: number }>(
        sql`select count(*) as count from refused_joins where organization_id = ${organization.id}`,
      ),
    )
    expect(noted?.count).toBe(says === 'link-not-valid' ? 0 : 2)
  })

  test('US6: inviting is switched off: no colleague is invited, and no colleague’s invitation accepted', async () => {
    const { client } = await openOrganization(app)
    const email = newEmail()
    await client.inviteColleague({ body: { email } })
    await client.updateJoiningRules({ body: { membersMayInvite: false } })
    expect(await resultOf(client.inviteColleague({ body: { email: newEmail() } }))).toBe(
      'inviting-is-off',
    )
    const token = await secretIn(app, email, 'colleague-invitation')
    await app.clientWith().setPassword({ body: { token, password: chosenPassword } })
    const signedIn = await app
      .clientWith()
      .signIn({ body: { email, password: chosenPassword, transport: 'bearer' } })
    if (signedIn.outcome !== 'choose') throw new Error(signedIn.outcome)
    const invitee = app.clientWith(signedIn.pendingToken)
    const [invitation] = (await invitee.listMyOrganizations()).pendingInvitations
    const params = { memberId: invitation?.memberId as never }
    expect(await refusalIn(invitee.acceptInvitation({ params }))).toBe('not-possible')
    await client.updateJoiningRules({ body: { membersMayInvite: true } })
    expect(await refusalIn(invitee.acceptInvitation({ params }))).toBe('done')
  })
})

test('RP5: a member invites nobody to more than they hold themselves, nor chooses what', async () => {
  const { client, organization } = await openOrganization(app)
  const { id: roleId } = await client.createRole({ body: { name: 'Visitor' } })
  const permits = (permissions: Permission[]) =>
    client.updateRole({ params: { roleId }, body: { permissions } })
  const [own, other] = [await app.hub(organization), await app.hub(organization)]
  const person = await app.person()
  const memberId = await app.member(organization, person, { role: roleId, hubs: [own] })
  const visitor = (await app.signedIn(person, memberId)).client
  const email = newEmail()
  const invite = (more: object = {}) =>
    resultOf(visitor.inviteColleague({ body: { email, ...more } }))
  await permits([])
  expect(await invite()).toBe('more-than-you-hold')
  expect((await client.listUsers({ query: { q: email } })).items).toEqual([])
  await permits([...templatePermissions.field_user])
  expect(await invite({ roleId: organization.roles.owner })).toBe('invalid-request')
  expect(await invite({ hubIds: [other] })).toBe('invalid-request')
  expect(await invite()).toBe('done')
  const { items } = await client.listUsers({ query: { q: email } })
  expect(items).toMatchObject([
    { role: { template: 'field_user' }, source: 'member-invited', hubs: [{ id: own }] },
  ])
  expect(items[0]?.hubs).toHaveLength(1)
  expect(await refusedOf(client, email)).toBeNull()
  // A colleague of somebody without a hub has none either.
  const bare = await app.person()
  const bareId = await app.member(organization, bare, { role: 'planner' })
  const theirs = newEmail()
  const { client: planner } = await app.signedIn(bare, bareId)
  await planner.inviteColleague({ body: { email: theirs } })
  expect((await client.listUsers({ query: { q: theirs } })).items).toMatchObject([{ hubs: [] }])
})
