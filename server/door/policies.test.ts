import { randomUUID } from 'node:crypto'
import sql, { type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Client } from '#api/client.ts'
import type { MemberId, SessionId } from '#api/common.ts'
import type { SignInPolicy } from '#api/policies.ts'
import { confine, type Database, type Tx } from '#server/platform/database.ts'
import { createLog } from '#server/platform/log.ts'
import { enrol as enrolAtDoor } from '#test/factors.ts'
import {
  password,
  startTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { advancePlanPerformer } from './advance-plan.ts'
import { dryRunSignInPolicy } from './dry-run-sign-in-policy.ts'
import { judgeBatch } from './judge-members.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const standard: SignInPolicy = {
  firstFactor: 'password',
  secondFactor: 'none',
  evidenceSeconds: null,
  sessionSeconds: 604_800,
  idleSeconds: 86_400,
  passwordDays: null,
  singleSession: false,
}
const minute = 60_000
const day = 1440 * minute
const inFuture = (ms: number) => new Date(Date.now() + ms)

const rows = <Row extends object>(statement: Sql) =>
  app.owner.transaction((tx) => tx.query<Row>(statement))

/** What the server does at another time. */
async function at<T>(time: Date, work: () => Promise<T>): Promise<T> {
  app.clock.now = time
  try {
    return await work()
  } finally {
    app.clock.now = null
  }
}

interface Inside {
  person: TestPerson
  member: MemberId
  client: Client
  token: string
}

const signIn = async (
  acme: TestOrganization,
  values: Parameters<TestApp['member']>[2] = {},
): Promise<Inside> => {
  const person = await app.person()
  const member = await app.member(acme, person, values)
  return { person, member, ...(await app.signedIn(person, member)) }
}
const anOwner = async () => {
  const acme = await app.organization()
  return { acme, ...(await signIn(acme, { firstName: 'Olga' })) }
}
const enrol = (person: TestPerson) =>
  rows(sql`insert into authenticators (identity_id, sealed_seed, key_id, last_step, since)
    values (${person.id}, 'x', 'x', 0, now())`)
/** As if a code had been proved on every log-in of theirs. */
const prove = (person: TestPerson, kind: 'totp' | 'email_otp', seconds = 0) =>
  rows(sql`insert into evidence (login_id, kind, at)
    select id, ${kind}, now() - make_interval(secs => ${seconds}) from logins where identity_id = ${person.id}`)
const forgetMailbox = (person: TestPerson) =>
  rows(sql`update identities set mailbox_proved_at = null where id = ${person.id}`)

const change = (client: Client, values: Partial<SignInPolicy>, from: Date | null = null) =>
  client.updateSignInPolicy({
    body: { policy: { ...standard, ...values }, from: from?.toISOString() ?? null },
  })
const dryRun = (client: Client, values: Partial<SignInPolicy>) =>
  client.dryRunSignInPolicy({ body: { policy: { ...standard, ...values } } })

const audited = (acme: TestOrganization) =>
  rows<{ action: string; details: Record<string, unknown>; actor: string | null }>(sql`
    select action, details, actor_member_id as actor from audit_events
    where organization_id = ${acme.id} and action like 'sign-in-policy.%' order by at, id`)
const mailed = (acme: TestOrganization, template: string) =>
  rows<{ to: string; values: { reasons?: string[]; reminder?: boolean; expiresAt?: string } }>(sql`
    select recipient as to, "values" from mails where organization_id = ${acme.id} and template = ${template}
    order by recipient, id`)

const Payload = z.looseObject({ stage: z.string(), from: z.string() })

/** The job that waits for the plan of an organization; null where none does. */
async function findJob(acme: TestOrganization) {
  const [job, ...others] = await rows<{ runAt: Date; payload: unknown }>(sql`
    select run_at as "runAt", payload from graphile_worker._private_jobs
    where key = ${`advance-sign-in-policy-plan:${acme.id}:plan`}`)
  expect(others).toEqual([])
  return job ? { runAt: job.runAt, payload: Payload.parse(job.payload) } : null
}

/** Takes that job, when it is due, as the worker does. */
async function runJob(acme: TestOrganization): Promise<{ stage: string; runAt: Date }> {
  const job = await findJob(acme)
  if (!job) throw new Error('no job waits')
  await rows(sql`delete from graphile_worker._private_jobs
    where key = ${`advance-sign-in-policy-plan:${acme.id}:plan`} returning id`)
  await perform(acme, job.payload, job.runAt)
  return { stage: job.payload.stage, runAt: job.runAt }
}
const perform = (acme: TestOrganization, payload: unknown, now: Date, db: Database = app.db) =>
  advancePlanPerformer.perform(db, payload, {
    organizationId: acme.id,
    now: new Date(Math.max(now.getTime(), Date.now())),
    attempt: 1,
    lastAttempt: false,
    signal: new AbortController().signal,
    log: createLog('silent'),
  })

