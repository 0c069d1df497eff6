import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { MemberId, RoleId } from '#api/common.ts'
import type { Permission, RoleTemplate } from '#api/permissions.ts'
import type { Outcome } from '#api/sessions.ts'
import { throttleSubjects } from '#server/identities/throttle.ts'
import { enrol, makeFresh, setHome } from '#test/arrange-identity.ts'
import { password, startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { mailsTo, mailTo, secretIn } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const minute = 60_000
const good = 'marble kettle 7 sings'
const at = (ms: number) => {
  app.clock.now = new Date(Date.now() + ms)
}

const inside = async (organization: TestOrganization, role: RoleTemplate | RoleId = 'admin') => {
  const person = await app.person()
  const memberId = await app.member(organization, person, { role })
  return { person, memberId, ...(await app.signedIn(person, memberId)) }
}

/** A (with its administrator), B, and a person in both who is at home in A, or not. */
const twoOrganizations = async (home: 'A' | 'B' | null = 'A') => {
  const [a, b] = [await app.organization({ name: 'Acme' }), await app.organization({ name: 'B' })]
  const admin = await inside(a)
  const person = await app.person()
  const inA = await app.member(a, person, { role: 'planner' })
  const inB = await app.member(b, person, { role: 'planner' })
  await setHome(app, person, home && { A: a, B: b }[home])
  const sessionInB = await app.signedIn(person, inB)
  return { a, b, admin, person, inA, inB, sessionInB }
}

const customRole = (organization: TestOrganization, permissions: Permission[]): Promise<RoleId> =>
  app.owner.transaction(async (tx) => {
    const [row] = await tx.query<{ id: RoleId }>(sql`
      insert into roles (organization_id, name, permissions) values (${organization.id}, 'Help desk', ${permissions})
      returning id`)
    return (row as { id: RoleId }).id
  })

const signIn = (email: string, secret: string) =>
  app.clientWith().signIn({ body: { email, password: secret, transport: 'bearer' } })
/** Of a door that opened or one that did not. */
const clientOf = (outcome: Outcome) =>
  app.clientWith(outcome.outcome === 'entered' ? outcome.token : outcome.pendingToken)
const missingOf = (outcome: Outcome) => ('missing' in outcome ? outcome.missing : [])
const goTo = (client: Client, memberId: MemberId) =>
  client.switchOrganization({ body: { memberId } })
const temporary = async (admin: Client, memberId: MemberId) => {
  const { temporaryPassword } = await admin.resetUserPassword({
    params: { memberId },
    body: { method: 'temporary' },
  })
  if (!temporaryPassword) throw new Error('expected a temporary password')
  return temporaryPassword
}
/** Each route by which an administrator touches how somebody signs in. */
const resets = (client: Client, memberId: MemberId) => ({
  mail: () => client.resetUserPassword({ params: { memberId }, body: { method: 'mail' } }),
  temporary: () =>
    client.resetUserPassword({ params: { memberId }, body: { method: 'temporary' } }),
  authenticator: () => client.resetUserAuthenticator({ params: { memberId } }),
  unlock: () => client.unlockUser({ params: { memberId } }),
})
const resultsOf = async (client: Client, memberId: MemberId) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(resets(client, memberId)).map(
        async ([name, call]) => [name, await resultOf(call())] as const,
      ),
    ),
  )
const all = (result: string) => ({
  mail: result,
  temporary: result,
  authenticator: result,
  unlock: result,
})
const auditOf = (organization: TestOrganization) =>
  app.owner.transaction(async (tx) => {
    const rows = await tx.query<{ action: string }>(
      sql`select action from audit_events where organization_id = ${organization.id} order by at, id`,
    )
    return rows.map(({ action }) => action)
  })

