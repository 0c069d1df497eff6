import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError, type Client as TestClient } from '#api/client.ts'
import type { Outcome } from '#api/sessions.ts'
import { actAs } from '#server/platform/database.ts'
import { password, startTestApp, type TestApp } from '#test/harness.ts'
import { ownMembership } from './membership.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const signIn = (email: string, secret = password) =>
  app.clientWith().signIn({ body: { email, password: secret, transport: 'bearer' } })

const provePassword = { kind: 'password', proveAt: '/api/v1/proofs/password' }

/** The refusal without what differs from request to request. */
const problemOf = (error: unknown) => {
  if (!(error instanceof ApiError)) throw error
  return { ...error.problem, instance: null }
}

const entered = (outcome: Outcome) => {
  if (outcome.outcome !== 'entered') throw new Error(`expected to enter, was ${outcome.outcome}`)
  return { ...outcome, client: app.clientWith(outcome.token) }
}
const chosen = (outcome: Outcome) => {
  if (outcome.outcome !== 'choose') throw new Error(`expected to choose, was ${outcome.outcome}`)
  return { ...outcome, client: app.clientWith(outcome.pendingToken) }
}

/** Somebody in two organizations, signed in to the first. */
const someoneInTwo = async () => {
  const [acme, globex, person] = [
    await app.organization(),
    await app.organization(),
    await app.person(),
  ]
  const [inAcme, inGlobex] = [
    await app.member(acme, person),
    await app.member(globex, person, { role: 'planner' }),
  ]
  return { acme, globex, person, inAcme, inGlobex, ...(await app.signedIn(person, inAcme)) }
}

test('LG1: an unknown e-mail, a wrong password and an identity without one get the same answer', async () => {
  const person = await app.person()
  const without = await app.person()
  await app.owner.transaction((tx) =>
    tx.query(sql`delete from passwords where identity_id = ${without.id}`),
  )
  const refusal = (email: string) => signIn(email, 'some other sentence').catch(problemOf)

  const [wrong, unknown, noPassword] = [
    await refusal(person.email),
    await refusal('nobody-at-all@example.test'),
    await refusal(without.email),
  ]
  expect(wrong).toMatchObject({ status: 401, type: '/problems/wrong-credentials' })
  expect(unknown).toEqual(wrong)
  expect(noPassword).toEqual(wrong)
})

test('LG2: with one organization that was entered before, signing in walks straight in', async () => {
  const [acme, person] = [await app.organization(), await app.person()]
  const memberId = await app.member(acme, person)
  expect(await signIn(person.email)).toMatchObject({
    outcome: 'entered',
    member: { id: memberId },
    organization: { id: acme.id, slug: acme.slug },
    landing: `/o/${acme.slug}/tasks`,
  })
})

test('LG2: one organization never entered before is shown, with who added the person, and not walked into', async () => {
  const [acme, person] = [await app.organization(), await app.person()]
  await app.member(acme, person, { entered: false, status: 'registering' })
  const { organizations } = chosen(await signIn(person.email))
  expect(organizations).toMatchObject([
    { name: acme.name, addedBy: 'Ana Admin', lastVisitedAt: null },
  ])
})

test('LG2: a pending sign-in can list and enter, and nothing else', async () => {
  const { person, inGlobex } = await someoneInTwo()
  const { client } = chosen(await signIn(person.email))
  expect((await client.listMyOrganizations()).current).toBeNull()
  await expect(client.getSession()).rejects.toMatchObject({
    problem: { type: '/problems/organization-not-chosen' },
  })
  await expect(client.listMySessions()).rejects.toMatchObject({ problem: { status: 403 } })
  expect((await client.switchOrganization({ body: { memberId: inGlobex } })).outcome).toBe(
    'entered',
  )
})

test('LG2: a pending sign-in is consumed once, also by two requests at once', async () => {
  const { person, inAcme, inGlobex } = await someoneInTwo()
  const { client } = chosen(await signIn(person.email))
  const outcomes = await Promise.allSettled(
    [inAcme, inGlobex, inAcme].map((memberId) => client.switchOrganization({ body: { memberId } })),
  )
  expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1)
  for (const o of outcomes)
    if (o.status === 'rejected') expect(o.reason.problem.type).toBe('/problems/not-signed-in')
})