describe('a change at once', () => {
  test('DR1: what is decided is what stands, and both are audited with what stood before', async () => {
    const { acme, client, member } = await anOwner()
    expect(await client.getSignInPolicy()).toEqual({
      policy: standard,
      planned: null,
      breakGlass: { left: 0, createdAt: null },
    })
    const policy: SignInPolicy = {
      firstFactor: 'password',
      secondFactor: 'email_otp',
      evidenceSeconds: 3600,
      sessionSeconds: 7200,
      idleSeconds: 600,
      passwordDays: 30,
      singleSession: true,
    }
    expect((await change(client, policy)).policy).toEqual(policy)
    expect(await audited(acme)).toEqual([
      {
        action: 'sign-in-policy.updated',
        actor: member,
        details: { before: standard, after: policy },
      },
    ])
  })

  test('DR2: acts on the next request of a live session; once proved, the same session goes on', async () => {
    const { acme, client } = await anOwner()
    const worker = await signIn(acme, { role: 'planner' })
    await at(inFuture(11 * minute), async () => {
      await worker.client.listMyHubs()
      await change(client, { evidenceSeconds: 600 })
      const refused = await app.fetch(
        new Request('http://localhost/api/v1/me/hubs', {
          headers: { authorization: `Bearer ${worker.token}` },
        }),
      )
      expect(refused.status).toBe(401)
      expect(refused.headers.get('www-authenticate')).toBe(
        'Bearer error="insufficient_user_authentication"',
      )
      expect(await refused.json()).toMatchObject({
        type: '/problems/step-up-required',
        missing: [{ kind: 'password', proveAt: '/api/v1/proofs/password' }],
      })
      const { id, missing } = await worker.client.getSession()
      expect(missing).toMatchObject([{ kind: 'password' }])
      await worker.client.provePassword({ body: { password } })
      await worker.client.listMyHubs()
      expect(await worker.client.getSession()).toMatchObject({ id, missing: [] })
    })
  })

  test('DR2: a second factor that is demanded now is asked for now, and weakening opens the door again', async () => {
    const { acme, client, person } = await anOwner()
    const worker = await signIn(acme, { role: 'field_user' })
    await prove(person, 'email_otp')
    await change(client, { secondFactor: 'email_otp' })
    expect(await problemOf(worker.client.listMyHubs())).toMatchObject({
      type: '/problems/step-up-required',
      missing: [{ kind: 'email_otp', reason: 'demanded', proveAt: '/api/v1/proofs/email-code' }],
    })
    await client.listMyHubs()
    await prove(worker.person, 'email_otp')
    await worker.client.listMyHubs()
    await enrol(person)
    await prove(person, 'totp')
    await change(client, { secondFactor: 'totp' })
    expect((await problemOf(worker.client.listMyHubs()))?.missing).toMatchObject([
      { kind: 'totp', enrolled: false },
    ])
    await change(client, {})
    await worker.client.listMyHubs()
  })

  test('DR1: a password too old for this door must be replaced, and a session too long ends', async () => {
    const { acme, client } = await anOwner()
    const worker = await signIn(acme, { role: 'planner' })
    await rows(
      sql`update passwords set changed_at = now() - interval '40 days' where identity_id = ${worker.person.id}`,
    )
    await change(client, { passwordDays: 30 })
    expect((await problemOf(worker.client.listMyHubs()))?.missing).toMatchObject([
      { kind: 'new_password', reason: 'expired' },
    ])
    await change(client, { sessionSeconds: 300, idleSeconds: 300 })
    await at(inFuture(5 * minute), async () =>
      expect(await resultOf(worker.client.listMyHubs())).toBe('not-signed-in'),
    )
  })

  test('DR2: one organization’s policy is nothing to another’s doors', async () => {
    const { acme, client } = await anOwner()
    const globex = await app.organization()
    const person = await app.person()
    await app.member(acme, person, { role: 'planner' })
    const elsewhere = await app.signedIn(person, await app.member(globex, person))
    await change(client, { secondFactor: 'email_otp' })
    await elsewhere.client.listMyHubs()
    expect((await elsewhere.client.getSignInPolicy()).policy).toEqual(standard)
  })

  test('DR6: of two changes at once the second sees what the first has decided', async () => {
    const { acme, client } = await anOwner()
    const written = (policy: unknown) => JSON.stringify(policy, Object.keys(standard))
    const lengths = [86_400, 172_800, 259_200, 345_600]
    await Promise.all(lengths.map((sessionSeconds) => change(client, { sessionSeconds })))
    const chain = (await audited(acme)).map(({ details }) => details)
    const links = chain.map(({ before, after }) => [before, after].map(written))
    // One change follows from the other, from the standard policy to the one that stands.
    let current = written(standard)
    for (let left = [...links]; left.length > 0; ) {
      const next = left.find(([before]) => before === current)
      expect(next).toBeDefined()
      current = next?.[1] ?? ''
      left = left.filter((link) => link !== next)
    }
    expect(JSON.parse(current)).toEqual((await client.getSignInPolicy()).policy)
  })
})

