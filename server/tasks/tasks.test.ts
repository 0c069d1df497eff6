import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiError, Client } from '#api/client.ts'
import type { HubId, MemberId, TaskId } from '#api/common.ts'
import type { MemberStatus } from '#api/sessions.ts'
import type { TaskStatus } from '#api/tasks.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { type NewTask, taskPlaces } from '#test/task-places.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const { place, worker, role } = taskPlaces(() => app)

const refused = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => null,
    (reason: ApiError) => reason,
  )
  if (!error) throw new Error('expected a refusal')
  return error.problem
}
const errorsOf = async (promise: Promise<unknown>) => {
  const { type, errors } = await refused(promise)
  expect(type).toBe('/problems/values-refused')
  return errors?.map(({ pointer, code }) => [pointer, code])
}

const assign = (client: Client, taskIds: TaskId[], assigneeIds: MemberId[]) =>
  client.assignTasks({ body: { taskIds, assigneeIds } })
const finish = (client: Client, taskId: TaskId, values: NewTask['values'] = { amount: 1 }) =>
  client.finishTask({ params: { taskId }, body: { values } })
const get = (client: Client, taskId: TaskId) => client.getTask({ params: { taskId } })
const remove = (client: Client, taskIds: TaskId[]) => client.removeTasks({ body: { taskIds } })
const titles = async (client: Client, query: Parameters<Client['listTasks']>[0]['query'] = {}) =>
  (await client.listTasks({ query })).items.map(({ title }) => title)

const audit = (subjectId: string) =>
  app.owner.transaction(async (tx) =>
    (
      await tx.query<{ action: string }>(
        sql`select action from audit_events where subject_id = ${subjectId} order by id`,
      )
    ).map(({ action }) => action),
  )

test('TK1: a task goes from created over assigned to done, with the form and an audit row for each step', async () => {
  const { hubs, boss, flowId, add, organization } = await place()
  const field = await worker(organization, { hubs: [hubs[0]], firstName: 'Sari' })
  const task = await add({ startsAt: '2026-03-01T08:00:00+07:00' })
  expect(task).toMatchObject({
    title: 'Parcel',
    status: 'unassigned',
    assignees: [],
    flow: { id: flowId, name: 'Delivery' },
    hub: { id: hubs[0] },
    startsAt: '2026-03-01T01:00:00.000Z',
    endsAt: '2026-03-02T01:00:00.000Z',
    values: { receiver: 'Ana', channel: 'office' },
    createdBy: { id: boss.memberId },
    doneAt: null,
    sample: false,
    may: { edit: true, assign: true, move: true, finish: true, comment: true, remove: true },
  })
  expect(task.pages.map(({ title }) => title)).toEqual(['At the desk', 'On the way'])

  expect(await assign(boss.client, [task.id], [field.memberId])).toEqual({ changed: 1 })
  expect(await get(field.client, task.id)).toMatchObject({
    status: 'ongoing',
    assignees: [{ id: field.memberId, name: 'Sari Person' }],
    may: { edit: false, assign: false, move: false, finish: true, comment: true, remove: false },
  })

  const done = await finish(field.client, task.id, { amount: 3.5 })
  expect(done).toMatchObject({
    status: 'done',
    values: { receiver: 'Ana', channel: 'office', amount: 3.5 },
    doneBy: { id: field.memberId },
    assignees: [{ id: field.memberId }],
    may: { edit: false, assign: false, move: false, finish: false, comment: true, remove: false },
  })
  expect(done.doneAt).not.toBeNull()
  expect(await audit(task.id)).toEqual(['task.created', 'task.assigned', 'task.finished'])
})

test('TK1: a done task is read-only', async () => {
  const { boss, add } = await place()
  const [done, open] = [await add(), await add()]
  await finish(boss.client, done.id)
  for (const attempt of [
    () => finish(boss.client, done.id),
    () => assign(boss.client, [open.id, done.id], [boss.memberId]),
    () => remove(boss.client, [open.id, done.id]),
  ])
    expect((await refused(attempt())).type).toBe('/problems/task-done')
  expect(await get(boss.client, open.id)).toMatchObject({ status: 'unassigned' })
})

