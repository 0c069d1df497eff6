import sql, { type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { MemberId } from '#api/common.ts'
import type { SignInPolicy } from '#api/policies.ts'
import { endpointsOf } from '#server/app.ts'
import { enrol, proveMailbox as proveByCode } from '#test/factors.ts'
import { password, startTestApp, type TestApp, type TestPerson } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { send, typeOf } from '#test/requests.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const minute = 60_000
const rows = <Row extends object>(statement: Sql) =>
  app.owner.transaction((tx) => tx.query<Row>(statement))

async function after<T>(ms: number, work: () => Promise<T>): Promise<T> {
  app.clock.now = new Date(Date.now() + ms)
  try {
    return await work()
  } finally {
    app.clock.now = null
  }
}

const signIn = (person: TestPerson) =>
  app.clientWith().signIn({ body: { email: person.email, password, transport: 'bearer' } })
/** As if a mailbox code had been proved on every log-in of theirs. */
const proveMailbox = (person: TestPerson) =>
  rows(sql`insert into evidence (login_id, kind, at)
    select id, 'email_otp', ${app.clock.now ?? new Date()} from logins where identity_id = ${person.id}
    on conflict (login_id, kind, connection_id) do update set at = excluded.at`)

const standard: SignInPolicy = {
  firstFactor: 'password',
  secondFactor: 'none',
  evidenceSeconds: null,
  sessionSeconds: 604_800,
  idleSeconds: 86_400,
  passwordDays: null,
  singleSession: false,
}

/** An owner with break-glass codes, before a door that asks for an authenticator which they have lost. */
async function anOwnerBeforeAShutDoor() {
  const acme = await app.organization()
  const [person, other, admin] = [await app.person(), await app.person(), await app.person()]
  const member = await app.member(acme, person, { firstName: 'Olga' })
  const others = {
    owner: await app.member(acme, other),
    admin: await app.member(acme, admin, { role: 'admin' }),
  }
  const { client, token } = await app.signedIn(person, member)
  await proveMailbox(person)
  const { codes } = await client.replaceBreakGlassCodes()
  await rows(
    sql`update sign_in_policies set second_factor = 'totp' where organization_id = ${acme.id}`,
  )
  await rows(sql`insert into authenticators (identity_id, sealed_seed, key_id, last_step, since)
    values (${person.id}, 'x', 'x', 0, now())`)
  const outcome = await signIn(person)
  if (outcome.outcome !== 'challenged') throw new Error(outcome.outcome)
  const pending = app.clientWith(outcome.pendingToken)
  return { acme, person, member, other, admin, others, client, token, pending, codes }
}
const use = (client: Client, memberId: MemberId, code: string) =>
  client.breakGlass({ body: { memberId, code } })
const setPolicy = (client: Client, values: Partial<SignInPolicy>) =>
  client.updateSignInPolicy({ body: { policy: { ...standard, ...values } } })

test('DR6: five codes of 130 bits, shown once; only hashes are kept, the earlier ones stop, other owners are told', async () => {
  const { acme, person, member, other, client, pending, codes, admin } =
    await anOwnerBeforeAShutDoor()
  expect(codes).toHaveLength(5)
  for (const code of codes) expect(code.replaceAll('-', '')).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/)
  expect(new Set(codes).size).toBe(5)
  const kept = await rows<{ hash: Buffer }>(
    sql`select code_hash as hash from break_glass_codes where organization_id = ${acme.id}`,
  )
  expect(kept.map(({ hash }) => hash.length)).toEqual([32, 32, 32, 32, 32])
  const told = await rows<{
    to: string
    values: object
  }>(sql`select recipient as to, "values" from mails
    where organization_id = ${acme.id} and template = 'break-glass-replaced'`)
  expect(told).toMatchObject([{ to: other.email, values: { by: 'Olga Person' } }])
  expect(told.map(({ to }) => to)).not.toContain(admin.email)
  const audit = await rows(sql`select actor_member_id as actor, details from audit_events
    where organization_id = ${acme.id} and action = 'break-glass.replaced'`)
  expect(audit).toEqual([{ actor: member, details: {} }])

  await rows(
    sql`update sign_in_policies set second_factor = 'none' where organization_id = ${acme.id}`,
  )
  await rows(sql`delete from authenticators where identity_id = ${person.id}`)
  const made = await Promise.all([1, 2, 3, 4, 5, 6].map(() => client.replaceBreakGlassCodes()))
  const { breakGlass } = await client.getSignInPolicy()
  expect(breakGlass).toMatchObject({ left: 5, createdAt: expect.any(String) })
  await proveMailbox(person)
  expect(await resultOf(use(pending, member, codes[0] ?? ''))).toBe('wrong-code')
  expect(made.flatMap(({ codes: some }) => some)).toHaveLength(30)
})

