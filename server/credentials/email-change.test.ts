import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import { hashToken } from '#server/platform/token.ts'
import { makeFresh, setHome } from '#test/arrange-identity.ts'
import { password, startTestApp, type TestApp } from '#test/harness.ts'
import { mailsTo, mailTo, secretIn } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const minute = 60_000
const day = 24 * 60 * minute
const good = 'marble kettle 7 sings'
const newEmail = () => `n-${randomUUID().slice(0, 13)}@example.test`
const at = (ms: number) => {
  app.clock.now = new Date(Date.now() + ms)
}

const someone = async (inside?: Awaited<ReturnType<TestApp['organization']>>) => {
  const organization = inside ?? (await app.organization())
  const person = await app.person()
  const memberId = await app.member(organization, person)
  const session = await app.signedIn(person, memberId)
  await makeFresh(app, session.token)
  return { organization, person, memberId, ...session }
}
const signIn = (email: string, secret = password) =>
  app.clientWith().signIn({ body: { email, password: secret, transport: 'bearer' } })
/** Changes the address of whoever this is, as the new mailbox allows. */
const change = async (client: Client, to: string) => {
  await client.startEmailChange({ body: { newEmail: to } })
  const code = await secretIn(app, to, 'new-mailbox-code')
  return client.confirmEmailChange({ body: { code } })
}
const undo = (token: string) => app.clientWith().undoEmailChange({ body: { token } })
const emailsOf = (identityId: string) =>
  app.owner.transaction(async (tx) => {
    const rows = await tx.query<{ email: string }>(
      sql`select distinct email from members where identity_id = ${identityId}`,
    )
    return rows.map(({ email }) => email)
  })

