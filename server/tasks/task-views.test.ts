import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { TaskViewId } from '#api/common.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { taskPlaces } from '#test/task-places.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const { place, worker, role } = taskPlaces(() => app)

type NewView = Parameters<Client['createTaskView']>[0]['body']

const save = (client: Client, name: string, more: Partial<NewView> = {}) =>
  client.createTaskView({ body: { name, query: { status: 'unassigned,ongoing' }, ...more } })
type Change = Parameters<Client['updateTaskView']>[0]['body']
const change = (client: Client, viewId: TaskViewId, more: Partial<Change> = {}) =>
  client.updateTaskView({
    params: { viewId },
    body: { name: 'Changed', query: {}, shared: false, ...more },
  })
const remove = (client: Client, viewId: TaskViewId) => client.removeTaskView({ params: { viewId } })
const names = async (client: Client) => (await client.listTaskViews()).items.map(({ name }) => name)

test('TK1: views are one’s own, in one’s own order; shared ones are offered to everybody', async () => {
  const { boss, organization } = await place()
  const field = await worker(organization)
  const [a, b] = [await save(boss.client, 'B first'), await save(boss.client, 'A second')]
  expect(a).toMatchObject({
    name: 'B first',
    query: { status: 'unassigned,ongoing' },
    shared: false,
    mine: true,
    by: { id: boss.memberId },
    may: { edit: true },
  })
  const open = await save(boss.client, 'For all', {
    shared: true,
    query: { startsFrom: 'today', startsTo: 'in-1-day', sort: 'earliest' },
  })
  const own = await save(field.client, 'Mine')
  expect(await names(boss.client)).toEqual(['B first', 'A second', 'For all'])
  expect(await names(field.client)).toEqual(['Mine', 'For all'])
  expect((await field.client.listTaskViews()).items[1]).toMatchObject({
    mine: false,
    may: { edit: false },
    query: { startsFrom: 'today', startsTo: 'in-1-day', sort: 'earliest' },
  })
  const ordered = await boss.client.orderTaskViews({ body: { viewIds: [open.id, b.id, b.id] } })
  expect(ordered.items.map(({ name }) => name)).toEqual(['For all', 'A second', 'B first'])
  for (const foreign of [own.id, randomUUID() as TaskViewId])
    expect(await resultOf(boss.client.orderTaskViews({ body: { viewIds: [a.id, foreign] } }))).toBe(
      'not-found',
    )
  expect(await names(boss.client)).toEqual(['For all', 'A second', 'B first'])
})

test('TK1: sharing wants tasks:assign; whoever has it keeps what is shared in order, and nobody sees what is not', async () => {
  const { boss, organization } = await place()
  const stranger = await place()
  const [planner, field] = [
    await worker(organization, { role: 'planner' }),
    await worker(organization),
  ]
  expect(await resultOf(save(field.client, 'x', { shared: true }))).toBe('not-permitted')
  const [own, shared] = [
    await save(field.client, 'Field’s own'),
    await save(boss.client, 'Shared', { shared: true }),
  ]
  expect(await resultOf(change(field.client, own.id, { shared: true }))).toBe('not-permitted')
  for (const attempt of [change, remove]) {
    expect(await resultOf(attempt(field.client, shared.id))).toBe('not-permitted')
    expect(await resultOf(attempt(planner.client, own.id))).toBe('not-found')
    expect(await resultOf(attempt(stranger.boss.client, shared.id))).toBe('not-found')
  }
  expect(await change(planner.client, shared.id, { name: 'Tidied', shared: true })).toMatchObject({
    name: 'Tidied',
    by: { id: boss.memberId },
    mine: false,
  })
  expect(await resultOf(remove(planner.client, shared.id))).toBe('done')
  expect(await names(boss.client)).toEqual([])
  expect(await names(stranger.boss.client)).toEqual([])
})

test('TK1: a name is taken once among one’s own, and the same request saves one view', async () => {
  const { boss, organization } = await place()
  const field = await worker(organization)
  const request = { body: { name: 'Today', query: {} }, idempotencyKey: randomUUID() }
  const made = [
    await boss.client.createTaskView(request),
    await boss.client.createTaskView(request),
  ]
  expect(made[0]).toEqual(made[1])
  expect(await resultOf(save(boss.client, 'TODAY'))).toBe('name-taken')
  expect(await resultOf(save(field.client, 'Today'))).toBe('done')
  const other = await save(boss.client, 'Other')
  expect(await resultOf(change(boss.client, other.id, { name: 'today' }))).toBe('name-taken')
})