test('DR6: codes are for owners alone, and want fresh evidence', async () => {
  const acme = await app.organization()
  const [owner, admin] = [await app.person(), await app.person()]
  const asOwner = await app.signedIn(owner, await app.member(acme, owner))
  const asAdmin = await app.signedIn(admin, await app.member(acme, admin, { role: 'admin' }))
  for (const person of [owner, admin]) await proveMailbox(person)
  expect(await resultOf(asAdmin.client.replaceBreakGlassCodes())).toBe('owner-protected')
  await after(11 * minute, async () =>
    expect(await problemOf(asOwner.client.replaceBreakGlassCodes())).toMatchObject({
      type: '/problems/fresh-evidence-required',
      missing: [{ kind: 'password' }, { kind: 'email_otp' }],
    }),
  )
  expect((await asOwner.client.replaceBreakGlassCodes()).codes).toHaveLength(5)
})

test('DR6: a code opens the sign-in policy and single sign-on for 15 minutes though the door is shut, and no other route', async () => {
  const { member, person, pending, codes, acme } = await anOwnerBeforeAShutDoor()
  await proveMailbox(person)
  const { token, until, landing } = await use(pending, member, codes[0] ?? '')
  expect(landing).toBe(`/o/${acme.slug}/settings/sign-in-policy`)
  expect(Math.abs(Date.parse(until) - Date.now() - 15 * minute)).toBeLessThan(60_000)
  const client = app.clientWith(token)
  expect(await client.getSession()).toMatchObject({
    breakGlassUntil: until,
    missing: [{ kind: 'totp' }],
  })
  expect((await client.getSignInPolicy()).breakGlass.left).toBe(4)
  await client.dryRunSignInPolicy({ body: { policy: standard } })

  const { id } = await client.createConnection({ body: { name: 'Okta', kind: 'oidc' } })

  const pages = /^(public|proving|pending|step-up|(sign_in_policy|single_sign_on):(view|edit))$/
  const shut = endpointsOf(app.settings).filter(({ route }) => !pages.test(route.access))
  expect(shut.length).toBeGreaterThan(50)
  for (const { route } of shut) {
    const { status, json } = await send(app.fetch, route, { token })
    expect([status, typeOf(json)], route.summary).toEqual([401, 'step-up-required'])
  }
  await after(15 * minute - minute, () => client.getSignInPolicy())
  await after(15 * minute + minute, async () => {
    for (const call of [
      () => client.getSignInPolicy(),
      () => setPolicy(client, {}),
      () => client.cancelPlannedPolicy(),
      () => client.dryRunSignInPolicy({ body: { policy: standard } }),
      () => client.replaceBreakGlassCodes(),
      () => client.listConnections(),
      () => client.removeConnection({ params: { connectionId: id } }),
    ])
      expect(await resultOf(call())).toBe('step-up-required')
    expect((await client.getSession()).breakGlassUntil).toBeNull()
  })
})

test('DR6: an owner whose phone is lost comes back by password, mailbox code and break-glass code, and opens the door again', async () => {
  const [acme, person] = [await app.organization(), await app.person()]
  const memberId = await app.member(acme, person)
  const { client: before } = await app.signedIn(person, memberId)
  await enrol(app, before, person)
  const { codes } = await before.replaceBreakGlassCodes()
  await setPolicy(before, { secondFactor: 'totp' })

  await after(20 * minute, async () => {
    const outcome = await signIn(person)
    if (outcome.outcome !== 'challenged') throw new Error(outcome.outcome)
    expect(outcome.missing).toMatchObject([{ kind: 'totp', enrolled: true }])
    const pending = app.clientWith(outcome.pendingToken)
    const body = { memberId, code: codes[0] ?? '' }
    expect((await problemOf(pending.breakGlass({ body })))?.missing).toMatchObject([
      { kind: 'email_otp' },
    ])
    const proved = await proveByCode(app, pending, person.email)
    const client = app.clientWith((await proved.breakGlass({ body })).token)
    expect(await resultOf(client.listMyHubs())).toBe('step-up-required')
    await setPolicy(client, { secondFactor: 'email_otp' })
    await client.listMyHubs()
    expect((await client.getSignInPolicy()).breakGlass.left).toBe(4)
  })
  // From then on one comes in by the door, long after the code's fifteen minutes.
  await after(36 * minute, async () => {
    const again = await signIn(person)
    if (again.outcome !== 'challenged') throw new Error(again.outcome)
    const proved = await proveByCode(app, app.clientWith(again.pendingToken), person.email)
    const entered = await proved.switchOrganization({ body: { memberId } })
    expect(entered.outcome).toBe('entered')
  })
})