describe('PW6: changing one’s address', () => {
  test('wants fresh evidence, at the beginning and at the end', async () => {
    const organization = await app.organization()
    const person = await app.person()
    const { client, token } = await app.signedIn(person, await app.member(organization, person))
    const to = newEmail()
    const start = () => client.startEmailChange({ body: { newEmail: to } })
    expect(await problemOf(start())).toMatchObject({
      type: '/problems/fresh-evidence-required',
      missing: [expect.objectContaining({ kind: 'email_otp' })],
    })
    await makeFresh(app, token)
    expect(await start()).toMatchObject({ newEmail: to })
    const code = await secretIn(app, to, 'new-mailbox-code')
    at(11 * minute)
    expect(await resultOf(client.confirmEmailChange({ body: { code } }))).toBe(
      'fresh-evidence-required',
    )
  })

  test('is one for all organizations at once; other log-ins and links of the old mailbox end', async () => {
    const { organization, person, memberId, client } = await someone()
    const other = await app.organization()
    await app.member(other, person)
    const elsewhere = await app.signedIn(person, memberId)
    await app.clientWith().forgotPassword({ body: { email: person.email } })
    await runJobs(app, 'forgotten-password')
    const link = await secretIn(app, person.email, 'reset-password')

    const to = newEmail()
    expect(await change(client, to)).toEqual({ email: to })
    expect((await client.getSession()).email).toBe(to)
    expect(await client.getUser({ params: { memberId } })).toMatchObject({ email: to })
    expect(await emailsOf(person.id)).toEqual([to])
    expect(await resultOf(elsewhere.client.getSession())).toBe('not-signed-in')
    expect(
      await resultOf(app.clientWith().setPassword({ body: { token: link, password: good } })),
    ).toBe('link-not-valid')
    expect(await resultOf(signIn(person.email))).toBe('wrong-credentials')
    expect(await resultOf(signIn(to))).toBe('done')
    expect((await mailTo(app, person.email, 'email-changed')).values.newEmail).toBe(to)
    const audits = await app.owner.transaction((tx) =>
      tx.query<{ action: string; organizationId: string }>(sql`
        select organization_id as "organizationId" from audit_events where action = 'email.changed'
          and organization_id in (${organization.id}, ${other.id})`),
    )
    expect(audits).toEqual([{ organizationId: organization.id }])
  })

  test('attack: whether an address is somebody’s is told to its mailbox alone, and no guess takes it', async () => {
    const { client } = await someone()
    const victim = await app.person()
    const free = newEmail()
    const answers = []
    for (const to of [victim.email, free]) {
      const answer = await client.startEmailChange({ body: { newEmail: to } })
      answers.push(Object.keys(answer))
      at(2 * minute)
    }
    app.clock.now = null
    expect(answers[0]).toEqual(answers[1])
    expect((await mailsTo(app, victim.email)).map(({ template }) => template)).toEqual([
      'email-taken',
    ])
    // Even the right code takes nothing: as if it had been mailed.
    const other = await someone()
    const to = newEmail()
    await other.client.startEmailChange({ body: { newEmail: to } })
    const code = await secretIn(app, to, 'new-mailbox-code')
    await app.person(to)
    expect(await resultOf(other.client.confirmEmailChange({ body: { code } }))).toBe('wrong-code')
    expect((await other.client.getSession()).email).toBe(other.person.email)
  })

  test('a code is good once and for the newest address; five wrong ones lock', async () => {
    const { client } = await someone()
    const [first, second] = [newEmail(), newEmail()]
    await client.startEmailChange({ body: { newEmail: first } })
    expect(await resultOf(client.startEmailChange({ body: { newEmail: second } }))).toBe(
      'too-many-requests',
    )
    at(61_000)
    await client.startEmailChange({ body: { newEmail: second } })
    const old = await secretIn(app, first, 'new-mailbox-code')
    const results = []
    for (let n = 0; n < 6; n++)
      results.push(await resultOf(client.confirmEmailChange({ body: { code: old } })))
    expect(results).toEqual([...Array(5).fill('wrong-code'), 'locked'])
  })

  test('LG8: wrong codes of a new mailbox are noted, and the lock is mailed, as those of one’s own', async () => {
    const { client, person } = await someone()
    const to = newEmail()
    await client.startEmailChange({ body: { newEmail: to } })
    const code = String((Number(await secretIn(app, to, 'new-mailbox-code')) + 1) % 1_000_000)
    for (let n = 0; n < 5; n++)
      await resultOf(client.confirmEmailChange({ body: { code: code.padStart(6, '0') } }))
    expect((await mailsTo(app, person.email)).map(({ template }) => template)).toEqual([
      'codes-locked',
    ])
    const { events } = await client.getMySecurity()
    expect(
      events
        .map(({ event }) => event)
        .slice(0, 2)
        .toSorted(),
    ).toEqual(['locked', 'sign-in-failed'])
  })

  test('two confirmations at once: of one identity one is done; of two that want one address, one gets it', async () => {
    const [ann, ben] = [await someone(), await someone()]
    const to = newEmail()
    for (const { client } of [ann, ben]) await client.startEmailChange({ body: { newEmail: to } })
    const codes = (await mailsTo(app, to)).map(({ values }) => values.token ?? '')
    expect(codes).toHaveLength(2)
    const results = await Promise.all(
      [ann, ann, ben].map(({ client }, n) =>
        resultOf(client.confirmEmailChange({ body: { code: codes[n === 2 ? 1 : 0] ?? '' } })),
      ),
    )
    expect(results.toSorted()).toEqual(['done', 'wrong-code', 'wrong-code'])
  })

  test('one’s own address is refused at the field', async () => {
    const { client, person } = await someone()
    const refusal = await problemOf(client.startEmailChange({ body: { newEmail: person.email } }))
    expect(refusal?.errors).toMatchObject([{ pointer: '#/newEmail', code: 'same-email' }])
  })
})