describe('contradictions', () => {
  // biome-ignore format: a table
  test.each<[what: string, values: Partial<SignInPolicy>, pointers: string[], codes: string[]]>([
    ['an idle time longer than a session', { sessionSeconds: 600, idleSeconds: 601 }, ['#/policy/idleSeconds'], ['longer-than-session']],
    ['proofs that may be older than a session', { sessionSeconds: 86_400, evidenceSeconds: 86_401 }, ['#/policy/evidenceSeconds'], ['longer-than-session']],
    ['single sign-on without a connection', { firstFactor: 'sso' }, ['#/policy/firstFactor'], ['no-connection']],
    ['all of it', { firstFactor: 'sso', sessionSeconds: 300, idleSeconds: 900, evidenceSeconds: 600 },
      ['#/policy/idleSeconds', '#/policy/evidenceSeconds', '#/policy/firstFactor'], ['longer-than-session', 'longer-than-session', 'no-connection']],
  ])('DR6: %s is refused at its field, planned or tried as well', async (_, values, pointers, codes) => {
    const { acme, client } = await anOwner()
    for (const call of [
      () => change(client, values),
      () => change(client, values, inFuture(day)),
      () => dryRun(client, values),
    ]) {
      const refusal = await problemOf(call())
      expect(refusal?.type).toBe('/problems/values-refused')
      expect(refusal?.errors?.map(({ pointer }) => pointer)).toEqual(pointers)
      expect(refusal?.errors?.map(({ code }) => code)).toEqual(codes)
    }
    expect(await client.getSignInPolicy()).toMatchObject({ policy: standard, planned: null })
    expect(await audited(acme)).toEqual([])
  })

  test('DR6: what is just as long as a session is no contradiction; a proof that no code could outlive is refused', async () => {
    const { client } = await anOwner()
    await change(client, { sessionSeconds: 900, idleSeconds: 900, evidenceSeconds: 900 })
    expect(await resultOf(change(client, { evidenceSeconds: 299 }))).toBe('invalid-request')
  })

  test('DR6: a grace date lies ahead, at most a year', async () => {
    const { client } = await anOwner()
    const now = new Date()
    const from = (ms: number) => new Date(now.getTime() + ms)
    await at(now, async () => {
      for (const [ms, code] of [
        [-1000, 'grace-date-past'],
        [0, 'grace-date-past'],
        [366 * day + 1, 'grace-date-too-late'],
      ] as const)
        expect(await problemOf(change(client, {}, from(ms)))).toMatchObject({
          type: '/problems/values-refused',
          errors: [{ pointer: '#/from', code }],
        })
      for (const ms of [1, 366 * day])
        expect((await change(client, {}, from(ms))).planned?.from).toBe(from(ms).toISOString())
    })
  })
})