describe('PW3: only the home organization resets and unlocks', () => {
  test.each([
    ['elsewhere', 'B' as const],
    ['nowhere', null],
  ])('registered %s: every route refuses in the same way, and tells nothing', async (_, home) => {
    const { admin, inA, person, sessionInB } = await twoOrganizations(home)
    await enrol(app, person)
    expect(await resultsOf(admin.client, inA)).toEqual(all('home-elsewhere'))
    const refusal = await problemOf(resets(admin.client, inA).mail())
    expect(refusal).toMatchObject({
      status: 403,
      title: 'This person is registered elsewhere: only their home organization may do this',
    })
    expect(await admin.client.getUserSecurity({ params: { memberId: inA } })).toEqual({
      homeHere: false,
      passwordTemporary: false,
      authenticator: false,
      lockedUntil: null,
    })
    expect((await sessionInB.client.getSession()).email).toBe(person.email)
    expect(await mailsTo(app, person.email)).toEqual([])
  })

  test('PW5: a home that one has left may not add one again and reset', async () => {
    const { a, admin, person, inA } = await twoOrganizations('A')
    await app.owner.transaction((tx) => tx.query(sql`delete from members where id = ${inA}`))
    const { id } = await admin.client.addUser({
      body: { email: person.email, roleId: a.roles.planner, hubIds: [] },
    })
    expect(await resultsOf(admin.client, id)).toEqual(all('home-elsewhere'))
    await admin.client.suspendUser({ params: { memberId: id } })
    expect(await resultsOf(admin.client, id)).toEqual(all('home-elsewhere'))
  })

  test('oneself, invited people, and members of other organizations are refused', async () => {
    const { a, admin, inB } = await twoOrganizations()
    await setHome(app, admin.person, a)
    expect(await resultsOf(admin.client, admin.memberId)).toEqual(all('yourself'))
    expect(await resultsOf(admin.client, inB)).toEqual(all('not-found'))
    const guest = await app.person()
    await setHome(app, guest, a)
    const invited = await app.member(a, guest, { role: 'planner', status: 'invited' })
    expect(await resultsOf(admin.client, invited)).toMatchObject({
      mail: 'not-in-status',
      temporary: 'not-in-status',
      authenticator: 'home-elsewhere',
    })
  })

  test('RP5, US9: a help desk resets neither an Admin nor an Owner, an Admin no Owner', async () => {
    const { a, person, inA } = await twoOrganizations()
    await enrol(app, person)
    const desk = await inside(
      a,
      await customRole(a, [
        'users:view',
        'users:reset_password',
        'users:reset_authenticator',
        'users:unlock',
      ]),
    )
    const admin = await inside(a)
    const owner = await inside(a, 'owner')
    for (const { person: one } of [admin, owner]) await setHome(app, one, a)
    expect(await resultsOf(desk.client, admin.memberId)).toEqual(all('more-than-you-hold'))
    expect(await resultsOf(desk.client, owner.memberId)).toEqual(all('owner-protected'))
    expect(await resultsOf(admin.client, owner.memberId)).toEqual(all('owner-protected'))
    // A planner holds tasks:… that the desk does not.
    expect(await resultsOf(desk.client, inA)).toEqual(all('more-than-you-hold'))
    expect(await resultsOf(owner.client, inA)).toEqual(all('done'))
  })

  test('a mail names the organization; the link is the person’s; one a minute', async () => {
    const { a, admin, person, inA } = await twoOrganizations()
    const { mail } = resets(admin.client, inA)
    expect(await mail()).toEqual({ temporaryPassword: null })
    expect(await mailTo(app, person.email, 'reset-password')).toMatchObject({
      organizationId: a.id,
      values: { organizationName: 'Acme' },
    })
    expect(await problemOf(mail())).toMatchObject({ status: 429, retryAfterSeconds: 60 })
    const token = await secretIn(app, person.email, 'reset-password')
    await app.clientWith().setPassword({ body: { token, password: good } })
    const outcome = await signIn(person.email, good)
    expect(await goTo(clientOf(outcome), inA)).toMatchObject({ outcome: 'entered' })
    expect(await auditOf(a)).toContain('user.password_reset')
    at(61_000)
    expect(await resultOf(mail())).toBe('done')
  })
})