test('LG2: a pending sign-in dies after ten minutes', async () => {
  const { person, inAcme } = await someoneInTwo()
  const { client } = chosen(await signIn(person.email))
  app.clock.now = new Date(Date.now() + 10 * 60_000 + 1)
  try {
    await expect(client.switchOrganization({ body: { memberId: inAcme } })).rejects.toMatchObject({
      problem: { status: 401 },
    })
  } finally {
    app.clock.now = null
  }
})

test('LG3: rows say role, last visit and what the door asks; last used first; invitations stand apart', async () => {
  const person = await app.person()
  const [plain, strict, inviting] = [
    await app.organization(),
    await app.organization({ policy: { secondFactor: 'totp' } }),
    await app.organization(),
  ]
  const inPlain = await app.member(plain, person)
  await app.member(strict, person, { role: 'planner' })
  await app.member(inviting, person, { status: 'invited', role: 'field_user' })
  const { client } = await app.signedIn(person, inPlain)

  const mine = await client.listMyOrganizations()
  expect(mine.current?.memberId).toBe(inPlain)
  expect(mine.organizations).toMatchObject([
    { name: plain.name, role: 'Owner', requires: [], current: true },
    { name: strict.name, role: 'Planner', requires: ['totp'], current: false },
  ])
  expect(mine.pendingInvitations).toMatchObject([
    { name: inviting.name, role: 'Field User', invitedBy: 'Ana Admin' },
  ])
})

test('SW3: switching ends the old session in the same step; its token is refused on its very next use', async () => {
  const { client, globex, inGlobex } = await someoneInTwo()
  const there = entered(await client.switchOrganization({ body: { memberId: inGlobex } }))
  await expect(client.getSession()).rejects.toMatchObject({
    problem: { status: 401, type: '/problems/not-signed-in' },
  })
  expect((await there.client.getSession()).organization.id).toBe(globex.id)
})

test('SW3: both audit logs get their row, and neither names the other organization', async () => {
  const { client, acme, globex, inGlobex } = await someoneInTwo()
  await client.switchOrganization({ body: { memberId: inGlobex } })
  const rows = await app.owner.transaction((tx) =>
    tx.query<{ organization_id: string; action: string; all: string }>(sql`
      select organization_id, action, audit_events::text as all from audit_events
      where organization_id in (${acme.id}, ${globex.id}) order by id`),
  )
  expect(rows.filter((r) => r.organization_id === acme.id).map((r) => r.action)).toEqual([
    'session.entered',
    'session.left',
  ])
  const there = rows.filter((r) => r.organization_id === globex.id)
  expect(there.map((r) => r.action)).toEqual(['session.entered'])
  expect(JSON.stringify(there)).not.toContain(acme.id)
  expect(JSON.stringify(rows.filter((r) => r.organization_id === acme.id))).not.toContain(globex.id)
})

test('SW3: of two racing switches one wins, and exactly one session is left', async () => {
  const { client, person, inAcme, inGlobex } = await someoneInTwo()
  const outcomes = await Promise.allSettled(
    [inGlobex, inAcme, inGlobex, inAcme].map((memberId) =>
      client.switchOrganization({ body: { memberId } }),
    ),
  )
  expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1)
  const [live] = await app.owner.transaction((tx) =>
    tx.query<{ n: number }>(
      sql`select count(*) as n from sessions where identity_id = ${person.id} and ended_at is null`,
    ),
  )
  expect(live?.n).toBe(1)
})

test('SW4, SW5: where the door asks for more, the switch is challenged and the old session stays', async () => {
  const { client, person, acme } = await someoneInTwo()
  const strict = await app.organization({ policy: { secondFactor: 'email_otp' } })
  const inStrict = await app.member(strict, person)
  await app.owner.transaction((tx) =>
    tx.query(
      sql`update organizations set configuration = '{"accent": "green"}' where id = ${strict.id}`,
    ),
  )
  const outcome = await client.switchOrganization({ body: { memberId: inStrict } })
  const { id, name, slug } = strict
  expect(outcome).toMatchObject({
    outcome: 'challenged',
    // Whose door it is, in its colour; nothing of what is behind it.
    organization: { id, name, slug, logoUrl: null, accent: 'green' },
    missing: [{ kind: 'email_otp', reason: 'demanded', proveAt: '/api/v1/proofs/email-code' }],
  })
  expect((await client.getSession()).organization.id).toBe(acme.id)
})

