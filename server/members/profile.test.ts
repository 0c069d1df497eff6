import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestPerson } from '#test/harness.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const homeOf = (person: TestPerson) =>
  app.owner.transaction(async (tx) => {
    const [row] = await tx.query<{ home: string | null }>(
      sql`select home_organization_id as home from identities where id = ${person.id}`,
    )
    return row?.home
  })

test('PR1: a profile is of one organization; what is left out stays, null goes back to the organization’s', async () => {
  const [acme, globex, person] = [
    await app.organization(),
    await app.organization(),
    await app.person(),
  ]
  const [inAcme, inGlobex] = [await app.member(acme, person), await app.member(globex, person)]
  const { client } = await app.signedIn(person, inAcme)
  const before = await client.getMyProfile()
  expect(before).toEqual({
    firstName: 'Test',
    lastName: 'Person',
    title: '',
    phone: '',
    language: null,
    timeZone: null,
    photoUrl: null,
  })
  const change = {
    firstName: 'María 🚚',
    title: 'مدير',
    phone: '+62 21 555-0101',
    language: 'id',
    timeZone: 'Asia/Makassar',
  } as const
  expect(await client.updateMyProfile({ body: change })).toEqual({ ...before, ...change })
  expect(await client.updateMyProfile({ body: { language: null, title: '' } })).toEqual({
    ...before,
    ...change,
    language: null,
    title: '',
  })
  const other = await app.signedIn(person, inGlobex)
  expect(await other.client.getMyProfile()).toEqual(before)
})

test.each([
  [{ firstName: '' }, '#/firstName'],
  [{ firstName: 'a\u0000b' }, '#/firstName'],
  [{ lastName: 'x'.repeat(101) }, '#/lastName'],
  [{ phone: 'call me' }, '#/phone'],
  [{ phone: '1'.repeat(33) }, '#/phone'],
  [{ timeZone: '../etc/passwd' }, '#/timeZone'],
  [{ language: 'xx' }, '#/language'],
])('PR1: %j is refused at %s', async (body, pointer) => {
  const [acme, person] = [await app.organization(), await app.person()]
  const { client } = await app.signedIn(person, await app.member(acme, person))
  await expect(client.updateMyProfile({ body: body as never })).rejects.toMatchObject({
    problem: {
      status: 400,
      errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
    },
  })
})

test('PR1: nobody changes role, status or e-mail by their profile', async () => {
  const [acme, person] = [await app.organization(), await app.person()]
  const { client } = await app.signedIn(person, await app.member(acme, person, { role: 'planner' }))
  for (const body of [
    { roleId: acme.roles.owner },
    { status: 'active' },
    { email: 'x@example.test' },
  ])
    expect(await resultOf(client.updateMyProfile({ body: body as never }))).toBe('invalid-request')
})

test('US2, PR2: whoever registers reaches nothing else; then they are active, and this is their home', async () => {
  const [acme, person] = [await app.organization(), await app.person()]
  const memberId = await app.member(acme, person, { status: 'registering' })
  const { client } = await app.signedIn(person, memberId)
  expect((await client.getMyProfile()).firstName).toBe('Test')
  for (const call of [
    client.listUsers({ query: {} }),
    client.listMyHubs(),
    client.getOrganization(),
  ].map(resultOf))
    expect(await call).toBe('registration-unfinished')

  const answers = await Promise.all(
    [1, 2].map(() =>
      resultOf(client.completeRegistration({ body: { firstName: 'Sari', lastName: 'Dewi' } })),
    ),
  )
  expect(answers.toSorted()).toEqual(['done', 'not-in-status'])
  expect((await client.getSession()).member).toMatchObject({
    status: 'active',
    firstName: 'Sari',
    lastName: 'Dewi',
  })
  expect(await homeOf(person)).toBe(acme.id)

  const globex = await app.organization()
  const next = await app.signedIn(
    person,
    await app.member(globex, person, { status: 'registering' }),
  )
  await next.client.completeRegistration({ body: { firstName: 'Sari', lastName: 'D.' } })
  expect(await homeOf(person)).toBe(acme.id)
})

test('PR2: without a proved mailbox no organization becomes home', async () => {
  const [acme, person] = [await app.organization(), await app.person()]
  const { client } = await app.signedIn(
    person,
    await app.member(acme, person, { status: 'registering' }),
  )
  await app.owner.transaction((tx) =>
    tx.query(sql`update identities set mailbox_proved_at = null where id = ${person.id}`),
  )
  await client.completeRegistration({ body: { firstName: 'Sari', lastName: 'Dewi' } })
  expect(await homeOf(person)).toBeNull()
})

test('PR2: both names are asked for', async () => {
  const [acme, person] = [await app.organization(), await app.person()]
  const { client } = await app.signedIn(
    person,
    await app.member(acme, person, { status: 'registering' }),
  )
  for (const body of [
    { firstName: 'A', lastName: ' ' },
    { firstName: '', lastName: 'B' },
  ])
    expect(await resultOf(client.completeRegistration({ body }))).toBe('invalid-request')
})

test('PW5: once the home is gone no other becomes it by itself, but only as the person names it', async () => {
  const [acme, globex, person] = [
    await app.organization(),
    await app.organization(),
    await app.person(),
  ]
  const register = async (organization: typeof acme) => {
    const memberId = await app.member(organization, person, { status: 'registering' })
    const { client } = await app.signedIn(person, memberId)
    await client.completeRegistration({ body: { firstName: 'Sari', lastName: 'Dewi' } })
  }
  await register(acme)
  await app.owner.transaction((tx) =>
    tx.query(sql`delete from organizations where id = ${acme.id}`),
  )
  expect(await homeOf(person)).toBeNull()
  await register(globex)
  expect(await homeOf(person)).toBeNull()
})