test('TK1: in bulk all or none are assigned, unassigned and deleted', async () => {
  const { boss, add, organization, hubs } = await place()
  const field = await worker(organization, { hubs: [hubs[0]] })
  const tasks = [await add(), await add(), await add()]
  const ids = tasks.map(({ id }) => id)
  expect(await assign(boss.client, ids, [field.memberId, boss.memberId])).toEqual({ changed: 3 })
  expect(await assign(boss.client, ids, [boss.memberId, field.memberId])).toEqual({ changed: 0 })
  expect(await assign(boss.client, [...ids, ...ids], [boss.memberId])).toEqual({ changed: 3 })
  expect(await boss.client.countTasks({ query: {} })).toMatchObject({
    unassigned: 0,
    ongoing: 3,
    done: 0,
  })

  const nowhere = randomUUID() as TaskId
  expect(await refused(assign(boss.client, [...ids, nowhere], []))).toMatchObject({ status: 404 })
  expect(await refused(remove(boss.client, [...ids, nowhere]))).toMatchObject({ status: 404 })
  expect(await boss.client.countTasks({ query: {} })).toMatchObject({ ongoing: 3 })

  expect(await assign(boss.client, ids, [])).toEqual({ changed: 3 })
  expect(await boss.client.countTasks({ query: {} })).toMatchObject({ unassigned: 3 })
  expect(await remove(boss.client, ids)).toEqual({ removed: 3 })
  expect(await titles(boss.client)).toEqual([])
  expect(await audit(ids[0] as TaskId)).toEqual([
    'task.created',
    'task.assigned',
    'task.assigned',
    'task.assigned',
    'task.deleted',
  ])
})

test('TK1: only members who can work and have the hub are given a task', async () => {
  const { boss, add, organization, hubs } = await place()
  const member = async (status: MemberStatus, mine: HubId[]) =>
    app.member(organization, await app.person(), { status, hubs: mine, role: 'field_user' })
  const [active, registering] = [
    await member('active', [hubs[0]]),
    await member('registering', [...hubs]),
  ]
  const stranger = await place()
  const unfit = [
    await member('invited', [hubs[0]]),
    await member('suspended', [hubs[0]]),
    await member('active', [hubs[1]]),
    stranger.boss.memberId,
    randomUUID() as MemberId,
  ]
  const task = await add()
  const expected = unfit.map((_, i) => [`#/assigneeIds/${i + 1}`, 'not-one-of'])
  expect(await errorsOf(assign(boss.client, [task.id], [active, ...unfit]))).toEqual(expected)
  expect(await errorsOf(add({ assigneeIds: [active, ...unfit] }))).toEqual(expected)
  expect(await get(boss.client, task.id)).toMatchObject({ status: 'unassigned', assignees: [] })

  expect(await assign(boss.client, [task.id], [active, registering])).toEqual({ changed: 1 })
  const elsewhere = await add({ hubId: hubs[1] })
  expect(
    await errorsOf(assign(boss.client, [task.id, elsewhere.id], [registering, active])),
  ).toEqual([['#/assigneeIds/1', 'not-one-of']])
})

test('TK1: creating refuses what its first page does not take, each at its field', async () => {
  const { add } = await place()
  const values = (given: object) => add({ values: given as NewTask['values'] })
  expect(await errorsOf(values({}))).toEqual([['#/values/receiver', 'required']])
  expect(await errorsOf(values({ receiver: 'Ana', amount: 1, nonsense: 'x' }))).toEqual([
    ['#/values/amount', 'unknown'],
    ['#/values/nonsense', 'unknown'],
  ])
  expect(await errorsOf(values({ receiver: 5, priority: 'urgent', notes: 'nul \0' }))).toEqual([
    ['#/values/receiver', 'wrong-type'],
    ['#/values/priority', 'not-one-of'],
    ['#/values/notes', 'invalid'],
  ])
  expect(
    await errorsOf(add({ startsAt: '2026-03-02T00:00:00Z', endsAt: '2026-03-01T00:00:00Z' })),
  ).toEqual([['#/endsAt', 'before-start']])
  for (const startsAt of ['0000-01-01T00:00:00Z', '9999-01-01T00:00:00Z'])
    expect(await refused(add({ startsAt }))).toMatchObject({
      status: 400,
      errors: [{ pointer: '#/startsAt' }],
    })
})

