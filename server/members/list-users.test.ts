import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type User, type UserSort, userSorts } from '#api/members.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { problemOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const administrator = async () => {
  const organization = await app.organization()
  const person = await app.person()
  const memberId = await app.member(organization, person)
  return { organization, memberId, ...(await app.signedIn(person, memberId)) }
}

/** Members who come in four to the microsecond, visit in threes, and of whom every fifth never did. */
const crowd = (organization: TestOrganization, count: number) =>
  app.owner.transaction((tx) =>
    tx.query(sql`with people as (
        insert into identities (email) select ${randomUUID()} || '-' || n || '@example.test'
        from generate_series(1, ${count}::int) n returning id, email
      ), numbered as (select *, row_number() over (order by md5(email)) as n from people)
      insert into members (organization_id, identity_id, email, status, source, role_id, first_name, last_name, created_at,
        last_visited_at)
      select ${organization.id}, id, email, 'active', 'added', ${organization.roles.field_user}, 'Name ' || n % 7, '',
        timestamptz '2026-01-01' + (n / 4) * interval '1 microsecond',
        case when n % 5 > 0 then timestamptz '2026-02-01' + (n / 3) * interval '1 microsecond' end
      from numbered`),
  )

type Key = 'name' | 'email' | 'created' | 'lastVisited'

/** Every member as the database holds them, ordered by it as the sort says, with nobody's cursor. */
const expectedOrder = (organization: TestOrganization, sort: UserSort) => {
  const by = {
    name: 'sort_name',
    email: 'email',
    created: 'created_at',
    lastVisited: 'last_visited_at',
  }[sort.replace('-', '') as Key]
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  return app.owner.transaction(async (tx) =>
    (
      await tx.query<{ id: string }>(
        sql([
          `select id from members where organization_id = '${organization.id}'
           order by ${by} ${direction} nulls last, id ${direction}`,
        ]),
      )
    ).map(({ id }) => id),
  )
}