describe('lock-out', () => {
  test('DR6: the last owner without an authenticator cannot demand one at once, but enrols first', async () => {
    const { acme, client, person } = await anOwner()
    expect(await dryRun(client, { secondFactor: 'totp' })).toMatchObject({ locksOut: true })
    expect(await resultOf(change(client, { secondFactor: 'totp' }))).toBe('policy-locks-out')
    expect((await client.getSignInPolicy()).policy).toEqual(standard)
    expect(await audited(acme)).toEqual([])
    await enrol(person)
    expect(await dryRun(client, { secondFactor: 'totp' })).toMatchObject({ locksOut: false })
    await change(client, { secondFactor: 'totp' })
  })

  test('DR6: owners who may not enter save nobody, nor do admins', async () => {
    const { acme, client } = await anOwner()
    const [suspended, registering, admin] = [
      await app.person(),
      await app.person(),
      await app.person(),
    ]
    await app.member(acme, suspended, { status: 'suspended' })
    await app.member(acme, registering, { status: 'registering' })
    await app.member(acme, admin, { role: 'admin' })
    for (const person of [suspended, registering, admin]) await enrol(person)
    expect(await dryRun(client, { secondFactor: 'totp' })).toMatchObject({ locksOut: true })
    expect(await resultOf(change(client, { secondFactor: 'totp' }))).toBe('policy-locks-out')
    const second = await app.person()
    await app.member(acme, second)
    await enrol(second)
    expect(await dryRun(client, { secondFactor: 'totp' })).toMatchObject({ locksOut: false })
    await change(client, { secondFactor: 'totp' })
  })

  test('PR4: of whom an administrator has just added the dry run does not tell what they have set up elsewhere', async () => {
    const { client, acme } = await anOwner()
    const known = await app.person()
    await enrol(known)
    const emails = [known.email, 'nobody-yet@example.test']
    for (const email of emails)
      await client.addUser({ body: { email, roleId: acme.roles.planner, hubIds: [] } })
    for (const policy of [
      { secondFactor: 'email_otp' },
      { secondFactor: 'totp' },
      { passwordDays: 30 },
    ] as const) {
      const { items } = await dryRun(client, policy)
      const [one, other] = emails.map((email) => {
        const said = items.find((item) => item.email === email)
        return said && { ...said, memberId: null, name: null, email: null }
      })
      expect(one).toEqual(other)
    }
  })

  test('DR6: without a proved mailbox no code could arrive', async () => {
    const { client, person } = await anOwner()
    await forgetMailbox(person)
    expect(await resultOf(change(client, { secondFactor: 'email_otp' }))).toBe('policy-locks-out')
    expect(await dryRun(client, { secondFactor: 'email_otp' })).toMatchObject({
      keptOut: 1,
      locksOut: true,
      items: [{ keptOut: true, reasons: ['mailbox-not-proved', 'must-prove-again'] }],
    })
  })

  test('DR6: where the only owner with an authenticator is gone, another one enrols at the door with a mailbox code', async () => {
    const { acme, client, person, member } = await anOwner()
    const other = await signIn(acme)
    await enrol(other.person)
    await prove(other.person, 'totp')
    await change(client, { secondFactor: 'totp' })
    await rows(sql`update members set status = 'suspended', status_before_suspension = 'active'
      where organization_id = ${acme.id} and id = ${other.member}`)
    const outcome = await app.clientWith().signIn({
      body: { email: person.email, password, transport: 'bearer' },
    })
    if (outcome.outcome !== 'challenged') throw new Error(outcome.outcome)
    expect(outcome).toMatchObject({
      organization: { id: acme.id },
      missing: [{ kind: 'totp', enrolled: false }],
    })
    const enrolled = await enrolAtDoor(app, app.clientWith(outcome.pendingToken), person)
    const entered = await enrolled.client.switchOrganization({ body: { memberId: member } })
    if (entered.outcome !== 'entered') throw new Error(entered.outcome)
    const inside = app.clientWith(entered.token)
    expect((await inside.getSignInPolicy()).breakGlass.left).toBe(0)
    await change(inside, {})
  })

  test('DR6: what shuts every owner out already may be changed and weakened, but not made to demand more', async () => {
    const { client, person } = await anOwner()
    await enrol(person)
    await prove(person, 'totp')
    await change(client, { secondFactor: 'totp' })
    await rows(sql`delete from authenticators where identity_id = ${person.id}`)
    const shorter = { secondFactor: 'totp', idleSeconds: 3600 } as const
    expect(await dryRun(client, shorter)).toMatchObject({ locksOut: false })
    await change(client, shorter)
    await forgetMailbox(person)
    // A code by mail would not arrive either, but is less than was demanded.
    await change(client, { secondFactor: 'email_otp' })
    expect(await dryRun(client, { secondFactor: 'totp' })).toMatchObject({ locksOut: true })
    expect(await problemOf(change(client, { secondFactor: 'totp' }))).toMatchObject({
      type: '/problems/policy-locks-out',
      detail: expect.stringContaining('grace date'),
    })
    await change(client, { secondFactor: 'email_otp', passwordDays: 90 })
    await change(client, {})
    expect(await resultOf(change(client, { secondFactor: 'email_otp' }))).toBe('policy-locks-out')
  })

  test('DR1: what the role of owners demands already is not held against a policy', async () => {
    const { acme, client, person } = await anOwner()
    await prove(person, 'totp')
    await rows(sql`update roles set second_factor = 'totp' where id = ${acme.roles.owner}`)
    await change(client, { secondFactor: 'totp' })
  })

  test('DR6: admins may decide, too, and are bound by the same', async () => {
    const { acme } = await anOwner()
    const admin = await signIn(acme, { role: 'admin' })
    await enrol(admin.person)
    expect(await resultOf(change(admin.client, { secondFactor: 'totp' }))).toBe('policy-locks-out')
    await change(admin.client, { secondFactor: 'email_otp' })
  })
})

