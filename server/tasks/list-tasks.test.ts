import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { HubId, TaskId } from '#api/common.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'
import { type NewFlow, taskPlaces } from '#test/task-places.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const { place, worker, role } = taskPlaces(() => app)

type Query = NonNullable<Parameters<Client['listTasks']>[0]['query']>

const finish = (client: Client, taskId: TaskId) =>
  client.finishTask({ params: { taskId }, body: { values: { amount: 1 } } })

/** What list, counts and map say of one filter: they never disagree. */
async function seen(client: Client, query: Omit<Query, 'limit' | 'cursor'>) {
  const { items, about } = await client.listTasks({ query })
  const { items: places, more } = await client.listTaskPlaces({ query })
  expect(places.map(({ id }) => id)).toEqual(items.map(({ id }) => id))
  expect([about, more]).toEqual([items.length, false])
  const { status, sort: _, ...filter } = query
  const counts = await client.countTasks({ query: filter })
  const asked = (status?.split(',') ?? ['unassigned', 'ongoing', 'done']) as (keyof typeof counts)[]
  const counted = [...new Set(asked)].reduce((sum, one) => sum + Number(counts[one]), 0)
  expect(counted, JSON.stringify(query)).toBe(items.length)
  return items.map(({ title }) => title)
}

test('TK1: list, counts and map filter by several statuses, times, me and nobody, in three orders', async () => {
  const { boss, add, hubs } = await place()
  const at = (day: number) => `2026-03-0${day}T08:00:00Z`
  await add({ title: 'c', startsAt: at(3) })
  await add({ title: 'a', startsAt: at(1), assigneeIds: [boss.memberId] })
  const d = await add({ title: 'd', startsAt: at(4), hubId: hubs[1] })
  await add({ title: 'b', startsAt: at(2), hubId: hubs[1] })
  await finish(boss.client, d.id)
  const cases: [Query, string][] = [
    [{}, 'dcba'],
    [{ sort: 'latest' }, 'dcba'],
    [{ sort: 'earliest' }, 'abcd'],
    [{ sort: 'newest' }, 'bdac'],
    [{ status: 'unassigned,ongoing' }, 'cba'],
    [{ status: 'done,ongoing', sort: 'earliest' }, 'ad'],
    [{ status: 'done,done' }, 'd'],
    [{ assigneeId: 'me' }, 'a'],
    [{ assigneeId: 'nobody' }, 'cb'],
    [{ assigneeId: 'nobody', status: 'ongoing,done' }, ''],
    [{ assigneeId: 'nobody', hubId: hubs[1] }, 'b'],
    [{ startsFrom: at(2) }, 'dcb'],
    [{ startsTo: at(2) }, 'a'],
    [{ startsFrom: at(2), startsTo: at(4), sort: 'earliest' }, 'bc'],
    [{ startsFrom: at(3), status: 'unassigned', sort: 'newest' }, 'c'],
    [{ startsFrom: '2026-03-02T15:00:00+07:00' }, 'dcb'],
    [{ startsTo: 'today', sort: 'earliest' }, 'abcd'],
    [{ q: 'a', sort: 'newest' }, 'a'],
  ]
  for (const [query, expected] of cases)
    expect((await seen(boss.client, query)).join(''), JSON.stringify(query)).toBe(expected)
  for (const query of [
    { status: 'open' },
    { status: 'done,' },
    { status: 'done,done,done,done' },
    { assigneeId: 'somebody' },
    { startsFrom: 'tomorrow' },
    { startsFrom: 'in-0-days' },
    { startsTo: '0000-01-01T00:00:00Z' },
    { sort: 'title' },
  ])
    for (const ask of [boss.client.listTasks, boss.client.listTaskPlaces] as Client['listTasks'][])
      expect(await resultOf(ask({ query: query as Query })), JSON.stringify(query)).toBe(
        'invalid-request',
      )
})

