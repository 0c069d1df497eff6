import sql, { type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { ConnectionId, MemberId } from '#api/common.ts'
import type { SignInPolicy } from '#api/policies.ts'
import { addConnection, addLink, forgetOwnProofs, proveSso } from '#test/connections.ts'
import {
  password,
  startTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'

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
const sso = { firstFactor: 'sso' } as const
const day = 86_400_000
const inFuture = (ms: number) => new Date(Date.now() + ms)

const rows = <Row extends object>(statement: Sql) =>
  app.owner.transaction((tx) => tx.query<Row>(statement))
const change = (client: Client, values: Partial<SignInPolicy>, from: Date | null = null) =>
  client.updateSignInPolicy({
    body: { policy: { ...standard, ...values }, from: from?.toISOString() ?? null },
  })
const dryRun = (client: Client, values: Partial<SignInPolicy> = sso) =>
  client.dryRunSignInPolicy({ body: { policy: { ...standard, ...values } } })

interface Inside {
  person: TestPerson
  member: MemberId
  client: Client
}
const signIn = async (
  acme: TestOrganization,
  values: Parameters<TestApp['member']>[2] = {},
): Promise<Inside> => {
  const person = await app.person()
  const member = await app.member(acme, person, values)
  return { person, member, ...(await app.signedIn(person, member)) }
}
interface Linked extends Inside {
  acme: TestOrganization
  connectionId: ConnectionId
}
/** An owner who has just come in through the one connection of their organization, and by the password. */
async function aLinkedOwner(): Promise<Linked> {
  const acme = await app.organization()
  const owner = await signIn(acme, { firstName: 'Olga' })
  const connectionId = await addConnection(app, acme, { name: 'Okta' })
  await addLink(app, acme, connectionId, owner.member)
  await proveSso(app, acme, connectionId, owner.member)
  return { acme, connectionId, ...owner }
}
const setGuest = (member: MemberId) =>
  rows(sql`update members set guest = true where id = ${member}`)
const setConnection = (id: ConnectionId, what: Sql) =>
  rows(sql`update connections set ${what} where id = ${id}`)
const plannedOf = ({ id }: TestOrganization) =>
  rows<{ firstFactor: string; plannedFrom: Date | null }>(sql`
    select first_factor as "firstFactor", planned_from as "plannedFrom" from sign_in_policies
    where organization_id = ${id}`)

/** What the clock does at a time: every stage of a plan that is due by then. */
async function until(acme: TestOrganization, time: Date) {
  app.clock.now = time
  try {
    for (;;) {
      const due = await rows(sql`select from graphile_worker._private_jobs
        where key = ${`advance-sign-in-policy-plan:${acme.id}:plan`} and run_at <= ${time}`)
      if (due.length === 0) return
      await runJobs(app, 'advance-sign-in-policy-plan')
    }
  } finally {
    app.clock.now = null
  }
}

describe('demanding it', () => {
  test('DR6: without an enabled connection of one’s own it is refused at its field, planned or tried as well', async () => {
    const acme = await app.organization()
    const { client } = await signIn(acme)
    await addConnection(app, acme, { status: 'draft' })
    await addConnection(app, acme, { status: 'disabled' })
    await addConnection(app, await app.organization())
    for (const call of [
      () => change(client, sso),
      () => change(client, sso, inFuture(day)),
      () => dryRun(client),
    ])
      expect(await problemOf(call())).toMatchObject({
        type: '/problems/values-refused',
        errors: [{ pointer: '#/policy/firstFactor', code: 'no-connection' }],
      })
  })

  test('DR6: whoever demands it has come in through it themselves, as it is set up now', async () => {
    const acme = await app.organization()
    const { client, member } = await signIn(acme)
    const other = await signIn(acme)
    const connectionId = await addConnection(app, acme, { secondsSince: 600 })
    const off = await addConnection(app, acme, { status: 'disabled' })
    const refuses = async () => {
      for (const from of [null, inFuture(day)])
        expect(await resultOf(change(client, sso, from))).toBe('sign-in-through-it-first')
    }
    await refuses()
    // Somebody else has; they have through one that is off, at whom it trusted before, and before it was set up so.
    await addLink(app, acme, connectionId, other.member)
    await addLink(app, acme, off, member)
    await refuses()
    await addLink(app, acme, connectionId, member, { issuer: 'https://before.example' })
    await refuses()
    await addLink(app, acme, connectionId, member, { secondsAgo: 660 })
    await refuses()
    expect((await client.getSignInPolicy()).planned).toBeNull()
    await rows(sql`update sso_links set last_signed_in_at = (select evidence_since from connections where id = ${connectionId})
      where member_id = ${member} and connection_id = ${connectionId}`)
    await change(client, sso, inFuture(day))
    expect((await change(client, sso)).policy.firstFactor).toBe('sso')
  })

  test('DR6: where it is demanded already, whoever may decides on the rest', async () => {
    const { acme, client } = await aLinkedOwner()
    const guest = await signIn(acme, { role: 'admin' })
    await setGuest(guest.member)
    await change(client, sso)
    const shorter = { ...sso, sessionSeconds: 86_400 }
    expect((await change(guest.client, shorter)).policy).toMatchObject(shorter)
    await change(guest.client, shorter, inFuture(day))
    await change(guest.client, {})
    expect(await resultOf(change(guest.client, sso))).toBe('sign-in-through-it-first')
  })

  test('DR6: it may lock the last owner out, who is not linked, however well it works for others', async () => {
    const acme = await app.organization()
    const owner = await signIn(acme)
    const admin = await signIn(acme, { role: 'admin' })
    const connectionId = await addConnection(app, acme)
    await addLink(app, acme, connectionId, admin.member)
    expect(await dryRun(admin.client)).toMatchObject({ locksOut: true })
    expect(await resultOf(change(admin.client, sso))).toBe('policy-locks-out')
    await setGuest(owner.member)
    expect(await dryRun(admin.client)).toMatchObject({ locksOut: false })
    await change(admin.client, sso)
    await owner.client.listMyHubs()
  })

  test('DR6: of a demand and the end of the last connection at once one is refused', async () => {
    for (let n = 0; n < 3; n++) {
      const { acme, client, connectionId } = await aLinkedOwner()
      const admin = await signIn(acme, { role: 'admin' })
      await setGuest(admin.member)
      const results = await Promise.all([
        resultOf(change(client, sso)),
        resultOf(
          admin.client.setConnectionStatus({
            params: { connectionId },
            body: { status: 'disabled' },
          }),
        ),
      ])
      expect([
        ['done', 'policy-locks-out'],
        ['values-refused', 'done'],
      ]).toContainEqual(results)
    }
  })

  test('DR6: a break-glass session turns it off where nothing else helps', async () => {
    const { client, member, connectionId } = await aLinkedOwner()
    await change(client, sso)
    await setConnection(connectionId, sql`evidence_since = now() + interval '1 second'`)
    expect(await resultOf(change(client, {}))).toBe('step-up-required')
    await rows(
      sql`update sessions set break_glass_until = now() + interval '10 minutes' where member_id = ${member}`,
    )
    expect((await change(client, {})).policy.firstFactor).toBe('password')
    await client.listMyHubs()
  })
})

describe('the dry run', () => {
  test('DR6: names who has no link yet, and keeps out only who could not make one', async () => {
    const { acme, client, connectionId } = await aLinkedOwner()
    const add = async (
      firstName: string,
      values: { guest?: true; linked?: true; neither?: true } = {},
    ) => {
      const person = await app.person()
      const member = await app.member(acme, person, { role: 'planner', firstName })
      if (values.guest) await setGuest(member)
      if (values.linked) await addLink(app, acme, connectionId, member)
      if (values.neither) {
        await rows(sql`delete from passwords where identity_id = ${person.id}`)
        await rows(sql`update identities set mailbox_proved_at = null where id = ${person.id}`)
      }
    }
    await add('Ann')
    await add('Bea', { neither: true })
    await add('Cyd', { linked: true, neither: true })
    await add('Dee', { guest: true })
    const found = await dryRun(client)
    expect(found).toMatchObject({
      members: 5,
      unhindered: 2,
      keptOut: 1,
      asked: 2,
      locksOut: false,
    })
    expect(
      found.items.map(({ name, keptOut, reasons, missing }) => [name, keptOut, reasons, missing]),
    ).toEqual([
      ['Bea Person', true, ['not-linked', 'must-prove-again'], ['sso']],
      ['Ann Person', false, ['not-linked', 'must-prove-again'], ['sso']],
      ['Cyd Person', false, ['must-prove-again'], ['sso']],
    ])
  })

  test('DR1: a second factor is asked after it, unless the connection holds one', async () => {
    const { acme, client, connectionId } = await aLinkedOwner()
    const demanding = { ...sso, secondFactor: 'totp' } as const
    expect(await dryRun(client, demanding)).toMatchObject({
      locksOut: true,
      items: [{ reasons: ['no-authenticator', 'must-prove-again'], missing: ['totp'] }],
    })
    await setConnection(connectionId, sql`provides_second_factor = true`)
    expect(await dryRun(client, demanding)).toMatchObject({ unhindered: 1, locksOut: false })
    // Another one, through which they do not come.
    await addConnection(app, acme)
    expect(await dryRun(client, demanding)).toMatchObject({ unhindered: 1, locksOut: false })
    await change(client, demanding)
    await client.listMyHubs()
  })
})

describe('what is planned', () => {
  test('DR6: acts at its date where an owner could enter, and is put off where the connection is gone', async () => {
    const { acme, client, connectionId } = await aLinkedOwner()
    const from = inFuture(2 * day)
    await change(client, sso, from)
    await setConnection(connectionId, sql`status = 'disabled'`)
    await until(acme, from)
    const [postponed] = await plannedOf(acme)
    expect(postponed?.firstFactor).toBe('password')
    expect(postponed?.plannedFrom?.getTime()).toBeGreaterThan(from.getTime())
    await setConnection(connectionId, sql`status = 'enabled'`)
    await until(acme, new Date((postponed?.plannedFrom?.getTime() ?? 0) + 1000))
    expect(await plannedOf(acme)).toEqual([{ firstFactor: 'sso', plannedFrom: null }])
  })

  test('DR6: is announced to whom it asks for more, and those without a link are reminded', async () => {
    const { acme, client, connectionId, person } = await aLinkedOwner()
    const ann = await signIn(acme, { role: 'planner' })
    const bob = await signIn(acme, { role: 'planner' })
    await addLink(app, acme, connectionId, bob.member)
    const from = inFuture(2 * day)
    await change(client, sso, from)
    await until(acme, inFuture(1000))
    await until(acme, new Date(from.getTime() - day + 1000))
    const told = await rows<{ to: string; reasons: string[]; reminder: boolean }>(sql`
      select recipient as to, "values" -> 'reasons' as reasons, ("values" ->> 'reminder')::boolean as reminder
      from mails where organization_id = ${acme.id} and template = 'policy-announced' order by created_at, id`)
    const of = (who: TestPerson) =>
      told
        .filter(({ to }) => to === who.email)
        .map(({ reasons, reminder }) => ({ reasons, reminder }))
    const notLinked = ['not-linked', 'must-prove-again']
    expect(of(ann.person)).toEqual([
      { reasons: notLinked, reminder: false },
      { reasons: notLinked, reminder: true },
    ])
    expect(of(bob.person)).toEqual([{ reasons: ['must-prove-again'], reminder: false }])
    expect(of(person)).toEqual([])
  })
})

describe('at the door', () => {
  test('LG4: the password never suffices; own evidence opens, as long as its connection stands as it was', async () => {
    const { acme, client, connectionId } = await aLinkedOwner()
    await change(client, sso)
    const { client: worker, member } = await signInBefore(acme)
    const missing = async () => {
      const refusal = await problemOf(worker.listMyHubs())
      return refusal?.type === '/problems/step-up-required' ? refusal.missing : refusal
    }
    const step = {
      kind: 'sso',
      connections: [{ id: connectionId, name: 'Okta' }],
      proveAt: '/api/v1/sso/attempts',
    }
    expect(await missing()).toEqual([step])
    // DR3: evidence of another organization’s connection is none.
    const globex = await app.organization()
    await proveSso(app, globex, await addConnection(app, globex), member)
    expect(await missing()).toEqual([step])
    await proveSso(app, acme, connectionId, member)
    expect(await missing()).toBeNull()
    // Set up anew, it has not been proved yet.
    await setConnection(connectionId, sql`evidence_since = now() + interval '1 millisecond'`)
    expect(await missing()).toEqual([step])
    await setConnection(connectionId, sql`evidence_since = now() - interval '1 hour'`)
    expect(await missing()).toBeNull()
    await setConnection(connectionId, sql`status = 'disabled'`)
    expect(await missing()).toEqual([{ ...step, connections: [] }])
    await setGuest(member)
    expect(await missing()).toBeNull()
  })

  /** A member who came in by the password before their organization demanded anything else. */
  async function signInBefore(acme: TestOrganization) {
    await rows(
      sql`update sign_in_policies set first_factor = 'password' where organization_id = ${acme.id}`,
    )
    const who = await signIn(acme, { role: 'planner' })
    await rows(
      sql`update sign_in_policies set first_factor = 'sso' where organization_id = ${acme.id}`,
    )
    return who
  }

  test('LG3, LG4: everybody signs in with the password; the row says that the door opens single sign-on', async () => {
    const { acme, client, connectionId } = await aLinkedOwner()
    await change(client, sso)
    const globex = await app.organization()
    const person = await app.person()
    const inAcme = await app.member(acme, person, { role: 'planner' })
    await app.member(globex, person)
    const chosen = await app
      .clientWith()
      .signIn({ body: { email: person.email, password, transport: 'bearer' } })
    if (chosen.outcome !== 'choose') throw new Error(`expected to choose, was ${chosen.outcome}`)
    const requires = Object.fromEntries(
      chosen.organizations.map(({ organizationId, requires: asked }) => [organizationId, asked]),
    )
    expect(requires).toEqual({ [acme.id]: ['sso'], [globex.id]: [] })
    const challenged = await app
      .clientWith(chosen.pendingToken)
      .switchOrganization({ body: { memberId: inAcme } })
    expect(challenged).toMatchObject({
      outcome: 'challenged',
      missing: [{ kind: 'sso', connections: [{ id: connectionId }] }],
    })
  })
})

describe('signed in by single sign-on alone', () => {
  test('DR3, PR4: nothing is in sight, and nothing is done in one’s name, until something of one’s own is proved', async () => {
    const { acme, client, member, person } = await aLinkedOwner()
    await change(client, sso)
    const globex = await app.organization()
    const elsewhere = await app.member(globex, person)
    const inviting = await app.organization()
    const invitation = await app.member(inviting, person, { status: 'invited' })
    await forgetOwnProofs(app, member)

    const list = () => client.listMyOrganizations()
    expect(await list()).toMatchObject({
      signedInBySsoAlone: true,
      hasPassword: true,
      organizations: [{ organizationId: acme.id, current: true }],
      pendingInvitations: [],
    })
    await client.listMyHubs()
    expect(await client.previewCopy()).toMatchObject({ source: { id: acme.id }, owned: 1 })
    expect(await resultOf(client.switchOrganization({ body: { memberId: elsewhere } }))).toBe(
      'organization-not-found',
    )
    const one = { params: { memberId: invitation } }
    const acts = [
      () => client.getMySecurity(),
      () => client.undoIdentityDeletion(),
      () => client.declineInvitation(one),
      () => client.acceptInvitation(one),
      () => client.signOutEverywhere(),
      () => client.startIdentityDeletion({ body: { email: person.email } }),
      () =>
        client.createOrganization({
          body: { name: 'Mine', hub: { name: 'Hub', latitude: 1, longitude: 1 } },
          idempotencyKey: 'once',
        }),
    ]
    for (const act of acts) {
      const refusal = await problemOf(act())
      expect(refusal?.type).toBe('/problems/fresh-evidence-required')
      expect(refusal?.missing?.[0]?.kind).toBe('password')
    }

    await client.provePassword({ body: { password } })
    const shown = await list()
    expect(shown).toMatchObject({
      signedInBySsoAlone: false,
      pendingInvitations: [{ memberId: invitation }],
    })
    expect(shown.organizations).toHaveLength(2)
    expect(await client.getMySecurity()).toMatchObject({ email: person.email })
    await client.undoIdentityDeletion()
    await client.declineInvitation(one)
    expect(await client.previewCopy()).toMatchObject({ owned: 2 })
    await client.signOutEverywhere()
  })

  test('DR3: whoever has no password proves the mailbox', async () => {
    const { client, member, person } = await aLinkedOwner()
    await change(client, sso)
    await rows(sql`delete from passwords where identity_id = ${person.id}`)
    await forgetOwnProofs(app, member)
    for (const act of [() => client.getMySecurity(), () => client.signOutEverywhere()])
      expect(await problemOf(act())).toMatchObject({
        type: '/problems/fresh-evidence-required',
        missing: [{ kind: 'email_otp', reason: 'demanded' }],
      })
  })
})