describe('PW6: undoing it from the old mailbox', () => {
  test('attack: a thief changed the address twice; the owner takes it back, the thief cannot', async () => {
    const { organization, person, client: thief } = await someone()
    await setHome(app, person, organization)
    const [first, second] = [newEmail(), newEmail()]
    await change(thief, first)
    at(2 * minute)
    await change(thief, second)
    await app.owner.transaction((tx) =>
      tx.query(
        sql`update identities set deletion_due_at = now() + interval '7 days' where id = ${person.id}`,
      ),
    )
    const token = await secretIn(app, person.email, 'email-changed')
    const thiefs = await secretIn(app, first, 'email-changed')
    expect(await app.clientWith().checkEmailChange({ body: { token } })).toEqual({
      oldEmail: person.email,
      newEmail: first,
    })
    const undone = await undo(token)
    expect(undone.email).toBe(person.email)
    expect(await resultOf(thief.getSession())).toBe('not-signed-in')
    for (const email of [person.email, first, second])
      expect(await resultOf(signIn(email)), email).toBe('wrong-credentials')
    expect(await emailsOf(person.id)).toEqual([person.email])
    expect(await resultOf(undo(thiefs))).toBe('link-not-valid')
    expect(await resultOf(undo(token))).toBe('link-not-valid')
    const body = { token: undone.passwordToken, password: good }
    // The thief's password is not taken again either.
    expect(await resultOf(app.clientWith().setPassword({ body: { ...body, password } }))).toBe(
      'password-too-weak',
    )
    expect(await app.clientWith().setPassword({ body })).toEqual({ email: person.email })
    const entered = await signIn(person.email, good)
    expect(entered.outcome).toBe('entered')
    const [row] = await app.owner.transaction((tx) =>
      tx.query<{ due: Date | null }>(
        sql`select deletion_due_at as due from identities where id = ${person.id}`,
      ),
    )
    expect(row?.due).toBeNull()
    expect((await mailsTo(app, second)).at(-1)?.template).toBe('email-change-undone')
  })

  test('PW2: a password that was voided is set by the link of the undoing, or by one of half an hour, whoever adds the person', async () => {
    const { person, client } = await someone()
    await change(client, newEmail())
    const { passwordToken } = await undo(await secretIn(app, person.email, 'email-changed'))
    const other = await someone()
    await other.client.addUser({
      body: { email: person.email, roleId: other.organization.roles.planner, hubIds: [] },
    })
    expect((await mailsTo(app, person.email)).at(-1)?.template).toBe('added')
    const check = (token: string) => app.clientWith().checkPasswordLink({ body: { token } })
    expect(await check(passwordToken)).toEqual({ email: person.email })

    await app.clientWith().forgotPassword({ body: { email: person.email } })
    await runJobs(app, 'forgotten-password')
    expect((await mailsTo(app, person.email)).at(-1)?.template).toBe('reset-password')
    const token = await secretIn(app, person.email, 'reset-password')
    expect(await resultOf(check(passwordToken))).toBe('link-not-valid')
    expect(await check(token)).toEqual({ email: person.email })
    at(31 * minute)
    expect(await resultOf(check(token))).toBe('link-not-valid')
  })

  test('two at once: one is done; after seven days none', async () => {
    const { person, client } = await someone()
    await change(client, newEmail())
    const token = await secretIn(app, person.email, 'email-changed')
    at(7 * day + minute)
    expect(await resultOf(undo(token))).toBe('link-not-valid')
    app.clock.now = null
    const results = await Promise.all([resultOf(undo(token)), resultOf(undo(token))])
    expect(results.toSorted()).toEqual(['done', 'link-not-valid'])
  })

  test('nobody else gets the old address meanwhile; who adds it adds the same person, and is not told the new one', async () => {
    const { person, client } = await someone()
    const to = newEmail()
    await change(client, to)
    const other = await someone()
    await other.client.startEmailChange({ body: { newEmail: person.email } })
    expect((await mailsTo(app, person.email)).at(-1)?.template).toBe('email-taken')
    const added = await other.client.addUser({
      body: { email: person.email, roleId: other.organization.roles.planner, hubIds: [] },
    })
    expect(added.email).toBe(person.email)
    expect(await other.client.getUser({ params: { memberId: added.id } })).toMatchObject({
      email: person.email,
    })
    expect((await mailsTo(app, to)).at(-1)?.template).toBe('added')
    const identities = await app.owner.transaction((tx) =>
      tx.query<{ id: string }>(sql`
        select i.id from identities i join members m on m.identity_id = i.id where m.id = ${added.id}
        union all select id from identities where email = ${person.email}`),
    )
    expect(identities).toEqual([{ id: person.id }])
    // From the person's own coming on the new address is shown, as everywhere.
    const entered = await client.switchOrganization({ body: { memberId: added.id } })
    const there = app.clientWith('token' in entered ? entered.token : undefined)
    await there.completeRegistration({ body: { firstName: 'Ana', lastName: 'Nova' } })
    expect(await other.client.getUser({ params: { memberId: added.id } })).toMatchObject({
      email: to,
    })
    // Once it cannot be undone any more, the address is free.
    at(8 * day)
    await runJobs(app, 'clean-up')
    const admin = await someone()
    const anew = await admin.client.addUser({
      body: { email: person.email, roleId: admin.organization.roles.planner, hubIds: [] },
    })
    const [fresh] = await app.owner.transaction((tx) =>
      tx.query<{ id: string }>(sql`select identity_id as id from members where id = ${anew.id}`),
    )
    expect(fresh?.id).not.toBe(person.id)
  })

  test('race: an address is given up while somebody adds it: one identity has it or may have it back', async () => {
    for (let n = 0; n < 5; n++) {
      const { person, client } = await someone()
      const admin = await someone()
      const to = newEmail()
      await client.startEmailChange({ body: { newEmail: to } })
      const code = await secretIn(app, to, 'new-mailbox-code')
      await Promise.all([
        client.confirmEmailChange({ body: { code } }),
        admin.client.addUser({
          body: { email: person.email, roleId: admin.organization.roles.planner, hubIds: [] },
        }),
      ])
      const strangers = await app.owner.transaction((tx) =>
        tx.query(sql`select from identities where email = ${person.email}`),
      )
      expect(strangers).toEqual([])
      expect(await resultOf(undo(await secretIn(app, person.email, 'email-changed')))).toBe('done')
    }
  })
})