describe('dry run', () => {
  test('DR6: names who is kept out, then who is asked, by name, with reasons; the caller too; and writes nothing', async () => {
    const { acme, client, person } = await anOwner()
    const make = async (
      firstName: string,
      prepare: (who: Inside) => Promise<unknown> = async () => null,
    ) => {
      const who = await signIn(acme, { firstName, role: 'planner' })
      await prepare(who)
      return who
    }
    await make('Zoe', (who) => forgetMailbox(who.person))
    await make('Bob', (who) => enrol(who.person))
    await make('Ann', async ({ person: ann }) => {
      await enrol(ann)
      await prove(ann, 'totp')
    })
    await make('Cid', async ({ person: cid }) => {
      await rows(
        sql`update passwords set changed_at = now() - interval '99 days' where identity_id = ${cid.id}`,
      )
    })
    const asleep = await app.person()
    await app.member(acme, asleep, { firstName: 'Dan', status: 'registering', role: 'planner' })
    for (const status of ['invited', 'suspended'] as const)
      await app.member(acme, await app.person(), { status })
    await prove(person, 'totp', 4000)
    await enrol(person)

    const before = await rows(
      sql`select xmin::text as x from sign_in_policies where organization_id = ${acme.id}`,
    )
    const found = await dryRun(client, {
      secondFactor: 'totp',
      evidenceSeconds: 3600,
      passwordDays: 90,
    })
    const said = found.items.map(({ name, keptOut, reasons, missing }) => [
      name.split(' ')[0],
      keptOut,
      reasons.join(' '),
      missing.join(' '),
    ])
    expect(said).toEqual([
      ['Zoe', true, 'no-authenticator mailbox-not-proved must-prove-again', 'totp'],
      ['Bob', false, 'must-prove-again', 'totp'],
      ['Cid', false, 'no-authenticator password-expired must-prove-again', 'totp new_password'],
      ['Dan', false, 'no-authenticator must-prove-again', 'totp'],
      ['Olga', false, 'must-prove-again', 'totp'],
    ])
    expect(found).toMatchObject({
      members: 6,
      unhindered: 1,
      keptOut: 1,
      asked: 4,
      locksOut: false,
    })
    expect(found.items[0]).toMatchObject({ role: 'Planner' })
    expect(
      await rows(
        sql`select xmin::text as x from sign_in_policies where organization_id = ${acme.id}`,
      ),
    ).toEqual(before)
    expect(await audited(acme)).toEqual([])
  })

  test('DR6: the policy that stands hinders nobody who comes in today', async () => {
    const { acme, client, person } = await anOwner()
    await prove(person, 'email_otp')
    await app.member(acme, await app.person(), { role: 'planner' })
    await change(client, { secondFactor: 'email_otp' })
    expect(await dryRun(client, { secondFactor: 'email_otp' })).toEqual({
      members: 2,
      unhindered: 2,
      keptOut: 0,
      asked: 0,
      locksOut: false,
      items: [],
    })
  })

  test('DR1: what a role demands is part of what is judged', async () => {
    const { acme, client } = await anOwner()
    await signIn(acme, { role: 'planner', firstName: 'Pat' })
    await rows(sql`update roles set second_factor = 'totp' where id = ${acme.roles.planner}`)
    expect((await dryRun(client, {})).items).toMatchObject([
      { name: 'Pat Person', reasons: ['no-authenticator'], keptOut: false },
    ])
  })

  test('DR6: sessions that end are named: too long, or not the newest where one is allowed', async () => {
    const { acme, client } = await anOwner()
    const two = await signIn(acme, { role: 'planner', firstName: 'Two' })
    await app.signedIn(two.person, two.member)
    expect((await dryRun(client, { singleSession: true })).items).toMatchObject([
      { name: 'Two Person', reasons: ['session-ends'], missing: [] },
    ])
    await at(inFuture(10 * minute), async () => {
      const found = await dryRun(client, { sessionSeconds: 300, idleSeconds: 300 })
      expect(found).toMatchObject({ members: 2, asked: 2 })
      expect(found.items[0]).toMatchObject({ reasons: ['session-ends'], missing: ['password'] })
    })
  })

  test('DR1: the session that asks is in use, and does not idle out meanwhile', async () => {
    const { acme, client, member } = await anOwner()
    const shorter = { sessionSeconds: 1200, idleSeconds: 900 }
    await at(inFuture(16 * minute), async () =>
      expect((await dryRun(client, shorter)).items).toEqual([]),
    )
    // Also before it is stamped that it was used, which happens in the background.
    const [session] = await rows<{ id: SessionId }>(
      sql`select id from sessions where member_id = ${member}`,
    )
    const later = inFuture(17 * minute)
    const asked = (sessionId: SessionId) =>
      app.db.transaction(async (tx) => {
        await confine(tx, acme.id)
        const caller = { organizationId: acme.id, sessionId }
        const found = await dryRunSignInPolicy(tx, caller, { ...standard, ...shorter }, later)
        return found.items.map(({ memberId }) => memberId)
      })
    await rows(sql`update sessions set last_seen_at = created_at where member_id = ${member}`)
    expect(await asked(session?.id as SessionId)).toEqual([])
    expect(await asked(randomUUID() as SessionId)).toEqual([member])
  })

  test('PR4: what was proved or lives elsewhere is nothing to it', async () => {
    const { acme, client } = await anOwner()
    const globex = await app.organization()
    const person = await app.person()
    await app.member(acme, person, { role: 'planner', firstName: 'Eve' })
    await app.signedIn(person, await app.member(globex, person))
    await prove(person, 'email_otp')
    expect(
      (await dryRun(client, { secondFactor: 'email_otp' })).items.map(({ name }) => name),
    ).toEqual(['Eve Person', 'Olga Person'])
  })

  test('PW7: whoever is erased while everybody is judged enters nowhere, and is left out', async () => {
    const { acme, member } = await anOwner()
    const erased = await signIn(acme, { role: 'planner' })
    const door = { policy: standard, connections: [] }
    const both = { current: door, next: door }
    const { judged } = await app.db.transaction(async (tx) => {
      await confine(tx, acme.id)
      const listing: Tx = {
        ...tx,
        query: async <Row extends object>(statement: Sql) => {
          const found = await tx.query<Row>(statement)
          await rows(sql`delete from identities where id = ${erased.person.id}`)
          return found
        },
      }
      return judgeBatch(listing, acme.id, both, null, new Date())
    })
    expect(judged.map(({ memberId }) => memberId)).toEqual([member])
  })

  test('DR6: counts everybody and names at most 200, those who are kept out first', async () => {
    const { acme, client } = await anOwner()
    await rows(sql`
      with made as (
        insert into identities (email, mailbox_proved_at)
        select 'm' || n || '.' || ${acme.slug} || '@example.test', case when n <= 2050 then now() end
        from generate_series(1, 2100) n returning id, email)
      insert into members (organization_id, identity_id, email, status, source, role_id, first_name, added_by)
      select ${acme.id}, id, email, 'active', 'added', ${acme.roles.planner}, email, 'A' from made`)
    const found = await dryRun(client, { secondFactor: 'email_otp' })
    expect(found).toMatchObject({ members: 2101, unhindered: 0, keptOut: 50, asked: 2051 })
    expect(found.items).toHaveLength(200)
    expect(found.items.map(({ keptOut }) => keptOut)).toEqual(
      Array.from({ length: 200 }, (_, n) => n < 50),
    )
    const names = found.items.slice(50).map(({ name }) => name.toLowerCase())
    expect(names).toEqual(names.toSorted())
  })

  test('DR6: what it says of live sessions is what becomes of them', async () => {
    const policies: Partial<SignInPolicy>[] = [
      { secondFactor: 'email_otp' },
      { evidenceSeconds: 600 },
      { singleSession: true },
      { passwordDays: 30, secondFactor: 'email_otp', evidenceSeconds: 3000 },
      { sessionSeconds: 1200, idleSeconds: 900 },
    ]
    for (const values of policies) {
      const { acme, client, person, member } = await anOwner()
      await prove(person, 'email_otp')
      const all = [{ person, member, client }]
      for (const seconds of [null, 0, 500, 5000]) {
        const who = await signIn(acme, { role: 'planner' })
        // A second, newer session of the same person, which proves the same.
        if (seconds === 5000) await app.signedIn(who.person, who.member)
        if (seconds !== null) await prove(who.person, 'email_otp', seconds)
        if (seconds === 500)
          await rows(
            sql`update passwords set changed_at = now() - interval '31 days' where identity_id = ${who.person.id}`,
          )
        all.push(who)
      }
      await at(inFuture(16 * minute), async () => {
        const before = await dryRun(client, values)
        const said = new Map(
          before.items.map(({ memberId, reasons, missing }) => [memberId, { reasons, missing }]),
        )
        // That a session was used is stamped in the background: the owner's own must not count as asleep.
        await expect.poll(() => lastSeen(member)).toBeGreaterThan(inFuture(15 * minute).getTime())
        await change(client, values)
        for (const who of all) {
          const judged = said.get(who.member)
          const refusal = await problemOf(who.client.listMyHubs())
          if (refusal?.type === '/problems/not-signed-in')
            expect(judged?.reasons).toContain('session-ends')
          else if (refusal)
            expect(judged?.missing).toEqual(
              expect.arrayContaining(refusal.missing?.map(({ kind }) => kind) ?? []),
            )
          else expect(judged?.reasons ?? []).not.toContain('must-prove-again')
        }
      })
    }
  })
})