test('SW6: whatever cannot be entered answers like no such organization', async () => {
  const { client, person } = await someoneInTwo()
  const stranger = await app.person()
  const [theirs, left, inviting, frozen] = [
    await app.organization(),
    await app.organization(),
    await app.organization(),
    await app.organization(),
  ]
  const foreign = await app.member(theirs, stranger)
  await app.member(left, stranger)
  const suspended = await app.member(left, person, { status: 'suspended' })
  const invited = await app.member(inviting, person, { status: 'invited' })
  const inFrozen = await app.member(frozen, person)
  await app.owner.transaction((tx) =>
    tx.query(sql`update organizations set status = 'deleting' where id = ${frozen.id}`),
  )
  const refusal = (memberId: string) =>
    client.switchOrganization({ body: { memberId } }).catch(problemOf)

  const noSuch = await refusal(crypto.randomUUID())
  expect(noSuch).toMatchObject({ status: 404, type: '/problems/organization-not-found' })
  for (const memberId of [foreign, suspended, invited, inFrozen])
    expect(await refusal(memberId)).toEqual(noSuch)
  const listed = (await client.listMyOrganizations()).organizations.map((row) => row.memberId)
  for (const memberId of [foreign, suspended, invited, inFrozen])
    expect(listed).not.toContain(memberId)
})

test('SW7: a page that names another organization than the session’s is refused before anything is read', async () => {
  const { token, acme, globex } = await someoneInTwo()
  const stale = app.clientWith(token, { 'Foyer-Organization': globex.id })
  await expect(stale.getSession()).rejects.toMatchObject({
    problem: { status: 409, type: '/problems/organization-changed' },
  })
  const fitting = app.clientWith(token, { 'Foyer-Organization': acme.id })
  expect((await fitting.getSession()).organization.id).toBe(acme.id)
})

test('SW7: what a page of one member sends is not done as another of the same organization', async () => {
  const acme = await app.organization()
  const [one, other] = [await app.person(), await app.person()]
  const mine = await app.member(acme, one)
  const { token } = await app.signedIn(other, await app.member(acme, other))
  const stale = app.clientWith(token, { 'Foyer-Organization': acme.id, 'Foyer-Member': mine })
  await expect(
    stale.createHub({ body: { name: 'Of another', latitude: -6.2, longitude: 106.8 } }),
  ).rejects.toMatchObject({
    problem: { status: 409, type: '/problems/member-changed' },
  })
  await expect(stale.signOut()).rejects.toMatchObject({ problem: { status: 409 } })
  const { items } = await app.clientWith(token).listHubs({ query: {} })
  expect(items.map(({ name }) => name)).not.toContain('Of another')
})

test('LG8: five failures lock that proof for half an hour, known e-mail or not; a correct password waits too', async () => {
  const person = await app.person()
  const now = new Date()
  app.clock.now = now
  try {
    for (const email of [person.email, 'unknown-and-locked@example.test']) {
      for (let i = 0; i < 5; i++)
        await expect(signIn(email, 'wrong')).rejects.toMatchObject({
          problem: { type: '/problems/wrong-credentials' },
        })
      await expect(signIn(email)).rejects.toMatchObject({
        problem: { status: 429, type: '/problems/locked', retryAfterSeconds: 1800 },
      })
    }
    app.clock.now = new Date(now.getTime() + 30 * 60_000 + 1000)
    expect((await signIn(person.email)).outcome).toBe('choose')
  } finally {
    app.clock.now = null
  }
})

test('LG9: signing out ends the log-in with its pending rows; sign out everywhere ends every log-in', async () => {
  const { client, person, inAcme } = await someoneInTwo()
  const elsewhere = await app.signedIn(person, inAcme)
  await client.signOut()
  await expect(client.getSession()).rejects.toMatchObject({ problem: { status: 401 } })
  await elsewhere.client.getSession()
  const pending = chosen(await signIn(person.email))
  await elsewhere.client.signOutEverywhere()
  await expect(elsewhere.client.getSession()).rejects.toMatchObject({ problem: { status: 401 } })
  await expect(pending.client.listMyOrganizations()).rejects.toMatchObject({
    problem: { status: 401 },
  })
})