describe('US1: the user table', () => {
  test.each(userSorts)('by %s shows everybody once, page by page', async (sort) => {
    const { client, organization } = await administrator()
    await crowd(organization, 60)
    for (const limit of [1, 7, 100]) {
      const seen: User[] = []
      let cursor: string | null | undefined
      do {
        const page = await client.listUsers({ query: { sort, limit, ...(cursor && { cursor }) } })
        expect(page.about).toBe(61)
        seen.push(...page.items)
        cursor = page.nextCursor
      } while (cursor)
      expect(seen.map(({ id }) => id)).toEqual(await expectedOrder(organization, sort))
    }
  })

  test('whoever has never visited stands last in both directions, also where they fill whole pages', async () => {
    const { client, organization } = await administrator()
    await crowd(organization, 30)
    for (const sort of ['lastVisited', '-lastVisited'] as const) {
      const never: boolean[] = []
      let cursor: string | null | undefined
      do {
        const page = await client.listUsers({
          query: { sort, limit: 2, ...(cursor && { cursor }) },
        })
        never.push(...page.items.map((user) => user.lastVisitedAt === null))
        cursor = page.nextCursor
      } while (cursor)
      expect(never).toEqual([...Array(25).fill(false), ...Array(6).fill(true)])
    }
  })

  test('refuses a cursor of another order, and places that no row can have', async () => {
    const { client, organization } = await administrator()
    await crowd(organization, 5)
    const refused = async (sort: UserSort, cursor: string) =>
      (await problemOf(client.listUsers({ query: { sort, cursor } })))?.errors?.[0]?.pointer
    for (const from of userSorts) {
      const { nextCursor } = await client.listUsers({ query: { sort: from, limit: 2 } })
      for (const sort of userSorts)
        expect([from, sort, await refused(sort, nextCursor ?? '')]).toEqual([
          from,
          sort,
          from === sort ? undefined : '#query/cursor',
        ])
    }
    const made = (...place: unknown[]) => Buffer.from(JSON.stringify(place)).toString('base64url')
    const id = randomUUID()
    for (const value of ['x', -1, 1.5, null, 1e300, {}, 'never'])
      expect([value, await refused('created', made('created', value, id, 1))]).toEqual([
        value,
        '#query/cursor',
      ])
    expect(await refused('name', made('name', 'a\0', id, 1))).toBe('#query/cursor')
    expect(await refused('-lastVisited', made('-lastVisited', 8e15, id, 1))).toBeUndefined()
    expect(
      await refused('created', made('created', Number.MAX_SAFE_INTEGER, id, 1)),
    ).toBeUndefined()
  })

  test('finds by part of an employee id, in any case, beside names and addresses', async () => {
    const { client, organization } = await administrator()
    const [one, two] = [
      await app.member(organization, await app.person(), { role: 'planner', firstName: 'One' }),
      await app.member(organization, await app.person(), { role: 'planner', firstName: 'Two' }),
    ]
    for (const [memberId, employeeId] of [
      [one, 'Ab-1001'],
      [two, 'Ab-2002'],
    ] as const)
      await client.updateUser({ params: { memberId }, body: { employeeId } })
    const found = async (q: string) =>
      (await client.listUsers({ query: { q } })).items.map(({ employeeId }) => employeeId)
    expect(await found('AB-1')).toEqual(['Ab-1001'])
    expect(await found('ab-')).toEqual(['Ab-1001', 'Ab-2002'])
    expect(await found('b-2002')).toEqual(['Ab-2002'])
    expect(await found('%')).toEqual([])
  })

  test('filters by source and by how members sign in, in every order', async () => {
    const { client, organization, memberId } = await administrator()
    await crowd(organization, 20)
    const guest = await app.member(organization, await app.person(), { role: 'planner' })
    const invited = await app.member(organization, await app.person(), {
      role: 'planner',
      status: 'invited',
    })
    await client.setGuests({ body: { memberIds: [guest], guest: true } })
    for (const sort of userSorts) {
      const ids = async (query: { source?: 'invited'; signIn?: 'guest' | 'policy' }) =>
        (await client.listUsers({ query: { sort, limit: 100, ...query } })).items.map(
          ({ id }) => id,
        )
      expect(await ids({ source: 'invited' })).toEqual([invited])
      expect(await ids({ signIn: 'guest' })).toEqual([guest])
      const rest = await ids({ signIn: 'policy' })
      expect(rest).toHaveLength(22)
      expect(rest).not.toContain(guest)
      expect(rest).toContain(memberId)
      expect(await ids({ source: 'invited', signIn: 'guest' })).toEqual([])
    }
  })

  test('the employee id is one member’s, in any case, and can be given up', async () => {
    const { client, organization } = await administrator()
    const [one, two] = [
      await app.member(organization, await app.person(), { role: 'planner' }),
      await app.member(organization, await app.person(), { role: 'planner' }),
    ]
    const give = (id: typeof one, employeeId: string | null) =>
      client.updateUser({ params: { memberId: id }, body: { employeeId } })
    expect((await give(one, 'E-7')).employeeId).toBe('E-7')
    expect(await problemOf(give(two, 'e-7'))).toMatchObject({
      type: '/problems/values-refused',
      errors: [{ pointer: '#/employeeId', code: 'taken' }],
    })
    // What is left out stays.
    const changed = await client.updateUser({
      params: { memberId: one },
      body: { title: 'Driver', phone: '+62 812 000' },
    })
    expect(changed).toMatchObject({ employeeId: 'E-7', title: 'Driver', phone: '+62 812 000' })
    expect((await give(one, null)).employeeId).toBeNull()
    expect((await give(two, 'e-7')).employeeId).toBe('e-7')
    // Another organization may use the same.
    const other = await administrator()
    const elsewhere = await app.member(other.organization, await app.person(), { role: 'planner' })
    await other.client.updateUser({ params: { memberId: elsewhere }, body: { employeeId: 'e-7' } })
  })
})