test('DR6: a code is good once, also for two who use it at the same moment', async () => {
  const { member, person, codes, acme } = await anOwnerBeforeAShutDoor()
  const pendings = await Promise.all(
    [1, 2, 3].map(async () => {
      const outcome = await signIn(person)
      return app.clientWith(outcome.outcome === 'challenged' ? outcome.pendingToken : undefined)
    }),
  )
  await proveMailbox(person)
  const results = await Promise.all(
    pendings.map((client) => resultOf(use(client, member, codes[1] ?? ''))),
  )
  expect(results.toSorted()).toEqual(['done', 'wrong-code', 'wrong-code'])
  expect(
    await rows(
      sql`select used_by from break_glass_codes where organization_id = ${acme.id} and used_at is not null`,
    ),
  ).toEqual([{ used_by: member }])
})

test('DR6: a code is read as people type it', async () => {
  const { member, person, pending, codes } = await anOwnerBeforeAShutDoor()
  await proveMailbox(person)
  const typed = ` ${(codes[2] ?? '').toUpperCase().replaceAll('-', ' ')} `
  expect((await use(pending, member, typed)).token).toBeTruthy()
})

test('DR6: it wants the password and a mailbox code besides, each within ten minutes, and says exactly which', async () => {
  const { member, person, client, token, codes } = await anOwnerBeforeAShutDoor()
  const missing = async () => {
    const refusal = await problemOf(use(client, member, codes[0] ?? ''))
    expect(refusal?.type).toBe('/problems/fresh-evidence-required')
    return refusal?.missing?.map(({ kind }) => kind)
  }
  expect(token).toBeTruthy()
  await rows(sql`delete from evidence where kind = 'email_otp'
    and login_id in (select id from logins where identity_id = ${person.id})`)
  expect(await missing()).toEqual(['email_otp'])
  await after(11 * minute, async () => {
    expect(await missing()).toEqual(['password', 'email_otp'])
    await proveMailbox(person)
    expect(await missing()).toEqual(['password'])
    await client.provePassword({ body: { password } })
    // An administrator elsewhere made a password: the mailbox is proved anew first (PW4).
    await rows(sql`update identities set doubted_at = now() where id = ${person.id}`)
    expect(await missing()).toEqual(['email_otp'])
    await rows(sql`update identities set doubted_at = null where id = ${person.id}`)
    expect((await use(client, member, codes[0] ?? '')).token).toBeTruthy()
  })
})

test('DR6: proofs of another log-in do not help', async () => {
  const { member, person, codes } = await anOwnerBeforeAShutDoor()
  await proveMailbox(person)
  const stolen = await signIn(person)
  const thief = app.clientWith(stolen.outcome === 'challenged' ? stolen.pendingToken : undefined)
  expect(await resultOf(use(thief, member, codes[0] ?? ''))).toBe('fresh-evidence-required')
})

test('DR6: nobody but an active owner there, by their own membership, with a code of that organization', async () => {
  const { acme, admin, others, member, pending, person, codes } = await anOwnerBeforeAShutDoor()
  const code = codes[0] ?? ''
  const asAdmin = await signIn(admin)
  const adminClient = app.clientWith(
    asAdmin.outcome === 'challenged' ? asAdmin.pendingToken : undefined,
  )
  await proveMailbox(admin)
  await proveMailbox(person)
  for (const [client, target] of [
    [adminClient, others.admin],
    [adminClient, member],
    [pending, others.owner],
    [pending, '00000000-0000-7000-8000-000000000000' as MemberId],
  ] as const)
    expect(await resultOf(use(client, target, code))).toBe('organization-not-found')

  const globex = await app.organization()
  const elsewhere = await app.member(globex, person)
  expect(await resultOf(use(pending, elsewhere, code))).toBe('wrong-code')
  expect(
    await rows(
      sql`select from break_glass_codes where used_at is not null and organization_id = ${acme.id}`,
    ),
  ).toEqual([])

  await rows(sql`update members set status = 'registering' where id = ${member}`)
  expect(await resultOf(use(pending, member, code))).toBe('organization-not-found')
  await rows(
    sql`update members set status = 'suspended', status_before_suspension = 'active' where id = ${member}`,
  )
  expect(await resultOf(use(pending, member, code))).toBe('organization-not-found')
})