describe('PW4: a temporary password', () => {
  test('attack: the home’s administrator signs in with it and tries B, also after replacing it', async () => {
    const { admin, person, inA, inB, sessionInB } = await twoOrganizations()
    const secret = await temporary(admin.client, inA)
    expect(await resultOf(sessionInB.client.getSession())).toBe('not-signed-in')
    expect(await resultOf(signIn(person.email, password))).toBe('wrong-credentials')

    // Straight to A's door, as with one organization: nothing says that there is another (PR4).
    const outcome = await signIn(person.email, secret)
    expect(outcome).toMatchObject({ outcome: 'challenged', organization: { name: 'Acme' } })
    expect(missingOf(outcome)).toMatchObject([{ kind: 'new_password', reason: 'temporary' }])
    expect(missingOf(await goTo(clientOf(outcome), inB))).toMatchObject([
      { kind: 'email_otp', reason: 'mailbox-in-doubt' },
    ])

    const again = clientOf(await signIn(person.email, secret))
    const atA = await goTo(again, inA)
    expect(missingOf(atA)).toMatchObject([{ kind: 'new_password', reason: 'temporary' }])
    const changed = await clientOf(atA).changePassword({
      body: { currentPassword: secret, newPassword: good },
    })
    const entered = await goTo(app.clientWith(changed.pendingToken), inA)
    expect(entered.outcome).toBe('entered')
    const session = app.clientWith('token' in entered ? entered.token : undefined)
    expect(missingOf(await goTo(session, inB))).toMatchObject([
      { kind: 'email_otp', reason: 'mailbox-in-doubt' },
    ])
    // A new log-in with the new password is as much in doubt.
    expect(missingOf(await goTo(clientOf(await signIn(person.email, good)), inB))).toMatchObject([
      { kind: 'email_otp', reason: 'mailbox-in-doubt' },
    ])
  })

  test('while the mailbox is in doubt nothing is changed by which the person signs in', async () => {
    const { admin, person, inA, inB } = await twoOrganizations()
    await enrol(app, person)
    const secret = await temporary(admin.client, inA)
    const atA = await goTo(clientOf(await signIn(person.email, secret)), inA)
    const { pendingToken } = await clientOf(atA).changePassword({
      body: { currentPassword: secret, newPassword: good },
    })
    const entered = await goTo(app.clientWith(pendingToken), inA)
    const token = ('token' in entered && entered.token) || ''
    // Even with every kind of evidence at hand: a code that was proved before counts for nothing now.
    await makeFresh(app, token)
    const thief = app.clientWith(token)
    const attempts = {
      startEmailChange: () => thief.startEmailChange({ body: { newEmail: `x${person.email}` } }),
      confirmEmailChange: () => thief.confirmEmailChange({ body: { code: '000000' } }),
      nameHome: () => thief.nameHome({ body: { memberId: inB } }),
      deletion: () => thief.startIdentityDeletion({ body: { email: person.email } }),
      enrolment: () => thief.startEnrolment(),
      removal: () => thief.removeAuthenticator(),
      recoveryCodes: () => thief.replaceRecoveryCodes(),
    }
    for (const [name, attempt] of Object.entries(attempts)) {
      const refusal = await problemOf(attempt())
      expect(refusal?.type, name).toBe('/problems/fresh-evidence-required')
      expect(refusal?.missing, name).toEqual([
        expect.objectContaining({ kind: 'email_otp', reason: 'mailbox-in-doubt' }),
      ])
    }
    // Nor does the way round by the administrator, who begins a reset of the factor and holds the link.
    at(minute)
    await resets(admin.client, inA).authenticator()
    const link = await secretIn(app, person.email, 'authenticator-reset')
    expect(
      await resultOf(app.clientWith().confirmAuthenticatorReset({ body: { token: link } })),
    ).toBe('mailbox-in-doubt')
  })

  test('the doubt outlives a reset by mail, and ends by a code that is sent after it', async () => {
    const { admin, person, inA, inB } = await twoOrganizations()
    await temporary(admin.client, inA)
    await resets(admin.client, inA).mail()
    const token = await secretIn(app, person.email, 'reset-password')
    await app.clientWith().setPassword({ body: { token, password: good } })
    const atB = await goTo(clientOf(await signIn(person.email, good)), inB)
    expect(missingOf(atB)).toMatchObject([{ kind: 'email_otp', reason: 'mailbox-in-doubt' }])
    const pending = clientOf(atB)
    await pending.sendEmailCode()
    const code = await secretIn(app, person.email, 'email-code')
    const proved = await pending.proveEmailCode({ body: { code } })
    expect((await goTo(app.clientWith(proved.pendingToken), inB)).outcome).toBe('entered')
    const outcome = await signIn(person.email, good)
    expect((await goTo(clientOf(outcome), inB)).outcome).toBe('entered')
  })

  test('it is long, told once and not by mail, and stops after 72 hours; links and pending sign-ins stop at once', async () => {
    const { a, admin, person, inA, sessionInB } = await twoOrganizations()
    await resets(admin.client, inA).mail()
    const link = await secretIn(app, person.email, 'reset-password')
    const pending = clientOf(await signIn(person.email, password))
    const secret = await temporary(admin.client, inA)
    expect(secret.replaceAll('-', '')).toMatch(/^[0-9a-hjkmnp-tv-z]{24}$/)
    expect(await resultOf(goTo(pending, inA))).toBe('not-signed-in')
    expect(await resultOf(sessionInB.client.getSession())).toBe('not-signed-in')
    expect(
      await resultOf(app.clientWith().setPassword({ body: { token: link, password: good } })),
    ).toBe('link-not-valid')
    const mails = await mailsTo(app, person.email)
    expect(mails.at(-1)).toMatchObject({ template: 'temporary-password', organizationId: a.id })
    expect(JSON.stringify(mails)).not.toContain(secret)
    expect(await admin.client.getUserSecurity({ params: { memberId: inA } })).toMatchObject({
      homeHere: true,
      passwordTemporary: true,
    })
    at(73 * 60 * minute)
    expect(await resultOf(signIn(person.email, secret))).toBe('wrong-credentials')
  })
})