test('LG9: one lists and ends one’s own sessions in this organization, and sees none of another', async () => {
  const { client, person, inAcme, inGlobex } = await someoneInTwo()
  const second = await app.signedIn(person, inAcme)
  await app.signedIn(person, inGlobex)
  const { items } = await client.listMySessions()
  expect(items).toHaveLength(2)
  expect(items.filter(({ current }) => current)).toHaveLength(1)
  const other = items.find((session) => !session.current)
  await client.endMySession({ params: { sessionId: other?.id as never } })
  await expect(second.client.getSession()).rejects.toMatchObject({ problem: { status: 401 } })
  const { id } = await client.getSession()
  for (const sessionId of [other?.id, '01890a5d-ac96-774b-bcce-b302099a8057'] as never[])
    await expect(client.endMySession({ params: { sessionId } })).rejects.toMatchObject({
      problem: { status: 404, type: '/problems/not-found' },
    })
  expect((await client.getSession()).id).toBe(id)
})

test('DR1: after an organization’s idle time only newer evidence opens; proving the password does', async () => {
  const acme = await app.organization({ policy: { idleSeconds: 600 } })
  const person = await app.person()
  const { client } = await app.signedIn(person, await app.member(acme, person))
  const start = Date.now()
  try {
    app.clock.now = new Date(start + 601_000)
    await expect(client.listMySessions()).rejects.toMatchObject({
      problem: { status: 401, type: '/problems/step-up-required', missing: [provePassword] },
    })
    expect((await client.getSession()).missing).toEqual([provePassword])
    app.clock.now = new Date(start + 602_000)
    await client.provePassword({ body: { password } })
    expect((await client.listMySessions()).items).toHaveLength(1)
  } finally {
    app.clock.now = null
  }
})

test('DR1: no switch leads around an organization’s idle time: not to itself, and not there and back', async () => {
  const [person, globex] = [await app.person(), await app.organization()]
  const acme = await app.organization({ policy: { idleSeconds: 600 } })
  const [inAcme, inGlobex] = [await app.member(acme, person), await app.member(globex, person)]
  const to = (client: TestClient, memberId: typeof inAcme) =>
    client.switchOrganization({ body: { memberId } })
  const { client } = await app.signedIn(person, inAcme)
  const idledOut = { outcome: 'challenged', missing: [provePassword] }
  const start = Date.now()
  try {
    app.clock.now = new Date(start + 601_000)
    expect((await client.listMyOrganizations()).current?.requires).toEqual(['password'])
    expect(await to(client, inAcme)).toMatchObject(idledOut)
    const there = entered(await to(client, inGlobex))
    app.clock.now = new Date(start + 602_000)
    expect(await to(there.client, inAcme)).toMatchObject(idledOut)
    await there.client.provePassword({ body: { password } })
    const back = entered(await to(there.client, inAcme))
    // Away for longer than that, but left in time: nothing idled out here.
    const away = entered(await to(back.client, inGlobex))
    app.clock.now = new Date(start + 2_000_000)
    await away.client.getSession()
    entered(await to(away.client, inAcme))
  } finally {
    app.clock.now = null
  }
})

test('DR2: a change of policy or status acts on the next request of a live session', async () => {
  const { client, acme, inAcme } = await someoneInTwo()
  const set = (statement: ReturnType<typeof sql>) =>
    app.owner.transaction((tx) => tx.query(statement))
  await set(
    sql`update sign_in_policies set second_factor = 'totp' where organization_id = ${acme.id}`,
  )
  await expect(client.listMySessions()).rejects.toMatchObject({
    problem: {
      type: '/problems/step-up-required',
      missing: [{ kind: 'totp', enrolled: false, proveAt: '/api/v1/me/authenticator/enrolment' }],
    },
  })
  await set(
    sql`update sign_in_policies set second_factor = 'none' where organization_id = ${acme.id}`,
  )
  await client.listMySessions()
  await app.member(acme, await app.person())
  await set(
    sql`update members set status = 'suspended' where organization_id = ${acme.id} and id = ${inAcme}`,
  )
  await expect(client.getSession()).rejects.toMatchObject({
    problem: { status: 401, type: '/problems/not-signed-in' },
  })
})