test('TK1: a member has at most 50 views, and at most 200 are shared, also when several share one at once', async () => {
  const { organization } = await place()
  const planners = [
    await worker(organization, { role: 'planner' }),
    await worker(organization, { role: 'planner' }),
    await worker(organization, { role: 'planner' }),
  ]
  const field = await worker(organization)
  await app.owner.transaction((tx) =>
    tx.query(sql`
      insert into task_views (organization_id, member_id, name, query, shared, position)
      select ${organization.id}::uuid, null::uuid, 'Shared ' || n, '{}'::jsonb, true, n from generate_series(1, 199) as n union all
      select ${organization.id}::uuid, ${field.memberId}::uuid, 'Own ' || n, '{}', false, n from generate_series(1, 49) as n`),
  )
  expect(await resultOf(save(field.client, 'Last'))).toBe('done')
  expect(await resultOf(save(field.client, 'One more'))).toBe('too-many')
  const shared = await Promise.all(
    planners.map(({ client }) => resultOf(save(client, 'For all', { shared: true }))),
  )
  expect(shared.toSorted((a, b) => a.localeCompare(b))).toEqual(['done', 'too-many', 'too-many'])
  expect(await names(field.client)).toHaveLength(250)
})

test('TK1: a view holds what lists filter by, and nothing else', async () => {
  const { boss } = await place()
  for (const query of [
    { nonsense: 'x' },
    { status: 'open' },
    { hubId: 'x' },
    { startsFrom: 'someday' },
    { cursor: 'x' },
    { sort: 'title' },
  ])
    expect(await resultOf(save(boss.client, 'x', { query: query as NewView['query'] }))).toBe(
      'invalid-request',
    )
})

test('RP3: a view’s query never widens what its reader sees', async () => {
  const { boss, add, organization, hubs } = await place()
  const [mine, near] = [
    await worker(organization, { hubs: [hubs[0]] }),
    await worker(organization, {
      role: await role(organization, ['tasks:view']),
      hubs: [hubs[0]],
    }),
  ]
  await add({ title: 'far', hubId: hubs[1], assigneeIds: [boss.memberId] })
  await add({ title: 'near' })
  await add({ title: 'mine', assigneeIds: [mine.memberId] })
  await save(boss.client, 'All of the boss', {
    shared: true,
    query: { hubId: hubs[1], assigneeId: boss.memberId },
  })
  await save(boss.client, 'Everything', { shared: true, query: {} })
  const seen = async (client: Client) => {
    const { items } = await client.listTaskViews()
    return Promise.all(
      items.map(async ({ query }) =>
        (await client.listTasks({ query })).items.map(({ title }) => title).sort(),
      ),
    )
  }
  expect(await seen(boss.client)).toEqual([['far'], ['far', 'mine', 'near']])
  expect(await seen(near.client)).toEqual([[], ['mine', 'near']])
  expect(await seen(mine.client)).toEqual([[], ['mine']])
})

test('US10: what somebody shared stays when they go, with nobody; what was theirs alone goes', async () => {
  const { boss, organization } = await place()
  const planner = await worker(organization, { role: 'planner' })
  await save(planner.client, 'Alone')
  const shared = await save(planner.client, 'For all', { shared: true })
  await boss.client.removeUser({ params: { memberId: planner.memberId } })
  expect((await boss.client.listTaskViews()).items).toMatchObject([
    { name: 'For all', by: null, mine: false, may: { edit: true } },
  ])
  expect(await change(boss.client, shared.id, { name: 'Mine now' })).toMatchObject({
    mine: true,
    shared: false,
  })
})

test('TK1: a view names only what there is here; what it named before may have gone meanwhile', async () => {
  const { boss } = await place()
  const foreign = await app.hub(await app.organization())
  for (const [name, id] of [
    ['hubId', foreign],
    ['flowId', randomUUID()],
    ['assigneeId', randomUUID()],
  ] as const) {
    const refusal = await problemOf(save(boss.client, 'x', { query: { [name]: id } }))
    expect(refusal?.errors?.[0]?.pointer).toBe(`#/query/${name}`)
  }
  const { id: hubId } = await boss.client.createHub({
    body: { name: 'Gone soon', latitude: 0, longitude: 0 },
  })
  const view = await save(boss.client, 'There', { query: { hubId, assigneeId: 'nobody' } })
  await boss.client.removeHub({ params: { hubId } })
  const renamed = await change(boss.client, view.id, { query: view.query })
  expect(renamed).toMatchObject({ name: 'Changed', query: { hubId } })
  expect(await resultOf(save(boss.client, 'y', { query: view.query }))).toBe('values-refused')
})