describe('DR4: a lost authenticator', () => {
  const reset = (token: string) => app.clientWith().confirmAuthenticatorReset({ body: { token } })

  test('the home begins, nothing changes; the mailbox confirms, once, and everything ends', async () => {
    const { a, admin, person, inA, sessionInB } = await twoOrganizations()
    await enrol(app, person)
    const { authenticator } = resets(admin.client, inA)
    await authenticator()
    expect(await resultOf(authenticator())).toBe('too-many-requests')
    const seen = () => admin.client.getUserSecurity({ params: { memberId: inA } })
    expect(await seen()).toMatchObject({ authenticator: true })
    expect((await sessionInB.client.getSession()).email).toBe(person.email)

    const token = await secretIn(app, person.email, 'authenticator-reset')
    const check = () => app.clientWith().checkAuthenticatorReset({ body: { token } })
    expect(await check()).toEqual({ email: person.email, organizationName: 'Acme' })
    // It removes a factor and sets no password, whatever page it is pasted into.
    expect(await resultOf(app.clientWith().setPassword({ body: { token, password: good } }))).toBe(
      'link-not-valid',
    )
    const results = await Promise.all([resultOf(reset(token)), resultOf(reset(token))])
    expect(results.toSorted()).toEqual(['done', 'link-not-valid'])
    expect(await resultOf(check())).toBe('link-not-valid')
    expect(await seen()).toMatchObject({ authenticator: false })
    expect(await resultOf(sessionInB.client.getSession())).toBe('not-signed-in')
    expect((await mailsTo(app, person.email)).at(-1)?.template).toBe('authenticator-reset-done')
    expect(await auditOf(a)).toEqual(
      expect.arrayContaining(['user.authenticator_reset_started', 'authenticator.reset']),
    )
    const left = await app.owner.transaction((tx) =>
      tx.query(sql`select from recovery_codes where identity_id = ${person.id}`),
    )
    expect(left).toEqual([])
    expect(await resultOf(resets(admin.client, inA).authenticator())).toBe('not-enrolled')
  })

  test('a link stops after a day, by a temporary password, and when the home is another one', async () => {
    const { b, admin, person, inA } = await twoOrganizations()
    await enrol(app, person)
    const begin = async () => {
      await resets(admin.client, inA).authenticator()
      return secretIn(app, person.email, 'authenticator-reset')
    }
    const first = await begin()
    at(25 * 60 * minute)
    expect(await resultOf(reset(first))).toBe('link-not-valid')
    at(2 * minute)
    const second = await begin()
    await temporary(admin.client, inA)
    expect(await resultOf(reset(second))).toBe('link-not-valid')
    at(4 * minute)
    const third = await begin()
    await setHome(app, person, b)
    expect(await resultOf(reset(third))).toBe('link-not-valid')
  })
})