test('TK1: names out of a prototype get nowhere', async () => {
  const { boss, add, flowId, hubs } = await place()
  const body = `{"flowId":"${flowId}","hubId":"${hubs[0]}","title":"x","values":{"receiver":"A","constructor":"B","__proto__":{"polluted":true}}}`
  const answer = await app.fetch(
    new Request('http://localhost/api/v1/tasks', {
      method: 'POST',
      headers: { authorization: `Bearer ${boss.token}`, 'content-type': 'application/json' },
      body,
    }),
  )
  expect([400, 422]).toContain(answer.status)
  expect('polluted' in {}).toBe(false)
  const task = await add()
  await finish(boss.client, task.id, {
    amount: 1,
    constructor: 'Budi',
  })
  expect(Object.entries((await get(boss.client, task.id)).values)).toContainEqual([
    'constructor',
    'Budi',
  ])
})

test('TK1: long, right-to-left and emoji values come back as they went in', async () => {
  const { boss, add } = await place()
  const notes = '👩🏽‍🚒 مرحبا\n'.repeat(1000).slice(0, 9_999).toWellFormed()
  const task = await add({ title: '📦 ‏شحنة', values: { receiver: 'أنا', notes } })
  expect(await get(boss.client, task.id)).toMatchObject({
    title: '📦 ‏شحنة',
    values: { receiver: 'أنا', notes },
  })
  expect(await titles(boss.client, { q: 'شحنة' })).toEqual(['📦 ‏شحنة'])
})

test('TK1: finishing wants every required field but the first page’s values stand', async () => {
  const { boss, add } = await place()
  const task = await add()
  expect(await errorsOf(finish(boss.client, task.id, {}))).toEqual([
    ['#/values/amount', 'required'],
  ])
  expect(
    await errorsOf(finish(boss.client, task.id, { amount: '1', receiver: 'Somebody else' })),
  ).toEqual([
    ['#/values/receiver', 'unknown'],
    ['#/values/amount', 'wrong-type'],
  ])
  expect(await finish(boss.client, task.id, { amount: 1, priority: 'high' })).toMatchObject({
    values: { receiver: 'Ana', priority: 'high', amount: 1 },
  })
})

test('TK1: what was left empty on the first page is wanted when finishing', async () => {
  const { boss, add } = await place()
  const task = await add()
  await app.owner.transaction((tx) =>
    tx.query(sql`update tasks set "values" = '{}' where id = ${task.id}`),
  )
  expect(await errorsOf(finish(boss.client, task.id))).toEqual([['#/values/receiver', 'required']])
  expect(await finish(boss.client, task.id, { amount: 1, receiver: 'Ana' })).toMatchObject({
    status: 'done',
  })
})

test('TK1: assignees finish a task, and whoever may edit tasks; nobody else', async () => {
  const { boss, add, organization, hubs } = await place()
  const doer = await role(organization, ['tasks:view', 'tasks:do'])
  const [mine, other] = [
    await worker(organization, { role: doer, hubs: [hubs[0]] }),
    await worker(organization, { role: doer, hubs: [hubs[0]] }),
  ]
  const [first, second] = [
    await add({ assigneeIds: [mine.memberId] }),
    await add({ assigneeIds: [mine.memberId] }),
  ]
  expect(await get(other.client, first.id)).toMatchObject({ may: { finish: false } })
  expect((await refused(finish(other.client, first.id))).type).toBe('/problems/not-permitted')
  expect(await finish(mine.client, first.id)).toMatchObject({ doneBy: { id: mine.memberId } })
  expect(await finish(boss.client, second.id)).toMatchObject({ doneBy: { id: boss.memberId } })
})