const lastSeen = async (member: MemberId) => {
  const [row] = await rows<{ at: Date }>(
    sql`select max(last_seen_at) as at from sessions where member_id = ${member}`,
  )
  return row?.at.getTime() ?? 0
}

describe('a grace date', () => {
  test('DR6: what is planned is shown, replaced by the next plan, untouched by a change at once, and given up', async () => {
    const { acme, client } = await anOwner()
    const [first, second] = [inFuture(10 * day), inFuture(20 * day)]
    expect((await change(client, { secondFactor: 'totp' }, first)).planned).toEqual({
      policy: { ...standard, secondFactor: 'totp' },
      from: first.toISOString(),
      announcedBy: 'Olga Person',
    })
    await change(client, { passwordDays: 90 }, second)
    const planned = { policy: { ...standard, passwordDays: 90 }, from: second.toISOString() }
    expect(await change(client, { idleSeconds: 3600 })).toMatchObject({
      policy: { ...standard, idleSeconds: 3600 },
      planned,
    })
    const given = await client.cancelPlannedPolicy()
    expect(given).toMatchObject({ policy: { idleSeconds: 3600 }, planned: null })
    expect(await client.cancelPlannedPolicy()).toEqual(given)
    const events = await audited(acme)
    expect(events.map(({ action }) => action)).toEqual([
      'sign-in-policy.planned',
      'sign-in-policy.planned',
      'sign-in-policy.updated',
      'sign-in-policy.plan-cancelled',
    ])
    // Each says what it takes the place of: the policy, then the plan, then the policy again.
    const [totp, aged, idle] = [
      { ...standard, secondFactor: 'totp' },
      { ...standard, passwordDays: 90 },
      { ...standard, idleSeconds: 3600 },
    ]
    expect(events.slice(0, 3).map(({ details }) => details)).toEqual([
      { before: standard, after: totp, from: first.toISOString() },
      { before: totp, after: aged, from: second.toISOString() },
      { before: standard, after: idle },
    ])
  })

  test('DR6: acts at its date to the second, whether or not a job has run, also for what is decided then', async () => {
    const { acme, client, person } = await anOwner()
    const worker = await signIn(acme, { role: 'planner' })
    await enrol(person)
    await prove(person, 'totp')
    const from = inFuture(3600_000)
    await change(client, { secondFactor: 'totp' }, from)
    await at(new Date(from.getTime() - 1), () => worker.client.listMyHubs())
    await at(from, async () => {
      expect(await resultOf(worker.client.listMyHubs())).toBe('step-up-required')
      expect(await client.getSignInPolicy()).toMatchObject({
        policy: { secondFactor: 'totp' },
        planned: null,
      })
      await client.cancelPlannedPolicy()
      expect(await resultOf(worker.client.listMyHubs())).toBe('step-up-required')
      await change(client, { secondFactor: 'none' })
      await worker.client.listMyHubs()
    })
    expect((await audited(acme)).at(-1)?.details.before).toMatchObject({ secondFactor: 'totp' })
  })

  test('DR6: is announced to everybody whom it concerns, reminds those who have not done their part, and then stands', async () => {
    const { acme, client, person } = await anOwner()
    const ready = await signIn(acme, { role: 'planner', firstName: 'Ready' })
    const late = await signIn(acme, { role: 'planner', firstName: 'Late' })
    const done = await signIn(acme, { role: 'planner', firstName: 'Done' })
    await app.member(acme, await app.person(), { status: 'suspended' })
    await enrol(person)
    await prove(person, 'totp')
    await enrol(ready.person)
    const from = inFuture(30 * day)
    await change(client, { secondFactor: 'totp' }, from)

    expect(await runJob(acme)).toMatchObject({ stage: 'announce' })
    const announced = await mailed(acme, 'policy-announced')
    expect(new Map(announced.map(({ to, values }) => [to, values.reasons]))).toEqual(
      new Map([
        [ready.person.email, ['must-prove-again']],
        [late.person.email, ['no-authenticator', 'must-prove-again']],
        [done.person.email, ['no-authenticator', 'must-prove-again']],
      ]),
    )
    expect(announced[0]?.values).toMatchObject({ reminder: false, expiresAt: from.toISOString() })

    await enrol(done.person)
    for (const before of [7 * day, day]) {
      const { stage, runAt } = await runJob(acme)
      expect([stage, runAt]).toEqual(['remind', new Date(from.getTime() - before)])
    }
    const reminders = (await mailed(acme, 'policy-announced')).filter(
      ({ values }) => values.reminder,
    )
    expect(reminders.map(({ to }) => to)).toEqual([late.person.email, late.person.email])

    expect(await runJob(acme)).toMatchObject({ stage: 'check' })
    expect(await runJob(acme)).toEqual({ stage: 'act', runAt: from })
    expect(await findJob(acme)).toBeNull()
    expect(await client.getSignInPolicy()).toMatchObject({
      policy: { ...standard, secondFactor: 'totp' },
      planned: null,
    })
    expect((await audited(acme)).at(-1)).toEqual({
      action: 'sign-in-policy.plan-acted',
      actor: null,
      details: { before: standard, after: { ...standard, secondFactor: 'totp' } },
    })
    expect(await resultOf(late.client.listMyHubs())).toBe('step-up-required')
    expect(await mailed(acme, 'policy-postponed')).toEqual([])
  })

  test('DR6: thousands are told in batches, each once, after all other mail; a plan that is given up tells nobody more', async () => {
    const { acme, client, person } = await anOwner()
    await enrol(person)
    await prove(person, 'totp')
    await rows(sql`
      with made as (
        insert into identities (email, mailbox_proved_at)
        select 't' || n || '.' || ${acme.slug} || '@example.test', now() from generate_series(1, 4100) n returning id, email)
      insert into members (organization_id, identity_id, email, status, source, role_id, first_name, added_by)
      select ${acme.id}, id, email, 'active', 'added', ${acme.roles.planner}, email, 'A' from made`)
    // All but the owner, who comes first.
    const told = async () => {
      const all = (await mailed(acme, 'policy-announced')).map(({ to }) => to)
      expect(new Set(all).size).toBe(all.length)
      return all.length
    }
    const [first, second] = [inFuture(30 * day), inFuture(40 * day)]
    await change(client, { secondFactor: 'totp' }, first)
    const job = await findJob(acme)
    // Taken by a worker that ends before it can say so.
    await rows(sql`update graphile_worker._private_jobs set locked_by = 'w', locked_at = now(), attempts = 1
      where key = ${`advance-sign-in-policy-plan:${acme.id}:plan`}`)
    await perform(acme, job?.payload, new Date())
    expect(await told()).toBe(1999)
    expect(
      await rows(sql`select key, attempts = max_attempts as over from graphile_worker._private_jobs
        where payload ->> 'organizationId' = ${acme.id} and locked_by = 'w'`),
    ).toEqual([{ key: null, over: true }])
    expect((await findJob(acme))?.payload).toMatchObject({ stage: 'announce' })

    const lost = perform(acme, (await findJob(acme))?.payload, new Date(), {
      ...app.db,
      transaction: (work) =>
        app.db.transaction(async (tx, head) => {
          await work(tx, head)
          throw new Error('lost before it was committed')
        }),
    })
    await expect(lost).rejects.toThrow('lost')
    expect(await told()).toBe(1999)
    expect(await runJob(acme)).toMatchObject({ stage: 'announce' })
    expect(await told()).toBe(3999)
    expect(
      await rows(sql`select distinct priority from graphile_worker._private_jobs
        where payload ->> 'mailId' in (select id::text from mails
          where organization_id = ${acme.id} and template = 'policy-announced')`),
    ).toEqual([{ priority: 10 }])

    await client.cancelPlannedPolicy()
    await runJob(acme)
    expect([await told(), await findJob(acme)]).toEqual([3999, null])
    await rows(sql`delete from mails where organization_id = ${acme.id}`)
    await change(client, { secondFactor: 'totp' }, second)
    for (let n = 0; n < 3; n++) expect(await runJob(acme)).toMatchObject({ stage: 'announce' })
    expect(await told()).toBe(4100)
    expect((await findJob(acme))?.payload).toMatchObject({ stage: 'remind', after: null })
  })

  test('DR6: a plan that shuts out nobody who is not shut out already is not put off', async () => {
    const { acme, client, person } = await anOwner()
    await enrol(person)
    await prove(person, 'totp')
    await change(client, { secondFactor: 'totp' })
    await rows(sql`delete from authenticators where identity_id = ${person.id}`)
    await change(client, { secondFactor: 'totp', idleSeconds: 3600 }, inFuture(day / 2))
    for (let job = await findJob(acme); job; job = await findJob(acme)) await runJob(acme)
    expect((await client.getSignInPolicy()).policy.idleSeconds).toBe(3600)
    expect(await mailed(acme, 'policy-postponed')).toEqual([])
  })

  test('DR6: a plan that would keep every owner out by then waits day by day, owners are told, and the door stays open', async () => {
    const { acme, client, person } = await anOwner()
    const from = inFuture(day / 2)
    await change(client, { secondFactor: 'totp' }, from)
    await runJob(acme)
    expect(await runJob(acme)).toMatchObject({ stage: 'check' })
    const later = new Date(from.getTime() + day)
    expect(await client.getSignInPolicy()).toMatchObject({
      policy: standard,
      planned: { from: later.toISOString(), policy: { secondFactor: 'totp' } },
    })
    expect(await mailed(acme, 'policy-postponed')).toMatchObject([
      { to: person.email, values: { expiresAt: later.toISOString() } },
    ])
    expect((await audited(acme)).at(-1)).toMatchObject({
      action: 'sign-in-policy.plan-postponed',
      actor: null,
      details: { from: later.toISOString() },
    })
    await at(from, () => client.listMyHubs())
    await enrol(person)
    await prove(person, 'totp')
    for (let job = await findJob(acme); job; job = await findJob(acme)) await runJob(acme)
    expect((await client.getSignInPolicy()).policy.secondFactor).toBe('totp')
  })

  test('DR6: nobody is locked out between the last look and the date either', async () => {
    const { acme, client, person } = await anOwner()
    await enrol(person)
    const from = inFuture(day / 2)
    await change(client, { secondFactor: 'totp' }, from)
    await runJob(acme)
    await runJob(acme)
    await rows(sql`delete from authenticators where identity_id = ${person.id}`)
    expect(await runJob(acme)).toEqual({ stage: 'act', runAt: from })
    expect(await client.getSignInPolicy()).toMatchObject({
      policy: standard,
      planned: { from: new Date(from.getTime() + day).toISOString() },
    })
    await at(from, () => client.listMyHubs())
  })

  test('DR6: a new plan takes the place of the old one’s job; a job of a plan that is gone does nothing', async () => {
    const { acme, client, person } = await anOwner()
    await enrol(person)
    const [first, second] = [inFuture(10 * day), inFuture(20 * day)]
    await change(client, { secondFactor: 'totp' }, first)
    const old = await findJob(acme)
    await change(client, { secondFactor: 'email_otp' }, second)
    expect((await findJob(acme))?.payload).toMatchObject({ from: second.toISOString() })
    for (const stage of ['announce', 'remind', 'check', 'act'])
      await perform(acme, { ...old?.payload, stage }, first)
    // The same date, but another policy.
    await perform(acme, { ...old?.payload, from: second.toISOString(), stage: 'act' }, second)
    expect(await mailed(acme, 'policy-announced')).toEqual([])
    expect(await client.getSignInPolicy()).toMatchObject({
      policy: standard,
      planned: { from: second.toISOString() },
    })
    await client.cancelPlannedPolicy()
    await runJob(acme)
    expect(await findJob(acme)).toBeNull()
    expect(await mailed(acme, 'policy-announced')).toEqual([])
  })

  test('DR6: a job that is late, or early by another clock, still does what is due', async () => {
    const { acme, client } = await anOwner()
    const from = inFuture(10 * day)
    await change(client, { passwordDays: 90 }, from)
    const job = await findJob(acme)
    await perform(acme, { ...job?.payload, stage: 'act' }, new Date(from.getTime() - 1000))
    expect(await findJob(acme)).toMatchObject({ runAt: from, payload: { stage: 'act' } })
    expect((await client.getSignInPolicy()).planned).not.toBeNull()
    await perform(acme, job?.payload, new Date(from.getTime() + day))
    expect(await client.getSignInPolicy()).toMatchObject({
      policy: { passwordDays: 90 },
      planned: null,
    })
    expect(await mailed(acme, 'policy-announced')).toEqual([])
  })
})