describe('LG8: unlocking', () => {
  /** The address that asks is counted as well, over all tests: it is not what is tried here. */
  const forgetAddress = async () => {
    const who = { email: '', knownBrowser: null, ip: '127.0.0.1' }
    const hash = throttleSubjects(app.settings.secretKey, who)[1]?.hash
    await app.owner.transaction((tx) =>
      tx.query(sql`delete from throttles where subject = ${hash}`),
    )
  }
  beforeEach(forgetAddress)
  afterEach(forgetAddress)

  test('attack: unlocking again and again buys no more than fifty guesses a day', async () => {
    const { admin, person, inA } = await twoOrganizations()
    let guesses = 0
    for (let n = 0; n < 14; n++) {
      for (let k = 0; k < 5; k++) {
        const result = await resultOf(signIn(person.email, `wrong ${n} ${k}`))
        if (result === 'wrong-credentials') guesses++
      }
      await admin.client.unlockUser({ params: { memberId: inA } })
      await forgetAddress()
    }
    expect(guesses).toBe(50)
    expect(await resultOf(signIn(person.email, password))).toBe('locked')
  })

  test('ends the wait; the administrator sees until when it lasts', async () => {
    const { admin, person, inA } = await twoOrganizations()
    for (let k = 0; k < 5; k++) await resultOf(signIn(person.email, `wrong ${k}`))
    expect(await resultOf(signIn(person.email, password))).toBe('locked')
    const seen = () => admin.client.getUserSecurity({ params: { memberId: inA } })
    expect((await seen()).lockedUntil).not.toBeNull()
    await admin.client.unlockUser({ params: { memberId: inA } })
    expect((await seen()).lockedUntil).toBeNull()
    expect(await resultOf(signIn(person.email, password))).toBe('done')
  })
})

test('PW4: attack: with a temporary password the home’s administrator answers no invitation and creates nothing in the person’s name', async () => {
  const { admin, person, inA } = await twoOrganizations()
  const invited = await app.member(await app.organization(), person, { status: 'invited' })
  const added = await app.member(await app.organization(), person, {
    status: 'registering',
    entered: false,
    role: 'planner',
  })
  const secret = await temporary(admin.client, inA)
  const thief = clientOf(await signIn(person.email, secret))
  const attempts = {
    accept: () => thief.acceptInvitation({ params: { memberId: invited } }),
    decline: () => thief.declineInvitation({ params: { memberId: added } }),
    create: () =>
      thief.createOrganization({
        body: { name: 'Not theirs', hub: { name: 'Hub', latitude: 1, longitude: 2 } },
      }),
  }
  for (const [name, attempt] of Object.entries(attempts)) {
    const refusal = await problemOf(attempt())
    expect(refusal?.type, name).toBe('/problems/fresh-evidence-required')
    expect(refusal?.missing, name).toMatchObject([
      { kind: 'email_otp', reason: 'mailbox-in-doubt' },
    ])
  }
  await thief.sendEmailCode()
  const { pendingToken } = await thief.proveEmailCode({
    body: { code: await secretIn(app, person.email, 'email-code') },
  })
  expect(
    await resultOf(
      app.clientWith(pendingToken).acceptInvitation({ params: { memberId: invited } }),
    ),
  ).toBe('done')
})