test('TK1: whoever may create but not assign makes tasks for themselves or for nobody', async () => {
  const { flowId, organization, hubs, boss } = await place()
  const maker = await worker(organization, {
    role: await role(organization, ['tasks:view', 'tasks:create'], ['tasks:only_mine']),
    hubs: [hubs[0]],
  })
  const make = (assigneeIds: MemberId[]) =>
    maker.client.createTask({
      body: { flowId, hubId: hubs[0], title: 'Own', values: { receiver: 'x' }, assigneeIds },
    })
  expect(await make([maker.memberId])).toMatchObject({ status: 'ongoing' })
  expect(await make([])).toMatchObject({ status: 'unassigned' })
  expect((await refused(make([boss.memberId]))).type).toBe('/problems/not-permitted')
  expect((await maker.client.listTasks({ query: {} })).items.length).toBe(1)
})

test('TK1: the list is filtered by status, hub, flow, assignee and text, and the counts agree', async () => {
  const { boss, add, hubs } = await place()
  const other = await boss.client.createFlow({
    body: { name: 'Other', pages: [{ title: 'One', components: [] }] },
  })
  const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, '0')}:00:00Z`
  await add({ title: 'a 100% cotton', startsAt: at(1) })
  await add({ title: 'b silk', hubId: hubs[1], startsAt: at(2), assigneeIds: [boss.memberId] })
  await add({ title: 'c Wool_coat', flowId: other.id, values: {}, startsAt: at(3) })
  const d = await add({ title: 'd 1000 buttons', startsAt: at(4), assigneeIds: [boss.memberId] })
  await finish(boss.client, d.id)
  const all = ['d 1000 buttons', 'c Wool_coat', 'b silk', 'a 100% cotton']
  const pick = (...letters: string[]) => all.filter((title) => letters.includes(title[0] as string))

  const cases: [Omit<Parameters<Client['listTasks']>[0]['query'] & object, 'limit'>, string[]][] = [
    [{}, all],
    [{ status: 'unassigned' }, pick('a', 'c')],
    [{ status: 'done' }, pick('d')],
    [{ hubId: hubs[1] }, pick('b')],
    [{ hubId: hubs[0], status: 'unassigned' }, pick('a', 'c')],
    [{ flowId: other.id }, pick('c')],
    [{ flowId: other.id, status: 'done' }, []],
    [{ assigneeId: boss.memberId }, pick('b', 'd')],
    [{ assigneeId: boss.memberId, hubId: hubs[1], status: 'ongoing' }, pick('b')],
    [{ q: '100%' }, pick('a')],
    [{ q: 'wool_' }, pick('c')],
    [{ q: '\\' }, []],
    [{ q: 'O', hubId: hubs[0] }, pick('a', 'c', 'd')],
    [{ hubId: randomUUID() }, []],
    [{ flowId: randomUUID() }, []],
    [{ assigneeId: randomUUID() }, []],
  ]
  for (const [query, expected] of cases) {
    const { items, about, nextCursor } = await boss.client.listTasks({ query })
    expect([items.map(({ title }) => title), about, nextCursor], JSON.stringify(query)).toEqual([
      expected,
      expected.length,
      null,
    ])
    const { status, ...rest } = query
    const counts = await boss.client.countTasks({ query: rest })
    const inAll = counts.unassigned + counts.ongoing + counts.done
    expect(status ? counts[status as TaskStatus] : inAll, JSON.stringify(query)).toBe(
      expected.length,
    )
  }
})

test('TK1: pages follow one another without gap or repetition, also where many start at once', async () => {
  const { boss, add, hubs } = await place()
  const startsAt = '2026-03-01T00:00:00Z'
  const made = []
  for (let i = 0; i < 9; i++)
    made.push(
      await add({
        hubId: hubs[i % 2] as HubId,
        ...(i < 7 && { startsAt }),
        assigneeIds: [boss.memberId],
      }),
    )
  for (const query of [
    {},
    { status: 'ongoing' as const },
    { q: 'parcel' },
    { assigneeId: boss.memberId },
  ]) {
    const seen: TaskId[] = []
    let cursor: string | undefined
    do {
      const { items, nextCursor, about } = await boss.client.listTasks({
        query: { ...query, limit: 2, ...(cursor && { cursor }) },
      })
      expect(about).toBe(9)
      seen.push(...items.map(({ id }) => id))
      cursor = nextCursor ?? undefined
    } while (cursor)
    expect(seen.length).toBe(9)
    expect(new Set(seen)).toEqual(new Set(made.map(({ id }) => id)))
  }
})

test('TK1: of very many tasks the list says about how many, and still pages without gap, also by text', async () => {
  const { boss, add, organization, hubs } = await place()
  const { id } = await add({ title: 'first' })
  await app.owner.transaction((tx) =>
    tx.query(sql`
      insert into tasks (organization_id, hub_id, flow_id, flow_version, title, starts_at, ends_at)
      select ${organization.id}, (${hubs}::uuid[])[1 + i % 2], flow_id, flow_version,
        case when i % 2 = 0 then 'Parcel ' else 'Letter ' end || i, now() - i * interval '1 second', now()
      from tasks, generate_series(1, 3000) i where id = ${id}`),
  )
  await app.owner.transaction((tx) => tx.query(sql`analyze tasks`))
  const all = await boss.client.listTasks({ query: {} })
  expect(all.about).toBeGreaterThan(1500)
  expect(all.about).toBeLessThan(6000)

  // More than a thousand have it, so that the list is walked and not looked up.
  const seen: string[] = []
  let cursor: string | undefined
  for (let page = 0; page < 4; page++) {
    const answer = await boss.client.listTasks({
      query: { q: 'PARCEL', limit: 100, ...(cursor && { cursor }) },
    })
    expect(answer.about).toBeGreaterThan(1000)
    expect(answer.about).toBeLessThan(3000)
    seen.push(...answer.items.map(({ title }) => title))
    cursor = answer.nextCursor ?? undefined
  }
  expect(seen).toEqual(Array.from({ length: 400 }, (_, i) => `Parcel ${2 * (i + 1)}`))
  expect(await titles(boss.client, { q: 'parcel 2998' })).toEqual(['Parcel 2998'])
  expect(await boss.client.countTasks({ query: { q: 'first' } })).toMatchObject({ unassigned: 1 })

  const elsewhere = await worker(organization, { role: 'planner', hubs: [hubs[1]] })
  expect(await titles(elsewhere.client, { q: 'parcel' })).toEqual([])
  expect((await titles(elsewhere.client, { q: 'letter' })).length).toBe(50)
})

test.each([
  'garbage',
  Buffer.from('["0000-01-01T00:00:00Z","00000000-0000-4000-8000-000000000000",1]').toString(
    'base64url',
  ),
  Buffer.from('["2026-01-01T00:00:00Z","x",1]').toString('base64url'),
  Buffer.from('{"length":3}').toString('base64url'),
])('TK1: the cursor %s is refused', async (cursor) => {
  const { boss } = await place()
  expect(await errorsOf(boss.client.listTasks({ query: { cursor } }))).toEqual([
    ['#query/cursor', 'invalid'],
  ])
})

test('FL1: a task keeps the form that it was made with, when its flow is saved again and when it is deleted', async () => {
  const { boss, add, flowId } = await place()
  const task = await add()
  await boss.client.updateFlow({
    params: { flowId },
    body: { name: 'Courier', pages: [{ title: 'New', components: [] }], version: 1 },
  })
  const after = await get(boss.client, task.id)
  expect(after).toMatchObject({
    flow: { id: flowId, name: 'Courier' },
    pages: [{ title: 'At the desk' }, {}],
  })
  const newer = await add({ values: {} })
  expect(newer.pages).toMatchObject([{ title: 'New' }])

  await boss.client.removeFlow({ params: { flowId } })
  expect(await get(boss.client, task.id)).toMatchObject({
    flow: { id: null, name: 'Delivery' },
    pages: [{ title: 'At the desk' }, {}],
  })
  expect((await boss.client.listTasks({ query: {} })).items.length).toBe(2)
  expect(await errorsOf(add())).toEqual([['#/flowId', 'not-one-of']])
  expect(await finish(boss.client, task.id)).toMatchObject({ status: 'done' })
})

test('HB1: the database itself keeps a hub that has tasks', async () => {
  const { organization, add, boss } = await place()
  const hub = await app.hub(organization)
  await app.owner.transaction((tx) =>
    tx.query(
      sql`insert into member_hubs (organization_id, member_id, hub_id) values (${organization.id}, ${boss.memberId}, ${hub})`,
    ),
  )
  await add({ hubId: hub })
  await expect(
    app.owner.transaction((tx) => tx.query(sql`delete from hubs where id = ${hub}`)),
  ).rejects.toThrow(/foreign key/)
})

test('RP2: tasks of a hub that is not one’s own are not listed, counted, shown or touched', async () => {
  const { organization, hubs, add, flowId } = await place()
  const planner = await worker(organization, { role: 'planner', hubs: [hubs[0]] })
  const [near, far] = [await add({ title: 'near' }), await add({ title: 'far', hubId: hubs[1] })]
  const { client } = planner
  expect(await titles(client)).toEqual(['near'])
  expect(await titles(client, { q: 'a' })).toEqual(['near'])
  expect(await titles(client, { hubId: hubs[1] })).toEqual([])
  expect(await titles(client, { hubId: hubs[1], q: 'far' })).toEqual([])
  expect(await client.countTasks({ query: {} })).toMatchObject({
    unassigned: 1,
    ongoing: 0,
    done: 0,
  })
  for (const attempt of [
    () => get(client, far.id),
    () => assign(client, [near.id, far.id], []),
    () => finish(client, far.id),
    () => remove(client, [near.id, far.id]),
    () => client.listAssignees({ params: { hubId: hubs[1] }, query: {} }),
  ])
    expect(await refused(attempt())).toMatchObject({ type: '/problems/not-found', status: 404 })
  const body = { flowId, hubId: hubs[1], title: 'x', values: { receiver: 'x' } }
  expect(await errorsOf(client.createTask({ body }))).toEqual([['#/hubId', 'not-one-of']])
  expect(await titles(client)).toEqual(['near'])

  await app.owner.transaction((tx) =>
    tx.query(sql`delete from member_hubs where member_id = ${planner.memberId}`),
  )
  expect(await titles(client)).toEqual([])
})

test('RP3: under tasks:only_mine one sees and acts on nothing but what is assigned to oneself', async () => {
  const { organization, hubs, add, boss } = await place()
  const restricted = await role(
    organization,
    ['tasks:view', 'tasks:do', 'tasks:edit', 'tasks:assign', 'tasks:delete'],
    ['tasks:only_mine'],
  )
  const field = await worker(organization, { role: restricted, hubs: [...hubs] })
  const mine = await add({ title: 'mine', assigneeIds: [field.memberId, boss.memberId] })
  const theirs = await add({ title: 'theirs', assigneeIds: [boss.memberId] })
  await add({ title: 'nobody’s' })
  const { client } = field
  expect(await titles(client)).toEqual(['mine'])
  expect(await titles(client, { assigneeId: boss.memberId })).toEqual(['mine'])
  expect(await titles(client, { q: 'e' })).toEqual(['mine'])
  expect(await titles(client, { hubId: hubs[0], status: 'ongoing' })).toEqual(['mine'])
  expect(await client.countTasks({ query: {} })).toMatchObject({
    unassigned: 0,
    ongoing: 1,
    done: 0,
  })
  for (const attempt of [
    () => get(client, theirs.id),
    () => finish(client, theirs.id),
    () => assign(client, [mine.id, theirs.id], [field.memberId]),
    () => remove(client, [mine.id, theirs.id]),
  ])
    expect(await refused(attempt())).toMatchObject({ type: '/problems/not-found' })

  expect(await finish(client, mine.id)).toMatchObject({ status: 'done' })
  await assign(boss.client, [theirs.id], [boss.memberId, field.memberId])
  expect(await titles(client)).toHaveLength(2)
  await assign(boss.client, [theirs.id], [boss.memberId])
  expect(await refused(get(client, theirs.id))).toMatchObject({ status: 404 })
})

test('RP3: each route of tasks wants its permission', async () => {
  const { organization, hubs, add, flowId } = await place()
  const viewer = await worker(organization, {
    role: await role(organization, ['tasks:view']),
    hubs: [hubs[0]],
  })
  const { id } = await add({ assigneeIds: [viewer.memberId] })
  const { client } = viewer
  expect(await get(client, id)).toMatchObject({
    may: { edit: false, assign: false, move: false, finish: false, comment: false, remove: false },
  })
  for (const attempt of [
    () => client.createTask({ body: { flowId, hubId: hubs[0], title: 'x' } }),
    () => assign(client, [id], []),
    () => finish(client, id),
    () => remove(client, [id]),
    () => client.removeSampleTasks(),
  ])
    expect((await refused(attempt())).type).toBe('/problems/not-permitted')
})

test('PR3: ids of another organization answer like ids of nothing, in every field', async () => {
  const [here, there] = [await place(), await place()]
  const theirs = await there.add({ title: 'theirs' })
  const mine = await here.add({ title: 'mine' })
  const { client } = here.boss
  const nothing = randomUUID()
  const withoutInstance = async (promise: Promise<unknown>) => ({
    ...(await refused(promise)),
    instance: null,
  })
  const twice = async (attempt: (id: string) => Promise<unknown>, foreign: string) => {
    const answer = await withoutInstance(attempt(foreign))
    expect(answer).toEqual(await withoutInstance(attempt(nothing)))
    return answer
  }
  for (const attempt of [
    (id: string) => get(client, id as TaskId),
    (id: string) => finish(client, id as TaskId),
    (id: string) => assign(client, [mine.id, id as TaskId], []),
    (id: string) => remove(client, [mine.id, id as TaskId]),
  ])
    expect(await twice(attempt, theirs.id)).toMatchObject({ status: 404 })
  const create = (values: Partial<NewTask>) => here.add(values)
  expect(await twice((id) => create({ flowId: id }), there.flowId)).toMatchObject({
    status: 422,
  })
  expect(await twice((id) => create({ hubId: id }), there.hubs[0])).toMatchObject({
    status: 422,
  })
  expect(
    await twice((id) => create({ assigneeIds: [id as MemberId] }), there.boss.memberId),
  ).toMatchObject({ status: 422 })
  expect(
    await twice((id) => assign(client, [mine.id], [id as MemberId]), there.boss.memberId),
  ).toMatchObject({ status: 422 })
  expect(
    await twice((id) => client.listAssignees({ params: { hubId: id }, query: {} }), there.hubs[0]),
  ).toMatchObject({ status: 404 })
  for (const query of [
    { hubId: there.hubs[0] },
    { flowId: there.flowId },
    { assigneeId: there.boss.memberId },
    { q: 'theirs' },
  ]) {
    expect(await titles(client, query)).toEqual([])
    expect(await client.countTasks({ query })).toMatchObject({ unassigned: 0, ongoing: 0, done: 0 })
  }
  expect(await get(there.boss.client, theirs.id)).toMatchObject({
    title: 'theirs',
    status: 'unassigned',
  })
})

test('TK1: of two who finish one task at once, one does', async () => {
  const { boss, add } = await place()
  for (let i = 0; i < 5; i++) {
    const { id } = await add()
    const results = await Promise.allSettled([finish(boss.client, id), finish(boss.client, id)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await audit(id)).filter((action) => action === 'task.finished')).toHaveLength(1)
  }
})

test('TK1: finished, assigned and deleted at once, a task is never half of each', async () => {
  const { boss, add, organization, hubs } = await place()
  const field = await worker(organization, { hubs: [hubs[0]] })
  for (let i = 0; i < 10; i++) {
    const { id } = await add({ assigneeIds: [field.memberId] })
    const [finished, assigned, removed] = await Promise.allSettled([
      finish(field.client, id),
      assign(boss.client, [id], [boss.memberId]),
      ...(i % 2 ? [remove(boss.client, [id])] : []),
    ])
    const [row] = await app.owner.transaction((tx) =>
      tx.query<{ status: string; doneBy: MemberId | null; assignees: MemberId[] }>(sql`
        select status, done_by as "doneBy",
          array(select member_id from task_assignees a where a.task_id = t.id) as assignees from tasks t where id = ${id}`),
    )
    if (removed?.status === 'fulfilled') expect(row).toBeUndefined()
    else if (finished?.status === 'fulfilled')
      expect(row).toMatchObject({
        status: 'done',
        doneBy: field.memberId,
        assignees: [field.memberId],
      })
    else expect(row).toMatchObject({ status: 'ongoing', doneBy: null, assignees: [boss.memberId] })
    if (finished?.status === 'fulfilled') expect(assigned?.status).toBe('rejected')
  }
})

test('TK1: the same Idempotency-Key makes one task', async () => {
  const { boss, flowId, hubs } = await place()
  const request = {
    body: { flowId, hubId: hubs[0], title: 'Once', values: { receiver: 'x' } },
    idempotencyKey: randomUUID(),
  }
  const [first, second] = await Promise.all([
    boss.client.createTask(request),
    boss.client.createTask(request),
  ])
  expect(first.id).toBe(second.id)
  expect(await titles(boss.client)).toEqual(['Once'])
})

test('CR6: sample tasks are counted, and go with one click, done ones too; real ones and other hubs’ stay', async () => {
  const { boss, add, organization, hubs } = await place()
  const planner = await worker(organization, { role: 'planner', hubs: [hubs[0]] })
  const [one, two, far] = [
    await add({ title: 'one' }),
    await add({ title: 'two' }),
    await add({ title: 'far', hubId: hubs[1] }),
  ]
  await add({ title: 'real' })
  await finish(boss.client, two.id)
  await app.owner.transaction((tx) =>
    tx.query(
      sql`update tasks set sample = true where id = any(${[one.id, two.id, far.id]}::uuid[])`,
    ),
  )
  await app.owner.transaction((tx) =>
    tx.query(
      sql`insert into foundings (organization_id, report) values (${organization.id}, '{}')`,
    ),
  )
  expect(await planner.client.countTasks({ query: {} })).toMatchObject({
    samples: 2,
    samplesPending: true,
  })
  await app.owner.transaction((tx) =>
    tx.query(
      sql`update foundings set samples_ready_at = now() where organization_id = ${organization.id}`,
    ),
  )
  expect(await planner.client.removeSampleTasks()).toEqual({ removed: 2 })
  expect(await planner.client.countTasks({ query: {} })).toMatchObject({
    samples: 0,
    samplesPending: false,
  })
  expect((await titles(boss.client)).sort()).toEqual(['far', 'real'])
})

test('TK1: those who can be given tasks of a hub are found by part of their name', async () => {
  const { boss, organization, hubs } = await place()
  const named = async (firstName: string, hub: HubId, status: MemberStatus = 'active') =>
    app.member(organization, await app.person(), {
      firstName,
      hubs: [hub],
      status,
      role: 'field_user',
    })
  await named('Wati', hubs[0])
  await named('Agus', hubs[0], 'registering')
  await named('Wayan', hubs[0], 'suspended')
  await named('Wahyu', hubs[0], 'invited')
  await named('Wawan', hubs[1])
  const names = async (q?: string) =>
    (
      await boss.client.listAssignees({ params: { hubId: hubs[0] }, query: q ? { q } : {} })
    ).items.map(({ name }) => name)
  expect(await names()).toEqual(['Agus Person', 'Test Person', 'Wati Person'])
  expect(await names('WA')).toEqual(['Wati Person'])
  expect(await names('%')).toEqual([])
})
