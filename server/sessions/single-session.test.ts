import sql, { type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const rows = <Row extends object>(statement: Sql) =>
  app.owner.transaction((tx) => tx.query<Row>(statement))

const someone = async (role: 'owner' | 'planner' = 'owner') => {
  const acme = await app.organization()
  const person = await app.person()
  return { acme, person, member: await app.member(acme, person, { role }) }
}
const single = (acme: { id: string }, on = true) =>
  rows(sql`update sign_in_policies set single_session = ${on} where organization_id = ${acme.id}`)

test('DR1: where one session is allowed, signing in ends the earlier one; the audit log tells of both entries alike', async () => {
  const { acme, person, member } = await someone()
  await single(acme)
  const first = await app.signedIn(person, member)
  const second = await app.signedIn(person, member)
  expect(await resultOf(first.client.getSession())).toBe('not-signed-in')
  await second.client.getSession()
  expect(
    await rows(
      sql`select end_reason as reason from sessions where member_id = ${member} order by created_at, id`,
    ),
  ).toEqual([{ reason: 'newer-session' }, { reason: null }])
  expect(
    await rows(
      sql`select action from audit_events where organization_id = ${acme.id} and actor_member_id = ${member}`,
    ),
  ).toEqual([{ action: 'session.entered' }, { action: 'session.entered' }])
})

test('DR1: a role may demand it of its holders alone', async () => {
  const { acme, person, member } = await someone('planner')
  const owner = await app.person()
  const ownersMember = await app.member(acme, owner)
  await rows(sql`update roles set single_session = true where id = ${acme.roles.planner}`)
  const [first] = [await app.signedIn(person, member), await app.signedIn(person, member)]
  expect(await resultOf(first.client.getSession())).toBe('not-signed-in')
  const [kept] = [await app.signedIn(owner, ownersMember), await app.signedIn(owner, ownersMember)]
  await kept.client.getSession()
})

test('DR2: turned on while somebody has two sessions, the older one ends with its next request', async () => {
  const { acme, person, member } = await someone()
  const [older, newer] = [await app.signedIn(person, member), await app.signedIn(person, member)]
  await older.client.getSession()
  await single(acme)
  expect(await resultOf(older.client.listMyHubs())).toBe('not-signed-in')
  await newer.client.listMyHubs()
})

test('DR6: planned, it ends the older session at its date and not before', async () => {
  const { person, member } = await someone()
  const [older, newer] = [await app.signedIn(person, member), await app.signedIn(person, member)]
  const { policy } = await newer.client.getSignInPolicy()
  const from = new Date(Date.now() + 3_600_000)
  await newer.client.updateSignInPolicy({
    body: { policy: { ...policy, singleSession: true }, from: from.toISOString() },
  })
  await older.client.listMyHubs()
  app.clock.now = from
  try {
    expect(await resultOf(older.client.listMyHubs())).toBe('not-signed-in')
    await newer.client.listMyHubs()
  } finally {
    app.clock.now = null
  }
})

test('DR1: of many who sign in at once exactly one stays', async () => {
  const { acme, person, member } = await someone()
  await single(acme)
  const all = await Promise.all([1, 2, 3, 4, 5, 6].map(() => app.signedIn(person, member)))
  const results = await Promise.all(all.map(({ client }) => resultOf(client.getSession())))
  expect(results.filter((result) => result === 'done')).toHaveLength(1)
  expect(results.filter((result) => result === 'not-signed-in')).toHaveLength(5)
})

test('DR1: sessions in other organizations, and those of other members, are untouched', async () => {
  const { acme, person, member } = await someone()
  const globex = await app.organization()
  const elsewhere = await app.signedIn(person, await app.member(globex, person))
  const colleague = await app.person()
  const beside = await app.signedIn(colleague, await app.member(acme, colleague))
  await single(acme)
  const [, newest] = [await app.signedIn(person, member), await app.signedIn(person, member)]
  for (const { client } of [elsewhere, beside, newest]) await client.getSession()
})

test('SW3: switching to and fro keeps one session, and ends those of other browsers there', async () => {
  const { acme, person, member } = await someone()
  const globex = await app.organization()
  const inGlobex = await app.member(globex, person)
  await single(acme)
  const browser = await app.signedIn(person, member)
  const other = await app.signedIn(person, inGlobex)
  const back = await other.client.switchOrganization({ body: { memberId: member } })
  expect(back.outcome).toBe('entered')
  expect(await resultOf(browser.client.getSession())).toBe('not-signed-in')
})