describe('PW5: naming a home', () => {
  const withTwo = async () => {
    const [home, other] = [await app.organization(), await app.organization()]
    const one = await someone(home)
    const otherId = await app.member(other, one.person)
    return { ...one, home, other, otherId }
  }
  const homeOf = (id: string) =>
    app.owner.transaction(async (tx) => {
      const [row] = await tx.query<{ home: string | null }>(
        sql`select home_organization_id as home from identities where id = ${id}`,
      )
      return row?.home ?? null
    })

  test('only once there is none, with fresh evidence, among one’s own active organizations', async () => {
    const { client, token, person, home, other, otherId } = await withTwo()
    await setHome(app, person, home)
    const name = (memberId = otherId) => resultOf(client.nameHome({ body: { memberId } }))
    expect(await name()).toBe('home-exists')
    await setHome(app, person, null)
    const stranger = await someone()
    expect(await name(stranger.memberId)).toBe('organization-not-found')
    const third = await app.organization()
    for (const status of ['invited', 'registering', 'suspended'] as const)
      expect(await name(await app.member(await app.organization(), person, { status }))).toBe(
        'organization-not-found',
      )
    await app.owner.transaction((tx) =>
      tx.query(sql`delete from evidence where kind <> 'password' and login_id in (
        select login_id from sessions where token_hash = ${hashToken(token)})`),
    )
    expect(await name()).toBe('fresh-evidence-required')
    await makeFresh(app, token)
    expect(await name()).toBe('done')
    expect(await homeOf(person.id)).toBe(other.id)
    expect((await mailsTo(app, person.email)).at(-1)).toMatchObject({
      template: 'home-named',
      values: { organizationName: other.name },
    })
    expect(await name(await app.member(third, person))).toBe('home-exists')
  })

  test('a home that one has left, or that was closed, is none; one that suspended one is', async () => {
    const { client, person, memberId, otherId, other, home } = await withTwo()
    const name = () => resultOf(client.nameHome({ body: { memberId } }))
    await setHome(app, person, other)
    const set = (statement: ReturnType<typeof sql>) =>
      app.owner.transaction((tx) => tx.query(statement))
    await app.member(other, await app.person())
    await set(
      sql`update members set status = 'suspended', status_before_suspension = 'active' where id = ${otherId}`,
    )
    expect(await name()).toBe('home-exists')
    await set(
      sql`update members set status = 'registering', status_before_suspension = null where id = ${otherId}`,
    )
    expect(await name()).toBe('done')
    expect(await homeOf(person.id)).toBe(home.id)
    await setHome(app, person, other)
    await set(sql`update members set status = 'active' where id = ${otherId}`)
    await set(sql`update organizations set status = 'deleting' where id = ${other.id}`)
    expect(await name()).toBe('done')
  })

  test('two at once: one home', async () => {
    const { client, person, memberId, otherId } = await withTwo()
    await setHome(app, person, null)
    const results = await Promise.all(
      [memberId, otherId].map((id) => resultOf(client.nameHome({ body: { memberId: id } }))),
    )
    expect(results.toSorted()).toEqual(['done', 'home-exists'])
  })
})