test('LG8: wrong codes are counted on the identity and locked; the right one is then refused alike and stays good', async () => {
  const { member, person, pending, codes } = await anOwnerBeforeAShutDoor()
  await proveMailbox(person)
  for (let n = 0; n < 5; n++)
    expect(await resultOf(use(pending, member, `wrong-${n}`))).toBe('wrong-code')
  expect(await problemOf(use(pending, member, codes[0] ?? ''))).toMatchObject({
    type: '/problems/locked',
    retryAfterSeconds: expect.any(Number),
  })
  await after(31 * minute, async () => {
    const outcome = await signIn(person)
    const client = app.clientWith(
      outcome.outcome === 'challenged' ? outcome.pendingToken : undefined,
    )
    await proveMailbox(person)
    expect((await use(client, member, codes[0] ?? '')).token).toBeTruthy()
  })
})

test('DR6: its use is audited and mailed to the other owners, and what it replaces ends', async () => {
  const { acme, member, person, other, client, codes } = await anOwnerBeforeAShutDoor()
  await proveMailbox(person)
  const { until } = await use(client, member, codes[0] ?? '')
  expect(
    await rows(sql`select actor_member_id as actor, details from audit_events
      where organization_id = ${acme.id} and action = 'break-glass.used'`),
  ).toEqual([{ actor: member, details: { until } }])
  expect(
    await rows(sql`select recipient as to, "values" from mails
      where organization_id = ${acme.id} and template = 'break-glass-used'`),
  ).toMatchObject([{ to: other.email, values: { by: 'Olga Person', expiresAt: until } }])
  expect(await resultOf(client.getSession())).toBe('not-signed-in')
})

test('DR6: a pending sign-in is used up by it, and cannot go on to another organization besides', async () => {
  const { member, person, pending, codes } = await anOwnerBeforeAShutDoor()
  await proveMailbox(person)
  const { token } = await use(pending, member, codes[0] ?? '')
  expect((await app.clientWith(token).getSession()).breakGlassUntil).not.toBeNull()
  expect(await resultOf(pending.listMyOrganizations())).toBe('not-signed-in')
})

test('DR6: a browser gets the session as a cookie, and no token in the body', async () => {
  const { member, person, codes } = await anOwnerBeforeAShutDoor()
  const send = (path: string, body: object, cookie = '') =>
    app.fetch(
      new Request(`http://localhost/api/v1${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: 'http://localhost',
          host: 'localhost',
          cookie,
        },
        body: JSON.stringify(body),
      }),
    )
  const signedIn = await send('/sign-in', { email: person.email, password })
  const pending = signedIn.headers.getSetCookie().find((one) => one.includes('pending')) ?? ''
  await proveMailbox(person)
  const answer = await send(
    '/proofs/break-glass',
    { memberId: member, code: codes[0] },
    pending.split(';')[0],
  )
  expect(answer.status).toBe(200)
  expect(Object.keys((await answer.json()) as object).toSorted()).toEqual(['landing', 'until'])
  expect(answer.headers.getSetCookie().some((one) => /foyer_session=fys_/.test(one))).toBe(true)
})

test('DR6: who is an owner no more has nothing of a code that was used before', async () => {
  const { acme, member, person, pending, codes } = await anOwnerBeforeAShutDoor()
  await proveMailbox(person)
  const client = app.clientWith((await use(pending, member, codes[0] ?? '')).token)
  await client.getSignInPolicy()
  await rows(sql`update members set role_id = ${acme.roles.admin} where id = ${member}`)
  expect(await resultOf(client.getSignInPolicy())).toBe('step-up-required')
  expect(await resultOf(setPolicy(client, {}))).toBe('step-up-required')
  expect((await client.getSession()).breakGlassUntil).toBeNull()
})
