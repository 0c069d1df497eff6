import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MemberId } from '#api/common.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

type Role = 'owner' | 'admin' | 'planner' | 'field_user'

const someone = async (inside: TestOrganization, role: Role = 'owner') => {
  const person = await app.person()
  const memberId = await app.member(inside, person, { role })
  return { person, memberId, ...(await app.signedIn(person, memberId)) }
}

/** In two organizations, signed in twice to the first and once to the second. */
const inTwo = async (acme: TestOrganization) => {
  const globex = await app.organization()
  const person = await app.person()
  const here = await app.member(acme, person, { role: 'planner' })
  const there = await app.member(globex, person)
  const sessions = [await app.signedIn(person, here), await app.signedIn(person, here)]
  return { globex, here, there, sessions, elsewhere: await app.signedIn(person, there) }
}

test('PR4: an administrator sees where a member is signed in here, and nothing of other organizations', async () => {
  const acme = await app.organization()
  const boss = await someone(acme)
  const { here, there, sessions, elsewhere } = await inTwo(acme)
  const { items } = await boss.client.listUserSessions({ params: { memberId: here } })
  const own = async (session: (typeof sessions)[number]) => (await session.client.getSession()).id
  expect(items.map(({ id }) => id).toSorted()).toEqual(
    (await Promise.all(sessions.map(own))).toSorted(),
  )
  expect(Object.keys(items[0] ?? {}).toSorted()).toEqual(
    ['createdAt', 'id', 'ip', 'lastSeenAt', 'transport', 'userAgent'].toSorted(),
  )
  expect(JSON.stringify(items)).not.toContain(await own(elsewhere))
  for (const memberId of [there, 'x' as MemberId])
    expect(await resultOf(boss.client.listUserSessions({ params: { memberId } }))).toBe('not-found')
})

test('US2: signing a member out ends their sessions here and no other, and the audit log tells', async () => {
  const acme = await app.organization()
  const boss = await someone(acme)
  const { globex, here, there, sessions, elsewhere } = await inTwo(acme)
  await boss.client.endUserSessions({ params: { memberId: here } })
  for (const session of sessions)
    expect(await resultOf(session.client.getSession())).toBe('not-signed-in')
  expect((await elsewhere.client.getSession()).member.id).toBe(there)
  expect((await boss.client.listUserSessions({ params: { memberId: here } })).items).toEqual([])
  const events = await app.owner.transaction((tx) =>
    tx.query<{ organization: string; actor: string }>(sql`
      select organization_id as organization, actor_member_id as actor from audit_events
      where action = 'user.signed-out' and organization_id in (${acme.id}, ${globex.id})`),
  )
  expect(events).toEqual([{ organization: acme.id, actor: boss.memberId }])
  expect(await resultOf(boss.client.endUserSessions({ params: { memberId: there } }))).toBe(
    'not-found',
  )
  expect(await resultOf(elsewhere.client.getSession())).toBe('done')
})

test.each([
  ['admin', 'owner', 'owner-protected'],
  ['admin', 'planner', 'done'],
  ['owner', 'owner', 'done'],
  ['planner', 'field_user', 'not-permitted'],
] as const)('RP5, US9: %s signs %s out: %s', async (mine, theirs, expected) => {
  const acme = await app.organization()
  const me = await someone(acme, mine)
  const them = await someone(acme, theirs)
  expect(await resultOf(me.client.endUserSessions({ params: { memberId: them.memberId } }))).toBe(
    expected,
  )
  expect(await resultOf(them.client.getSession())).toBe(
    expected === 'done' ? 'not-signed-in' : 'done',
  )
})