test('PW1: changing the password ends every other log-in, pending ones too, and keeps this one', async () => {
  const { client, person, inAcme } = await someoneInTwo()
  const other = await app.signedIn(person, inAcme)
  const pending = chosen(await signIn(person.email))
  const newPassword = 'walrus timber quartz piano'
  await expect(
    client.changePassword({ body: { currentPassword: 'not it', newPassword } }),
  ).rejects.toMatchObject({
    problem: { type: '/problems/wrong-password' },
  })
  await expect(
    client.changePassword({ body: { currentPassword: password, newPassword: 'password1234' } }),
  ).rejects.toMatchObject({
    problem: { type: '/problems/password-too-weak', errors: [{ pointer: '#/newPassword' }] },
  })
  const strict = await app.member(
    await app.organization({ policy: { secondFactor: 'totp' } }),
    person,
  )
  const halfway = await client.switchOrganization({ body: { memberId: strict } })
  if (halfway.outcome !== 'challenged') throw new Error('expected a challenge')
  await client.changePassword({ body: { currentPassword: password, newPassword } })
  await client.getSession()
  await expect(app.clientWith(halfway.pendingToken).listMyOrganizations()).rejects.toMatchObject({
    problem: { status: 401 },
  })
  await expect(other.client.getSession()).rejects.toMatchObject({ problem: { status: 401 } })
  await expect(pending.client.listMyOrganizations()).rejects.toMatchObject({
    problem: { status: 401 },
  })
  await expect(signIn(person.email)).rejects.toMatchObject({
    problem: { type: '/problems/wrong-credentials' },
  })
  expect((await signIn(person.email, newPassword)).outcome).toBe('choose')
})

test('SW6: one of somebody’s rows is told as it stands among all of them, and to nobody else', async () => {
  const { person, inAcme, inGlobex } = await someoneInTwo()
  const [stranger, deleted, stopped] = [
    await app.person(),
    await app.organization(),
    await app.organization(),
  ]
  const seen = [inAcme, inGlobex]
  for (const status of ['invited', 'registering'] as const)
    seen.push(await app.member(await app.organization(), person, { status }))
  for (const organization of [deleted, stopped]) seen.push(await app.member(organization, person))
  const hidden = await app.member(await app.organization(), person, { status: 'suspended' })
  await app.owner.transaction(async (tx) => {
    await tx.query(sql`
      update organizations set status = 'deleting', deleting_until = now() + interval '1 day' where id = ${deleted.id}`)
    await tx.query(sql`update organizations set status = 'suspended' where id = ${stopped.id}`)
  })
  const rowsFor = (identityId: string) =>
    app.db.transaction(async (tx) => {
      await actAs(tx, identityId)
      const all = await tx.query<{ id: string }>(sql`select *, member_id as id from own_rows()`)
      const single = await tx.query<{ id: string }>(sql`
        select one.*, id from unnest(${[...seen, hidden]}::uuid[]) as id, own_rows(id) as one`)
      const inOrder = (rows: typeof all) => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      return { all: inOrder(all), single: inOrder(single) }
    })
  const own = await rowsFor(person.id)
  expect(own.single).toEqual(own.all)
  expect(own.all.map(({ id }) => id)).toEqual(seen.toSorted())
  const none = { all: [], single: [] }
  expect(await rowsFor(stranger.id)).toEqual(none)
  expect(await rowsFor('')).toEqual(none)
})

test('SW10: a person with 2,000 memberships lists them all and switches', async () => {
  const { client, person, inGlobex } = await someoneInTwo()
  await app.owner.transaction((tx) =>
    tx.query(sql`
      with o as (
        insert into organizations (name, slug, language, currency, time_zone)
        select 'Many ' || n, 'many-' || ${person.id}::text || n, 'en', 'IDR', 'UTC' from generate_series(1, 2000) n returning id
      ), p as (insert into sign_in_policies (organization_id) select id from o),
      r as (insert into roles (organization_id, name, template) select id, 'Owner', 'owner' from o returning organization_id, id)
      insert into members (organization_id, identity_id, email, status, source, role_id)
      select organization_id, ${person.id}, ${person.email}, 'active', 'added', id from r`),
  )
  expect((await client.listMyOrganizations()).organizations).toHaveLength(2002)
  expect((await client.switchOrganization({ body: { memberId: inGlobex } })).outcome).toBe(
    'entered',
  )
  const membersRead = await app.db.transaction(async (tx) => {
    // The plan that a connection keeps for everybody, not one for these values.
    await tx.query(sql`select set_config('plan_cache_mode', 'force_generic_plan', true)`)
    await actAs(tx, person.id)
    const counted = sql`select idx_tup_fetch as members from pg_stat_xact_user_tables where relname = 'members'`
    const [before] = await tx.query<{ members: number }>(counted)
    expect(await tx.query(ownMembership(inGlobex))).toHaveLength(1)
    const [after] = await tx.query<{ members: number }>(counted)
    return (after?.members ?? 0) - (before?.members ?? 0)
  })
  expect(membersRead).toBe(1)
})