test('TK1: pages follow one another in each order, without gap or repetition', async () => {
  const { boss, add, hubs } = await place()
  for (let i = 0; i < 9; i++)
    await add({
      title: `Parcel ${i}`,
      hubId: hubs[i % 2] as HubId,
      startsAt: `2026-03-01T0${Math.floor(i / 3)}:00:00Z`,
      ...(i % 3 === 0 && { assigneeIds: [boss.memberId] }),
    })
  for (const sort of ['latest', 'earliest', 'newest'] as const)
    for (const filter of [{}, { status: 'ongoing,unassigned' }, { q: 'parcel' }]) {
      const query = { ...filter, sort }
      const whole = (await boss.client.listTasks({ query })).items.map(({ id }) => id)
      const paged: TaskId[] = []
      let cursor: string | undefined
      do {
        const page = await boss.client.listTasks({
          query: { ...query, limit: 2, ...(cursor && { cursor }) },
        })
        paged.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      expect(paged).toEqual(whole)
      expect(new Set(paged).size).toBe(9)
    }
})

test('TK1: a day begins where the caller is, also when the clocks change', async () => {
  const { boss, add, organization } = await place()
  const zone = async (name: string) => {
    await app.owner.transaction((tx) =>
      tx.query(sql`update organizations set time_zone = ${name} where id = ${organization.id}`),
    )
  }
  const [day] = await app.owner.transaction((tx) =>
    tx.query<{ today: string }>(
      sql`select to_char(now() at time zone 'Pacific/Kiritimati', 'YYYY-MM-DD') as today`,
    ),
  )
  const midnight = new Date(`${day?.today}T00:00:00+14:00`)
  const minutes = (n: number) => new Date(midnight.getTime() + n * 60_000).toISOString()
  await add({ title: 'before', startsAt: minutes(-1) })
  await add({ title: 'first', startsAt: minutes(0) })
  await add({ title: 'last', startsAt: minutes(24 * 60 - 1) })
  await add({ title: 'after', startsAt: minutes(24 * 60) })
  await zone('Pacific/Kiritimati')
  const today = { startsFrom: 'today', startsTo: 'in-1-day', sort: 'earliest' as const }
  expect(await seen(boss.client, today)).toEqual(['first', 'last'])
  expect(await seen(boss.client, { startsFrom: '1-day-ago', startsTo: 'today' })).toEqual([
    'before',
  ])
  await app.owner.transaction((tx) =>
    tx.query(sql`update members set time_zone = 'Pacific/Pago_Pago' where id = ${boss.memberId}`),
  )
  expect(await seen(boss.client, today)).not.toEqual(['first', 'last'])
})

test('TK1: the map shows a task where it is, else at its hub, and says when there are more', async () => {
  const form: NewFlow['pages'] = [
    { title: 'Desk', components: [{ id: 'door', kind: 'coordinate', title: 'Door' }] },
  ]
  const { boss, add, organization, hubs } = await place(form)
  const own = await add({
    title: 'own',
    values: { door: '1.5, 2.5' },
    startsAt: '2026-03-02T00:00:00Z',
  })
  await add({ title: 'hub', values: {}, startsAt: '2026-03-01T00:00:00Z' })
  const hub = await boss.client.getHub({ params: { hubId: hubs[0] } })
  expect((await boss.client.listTaskPlaces({ query: {} })).items).toMatchObject([
    { title: 'own', latitude: 1.5, longitude: 2.5, from: 'task' },
    { title: 'hub', latitude: hub.latitude, longitude: hub.longitude, from: 'hub' },
  ])
  await app.owner.transaction((tx) =>
    tx.query(sql`
      insert into tasks (organization_id, hub_id, flow_id, flow_version, title, starts_at, ends_at)
      select organization_id, hub_id, flow_id, flow_version, 'one of many', starts_at - n * interval '1 minute', ends_at
      from tasks, generate_series(1, 500) as n where id = ${own.id} and organization_id = ${organization.id}`),
  )
  const many = await boss.client.listTaskPlaces({ query: { sort: 'earliest' } })
  expect([many.items.length, many.more]).toEqual([500, true])
})

test('RP2, RP3: hubs, tasks:only_mine and permissions act alike in every list, count, place and entry', async () => {
  const { boss, add, organization, hubs } = await place()
  const [near, far, mine, mineFar] = [
    await add({ title: 'near' }),
    await add({ title: 'far', hubId: hubs[1] }),
    await add({ title: 'mine' }),
    await add({ title: 'mine far', hubId: hubs[1] }),
  ]
  const all = ['near', 'far', 'mine', 'mine far']
  const kinds: [string, Parameters<typeof worker>[1], string[] | null][] = [
    ['owner of both hubs', { role: 'owner', hubs: [...hubs] }, all],
    ['owner of no hub', { role: 'owner' }, []],
    ['admin of one hub', { role: 'admin', hubs: [hubs[0]] }, ['near', 'mine']],
    ['planner of the other', { role: 'planner', hubs: [hubs[1]] }, ['far', 'mine far']],
    ['field user of both', { hubs: [...hubs] }, ['mine', 'mine far']],
    ['field user who lost a hub', { hubs: [hubs[0]] }, ['mine']],
    [
      'viewer',
      { role: await role(organization, ['tasks:view']), hubs: [hubs[0]] },
      ['near', 'mine'],
    ],
    ['nobody', { role: await role(organization, ['tasks:do']), hubs: [...hubs] }, null],
  ]
  for (const [kind, who, expected] of kinds) {
    const { client, memberId } = await worker(organization, who)
    // Behind the rules, so that one has a task in a hub that one has not.
    await app.owner.transaction((tx) =>
      tx.query(sql`
        insert into task_assignees (organization_id, task_id, member_id)
        select ${organization.id}, id, ${memberId} from unnest(${[mine.id, mineFar.id]}::uuid[]) as id`),
    )
    if (expected === null) {
      for (const ask of [
        () => client.listTasks({ query: {} }),
        () => client.countTasks({ query: {} }),
        () => client.listTaskPlaces({ query: {} }),
        () => client.getTask({ params: { taskId: near.id } }),
        () => client.listTaskEntries({ params: { taskId: near.id }, query: {} }),
        () => client.addComment({ params: { taskId: near.id }, body: { text: 'x' } }),
        () => client.listTaskViews(),
      ])
        expect(await resultOf(ask()), kind).toBe('not-permitted')
      continue
    }
    for (const query of [
      {},
      { status: 'unassigned,ongoing' },
      { sort: 'newest' as const },
      { assigneeId: 'me' as const },
      { startsFrom: '1-day-ago', startsTo: 'in-2-days' },
    ]) {
      const shown = query.assigneeId
        ? expected.filter((title) => title.startsWith('mine'))
        : expected
      expect((await seen(client, query)).sort(), kind).toEqual([...shown].sort())
    }
    for (const task of [near, far, mine, mineFar]) {
      const result = expected.includes(task.title) ? 'done' : 'not-found'
      const params = { taskId: task.id }
      expect(await resultOf(client.getTask({ params })), kind).toBe(result)
      expect(await resultOf(client.listTaskEntries({ params, query: {} })), kind).toBe(result)
    }
  }
  expect(await seen(boss.client, { sort: 'newest' })).toEqual([...all].reverse())
})