describe('PR4, PW4: whoever signs in with a temporary password sees no other organization, until the mailbox is proved', () => {
  /** Owner in A, and older owner of B, last in B; added to a third, invited to a fourth. */
  const arrange = async () => {
    const [b, a] = [await app.organization(), await app.organization({ name: 'Acme' })]
    const boss = await inside(a, 'owner')
    const person = await app.person()
    await app.member(b, person, { role: 'owner' })
    const inA = await app.member(a, person, { role: 'owner' })
    const added = await app.organization()
    await app.member(added, person, { role: 'planner', status: 'registering', entered: false })
    await app.member(await app.organization(), person, { status: 'invited' })
    await setHome(app, person, a)
    return { a, b, boss, person, inA, others: [b, added] }
  }
  const everything = async (client: Client) => ({
    list: await client.listMyOrganizations(),
    preview: await client.previewCopy(),
    security: await client.getMySecurity(),
  })
  const proveMailbox = async (client: Client, email: string) => {
    await client.sendEmailCode()
    const code = await secretIn(app, email, 'email-code')
    return app.clientWith((await client.proveEmailCode({ body: { code } })).pendingToken)
  }

  test('attack: before the door and inside, in lists, in what could be copied, and in what happened', async () => {
    const { a, b, boss, person, inA, others } = await arrange()
    const first = app.clientWith()
    await resultOf(first.signIn({ body: { email: person.email, password, transport: 'bearer' } }))
    const secret = await temporary(boss.client, inA)
    const outcome = await signIn(person.email, secret)
    expect(outcome).toMatchObject({ outcome: 'challenged', organization: { id: a.id } })
    const pending = clientOf(outcome)
    const only = {
      list: {
        organizations: [{ organizationId: a.id }],
        pendingInvitations: [],
        mailboxInDoubt: true,
      },
      preview: { source: null, owned: 1 },
      security: { home: { organizationName: 'Acme', mayBeNamed: false } },
    }
    const before = await everything(pending)
    expect(before).toMatchObject({ ...only, preview: { source: { id: a.id }, owned: 1 } })
    // What happened before is not theirs to read: a sign-in elsewhere, and from where.
    expect(before.security.events.map(({ event }) => event)).toEqual([
      'signed-in',
      'password-reset',
    ])
    const changed = await pending.changePassword({
      body: { currentPassword: secret, newPassword: good },
    })
    const entered = await goTo(app.clientWith(changed.pendingToken), inA)
    const session = app.clientWith('token' in entered ? entered.token : undefined)
    const within = await everything(session)
    expect(within).toMatchObject({
      list: { ...only.list, current: { organizationId: a.id } },
      preview: { source: { id: a.id }, owned: 1 },
    })
    for (const seen of [before, within, outcome])
      for (const { id, slug } of others) {
        expect(JSON.stringify(seen)).not.toContain(id)
        expect(JSON.stringify(seen)).not.toContain(slug)
      }

    await proveMailbox(session, person.email)
    const after = await everything(session)
    expect(after.list.organizations).toHaveLength(3)
    expect(after.list.pendingInvitations).toHaveLength(1)
    expect(after.list.mailboxInDoubt).toBe(false)
    expect(after.preview).toMatchObject({ source: { id: b.id }, owned: 2 })
    expect(after.security.events.length).toBeGreaterThan(within.security.events.length)
    expect(await signIn(person.email, good)).toMatchObject({
      outcome: 'choose',
      mailboxInDoubt: false,
    })
  })

  test('somebody with that one organization is told the same', async () => {
    const a = await app.organization({ name: 'Acme' })
    const boss = await inside(a, 'owner')
    const person = await app.person()
    const inA = await app.member(a, person, { role: 'owner' })
    await setHome(app, person, a)
    const outcome = await signIn(person.email, await temporary(boss.client, inA))
    expect(outcome).toMatchObject({ outcome: 'challenged', organization: { id: a.id } })
    expect(await everything(clientOf(outcome))).toMatchObject({
      list: {
        organizations: [{ organizationId: a.id }],
        pendingInvitations: [],
        mailboxInDoubt: true,
      },
      preview: { source: { id: a.id }, owned: 1 },
    })
  })

  test('once the organization that made it is gone, or has suspended them, there is none', async () => {
    const { a, boss, person, inA } = await arrange()
    const secret = await temporary(boss.client, inA)
    await boss.client.suspendUser({ params: { memberId: inA } })
    const none = { outcome: 'choose', organizations: [], mailboxInDoubt: true }
    const nothing = {
      list: { current: null, organizations: [], pendingInvitations: [], mailboxInDoubt: true },
      preview: { source: null, owned: 0 },
    }
    const suspended = await signIn(person.email, secret)
    expect(suspended).toMatchObject(none)
    expect(await everything(clientOf(suspended))).toMatchObject(nothing)
    await app.owner.transaction((tx) =>
      tx.query(sql`update identities set doubted_by_organization_id = null, home_organization_id = null
        where id = ${person.id}`),
    )
    const gone = await signIn(person.email, secret)
    expect(gone).toMatchObject(none)
    expect(await everything(clientOf(gone))).toMatchObject({
      ...nothing,
      security: { home: { organizationName: null } },
    })
    const proved = await proveMailbox(clientOf(gone), person.email)
    const { organizations } = await proved.listMyOrganizations()
    expect(organizations.map(({ organizationId }) => organizationId)).not.toContain(a.id)
    expect(organizations).toHaveLength(2)
  })
})
