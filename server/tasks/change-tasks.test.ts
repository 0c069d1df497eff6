import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { HubId, TaskId } from '#api/common.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { type NewFlow, type NewTask, taskPlaces } from '#test/task-places.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const { place, worker, role } = taskPlaces(() => app)

const get = (client: Client, taskId: TaskId) => client.getTask({ params: { taskId } })
const edit = (client: Client, taskId: TaskId, body: Parameters<Client['updateTask']>[0]['body']) =>
  client.updateTask({ params: { taskId }, body })
const move = (client: Client, taskIds: TaskId[], hubId: HubId) =>
  client.moveTasks({ body: { taskIds, hubId } })
const finish = (
  client: Client,
  taskId: TaskId,
  version?: number,
  values: NewTask['values'] = { amount: 1 },
) => client.finishTask({ params: { taskId }, body: { values, version } })
const events = async (client: Client, taskId: TaskId) =>
  (await client.listTaskEntries({ params: { taskId }, query: {} })).items.map(({ event }) => event)
const rowOf = (taskId: TaskId) =>
  app.owner.transaction(async (tx) => {
    const [row] = await tx.query<{ row: object }>(
      sql`select to_jsonb(t) as row from tasks t where id = ${taskId}`,
    )
    return row?.row
  })
const auditOf = (taskId: TaskId) =>
  app.owner.transaction(async (tx) =>
    tx.query<{ action: string; details: object }>(
      sql`select action, details from audit_events where subject_id = ${taskId} order by id`,
    ),
  )

test('TK1: title, times and the first page are changed, counted and kept in history and audit', async () => {
  const { boss, add } = await place()
  const task = await add({
    startsAt: '2026-03-01T08:00:00Z',
    endsAt: '2026-03-01T10:00:00Z',
    values: { receiver: 'Ana', priority: 'low', notes: 'Ring twice' },
  })
  expect(task).toMatchObject({ version: 1, updatedAt: task.createdAt })
  const after = await edit(boss.client, task.id, {
    title: 'Two parcels',
    startsAt: '2026-03-02T08:00:00Z',
    endsAt: '2026-03-02T10:00:00Z',
    values: { receiver: 'Budi', priority: 'low' },
    version: 1,
  })
  expect(after).toMatchObject({
    title: 'Two parcels',
    startsAt: '2026-03-02T08:00:00.000Z',
    values: { receiver: 'Budi', priority: 'low', channel: 'office' },
    version: 2,
  })
  expect(after.values).not.toHaveProperty('notes')
  expect(await events(boss.client, task.id)).toEqual([
    {
      kind: 'edited',
      title: { from: 'Parcel', to: 'Two parcels' },
      startsAt: { from: task.startsAt, to: after.startsAt },
      endsAt: { from: task.endsAt, to: after.endsAt },
      components: ['receiver', 'notes'],
    },
    { kind: 'created', added: [] },
  ])
  expect((await auditOf(task.id)).at(-1)).toEqual({
    action: 'task.updated',
    details: {
      startsAt: after.startsAt,
      endsAt: after.endsAt,
      before: { startsAt: task.startsAt, endsAt: task.endsAt },
      // Not what they are: whoever reads the log may not see the hub's tasks.
      fields: ['title', 'values'],
    },
  })
})

test('TK1: saying what stands already changes nothing and leaves no trace', async () => {
  const { boss, add } = await place()
  const task = await add()
  const { title, startsAt, endsAt } = task
  const same = { title, startsAt, endsAt, values: { receiver: 'Ana' }, version: 1 }
  expect(await edit(boss.client, task.id, same)).toMatchObject({ version: 1 })
  expect(await edit(boss.client, task.id, { version: 1 })).toMatchObject({ version: 1 })
  expect((await auditOf(task.id)).map(({ action }) => action)).toEqual(['task.created'])
  await app.owner.transaction((tx) =>
    tx.query(sql`update tasks set title = title, starts_at = starts_at where id = ${task.id}`),
  )
  expect(await get(boss.client, task.id)).toMatchObject({ version: 1 })
})

test('TK1: of two who edit what they saw, the second is told and writes nothing', async () => {
  const { boss, add } = await place()
  const { id } = await add()
  const answers = await Promise.all(
    ['One', 'Two'].map((title) => resultOf(edit(boss.client, id, { title, version: 1 }))),
  )
  expect(answers.sort()).toEqual(['done', 'task-changed'])
  expect(await get(boss.client, id)).toMatchObject({ version: 2 })
  const before = await rowOf(id)
  expect(await resultOf(edit(boss.client, id, { title: 'Three', version: 1 }))).toBe('task-changed')
  expect(await rowOf(id)).toEqual(before)
})

test('TK1: what the first page does not take is refused when editing, and done tasks are read-only', async () => {
  const { boss, add } = await place()
  const { id } = await add()
  const errors = async (body: object) =>
    (await problemOf(edit(boss.client, id, { version: 1, ...body })))?.errors?.map(
      ({ pointer, code }) => [pointer, code],
    )
  expect(await errors({ values: {} })).toEqual([['#/values/receiver', 'required']])
  expect(await errors({ values: { receiver: 'x', amount: 1 } })).toEqual([
    ['#/values/amount', 'unknown'],
  ])
  expect(await errors({ endsAt: '2020-01-01T00:00:00Z' })).toEqual([['#/endsAt', 'before-start']])
  await finish(boss.client, id)
  expect(await resultOf(edit(boss.client, id, { title: 'x', version: 2 }))).toBe('task-done')
})

test('TK1: finishing with an old version is refused and writes nothing; with the present one it is done', async () => {
  const { boss, add, organization, hubs } = await place()
  const field = await worker(organization, { hubs: [hubs[0]] })
  const { id, version } = await add({ assigneeIds: [field.memberId] })
  await edit(boss.client, id, { title: 'Another', version })
  const before = [await rowOf(id), await events(boss.client, id), await auditOf(id)]
  expect(await resultOf(finish(field.client, id, version))).toBe('task-changed')
  expect([await rowOf(id), await events(boss.client, id), await auditOf(id)]).toEqual(before)
  expect(await finish(field.client, id, version + 1)).toMatchObject({
    status: 'done',
    version: version + 2,
  })
})

test('TK1: who else has a task changes nothing of what one saw of it', async () => {
  const { boss, add, organization, hubs } = await place()
  const field = await worker(organization, { hubs: [hubs[0]] })
  const { id, version } = await add({ assigneeIds: [field.memberId] })
  await boss.client.assignTasks({
    body: { taskIds: [id], assigneeIds: [boss.memberId, field.memberId] },
  })
  expect(await finish(field.client, id, version)).toMatchObject({ status: 'done' })
})

test('TK1: of two people who finish at once one does, and the other hears that it is done', async () => {
  const { boss, add, organization, hubs } = await place()
  const field = await worker(organization, { hubs: [hubs[0]] })
  for (let i = 0; i < 5; i++) {
    const { id, version } = await add({ assigneeIds: [field.memberId] })
    const answers = await Promise.all(
      [boss, field].map(({ client }, n) => resultOf(finish(client, id, version, { amount: n }))),
    )
    expect(answers.sort()).toEqual(['done', 'task-done'])
    const { values, doneBy } = await get(boss.client, id)
    expect(values.amount).toBe(doneBy?.id === boss.memberId ? 0 : 1)
    expect((await events(boss.client, id)).filter(({ kind }) => kind === 'done')).toHaveLength(1)
  }
})

test('TK1: the same finishing sent twice, also at once, is done once and answers the same', async () => {
  const { boss, add } = await place()
  const { id, version } = await add()
  const request = {
    params: { taskId: id },
    body: { values: { amount: 5 }, version },
    idempotencyKey: randomUUID(),
  }
  const answers = await Promise.all([
    boss.client.finishTask(request),
    boss.client.finishTask(request),
  ])
  answers.push(await boss.client.finishTask(request))
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect((await auditOf(id)).map(({ action }) => action)).toEqual(['task.created', 'task.finished'])
  const other = boss.client.finishTask({ ...request, body: { values: { amount: 6 }, version } })
  expect(await resultOf(other)).toBe('idempotency-key-reused')
})

test('TK1: moving drops assignees who do not have the new hub, and says how many tasks lost some', async () => {
  const { boss, add, organization, hubs } = await place()
  const [here, both] = [
    await worker(organization, { hubs: [hubs[0]], firstName: 'Here' }),
    await worker(organization, { hubs: [...hubs], firstName: 'Both' }),
  ]
  const [alone, together, there] = [
    await add({ assigneeIds: [here.memberId] }),
    await add({ assigneeIds: [here.memberId, both.memberId] }),
    await add({ hubId: hubs[1] }),
  ]
  const ids = [alone.id, together.id, there.id]
  expect(await move(boss.client, ids, hubs[1])).toEqual({ changed: 2, lostAssignees: 2 })
  expect(await get(boss.client, alone.id)).toMatchObject({
    hub: { id: hubs[1] },
    status: 'unassigned',
    assignees: [],
    version: 2,
  })
  expect(await get(boss.client, together.id)).toMatchObject({
    hub: { id: hubs[1] },
    status: 'ongoing',
    assignees: [{ id: both.memberId }],
  })
  expect(await get(boss.client, there.id)).toMatchObject({ version: 1 })
  expect(await resultOf(get(here.client, alone.id))).toBe('not-found')
  expect((await events(boss.client, together.id))[0]).toMatchObject({
    kind: 'moved',
    from: { id: hubs[0] },
    to: { id: hubs[1] },
    removed: [{ id: here.memberId, name: 'Here Person' }],
  })
  expect((await auditOf(alone.id)).at(-1)).toEqual({
    action: 'task.moved',
    details: { hubId: hubs[1] },
  })
  expect((await auditOf(there.id)).map(({ action }) => action)).toEqual(['task.created'])
})

test('RP2: nobody moves a task to a hub that is not theirs, nor one that they cannot see; all or none', async () => {
  const { boss, add, organization, hubs } = await place()
  const stranger = await place()
  const planner = await worker(organization, { role: 'planner', hubs: [hubs[0]] })
  const [mine, far, done] = [await add(), await add({ hubId: hubs[1] }), await add()]
  await finish(boss.client, done.id)
  const refusal = async (hubId: HubId) => {
    const problem = await problemOf(move(planner.client, [mine.id], hubId))
    return { ...problem, instance: null }
  }
  const foreign = await refusal(hubs[1])
  expect(foreign.errors).toMatchObject([{ pointer: '#/hubId', code: 'not-one-of' }])
  expect(await refusal(stranger.hubs[0])).toEqual(foreign)
  expect(await refusal(randomUUID() as HubId)).toEqual(foreign)
  expect(await resultOf(move(planner.client, [mine.id, far.id], hubs[0]))).toBe('not-found')
  expect(await resultOf(move(boss.client, [mine.id, done.id], hubs[1]))).toBe('task-done')
  expect(await get(boss.client, mine.id)).toMatchObject({ hub: { id: hubs[0] }, version: 1 })
})

test('RP3: editing wants tasks:edit, moving tasks:move; under only_mine only what is one’s own', async () => {
  const { boss, add, organization, hubs } = await place()
  const all = ['tasks:view', 'tasks:edit', 'tasks:move', 'tasks:do']
  const [viewer, own] = [
    await worker(organization, { role: await role(organization, ['tasks:view']), hubs: [...hubs] }),
    await worker(organization, {
      role: await role(organization, all, ['tasks:only_mine']),
      hubs: [...hubs],
    }),
  ]
  const [mine, other] = [await add({ assigneeIds: [own.memberId] }), await add()]
  for (const attempt of [
    () => edit(viewer.client, mine.id, { title: 'x', version: 1 }),
    () => move(viewer.client, [mine.id], hubs[1]),
  ])
    expect(await resultOf(attempt())).toBe('not-permitted')
  for (const attempt of [
    () => edit(own.client, other.id, { title: 'x', version: 1 }),
    () => move(own.client, [mine.id, other.id], hubs[1]),
    () => own.client.listTaskEntries({ params: { taskId: other.id }, query: {} }),
    () => own.client.addComment({ params: { taskId: other.id }, body: { text: 'x' } }),
  ])
    expect(await resultOf(attempt())).toBe('not-found')
  expect(await edit(own.client, mine.id, { title: 'Own', version: 1 })).toMatchObject({
    title: 'Own',
  })
  expect(await move(own.client, [mine.id], hubs[1])).toEqual({ changed: 1, lostAssignees: 0 })
  expect(await get(boss.client, other.id)).toMatchObject({ version: 1 })
})

test('TK1: moved, finished and edited at once, a task is never half of each', async () => {
  const { boss, add, organization, hubs } = await place()
  const field = await worker(organization, { hubs: [hubs[0]] })
  for (let i = 0; i < 8; i++) {
    const { id } = await add({ assigneeIds: [field.memberId] })
    const [moved, finished] = await Promise.all([
      resultOf(move(boss.client, [id], hubs[1])),
      resultOf(finish(field.client, id, 1)),
      resultOf(edit(boss.client, id, { title: 'x', version: 1 })),
    ])
    const task = await get(boss.client, id)
    if (finished === 'done') {
      expect(moved).toBe('task-done')
      expect(task).toMatchObject({ hub: { id: hubs[0] }, assignees: [{ id: field.memberId }] })
    } else {
      expect(moved).toBe('done')
      expect(task).toMatchObject({ hub: { id: hubs[1] }, status: 'unassigned', assignees: [] })
    }
  }
})

test('TK1: a task is where its first answer that is a place says', async () => {
  const where = (id: string) => ({ id, kind: 'coordinate' as const, title: id })
  const form: NewFlow['pages'] = [
    { title: 'Desk', components: [where('door')] },
    { title: 'Way', components: [where('gate')] },
  ]
  const { boss, add } = await place(form)
  const task = await add({ values: {} })
  expect(task).toMatchObject({ latitude: null, longitude: null })
  expect(
    await edit(boss.client, task.id, { values: { door: '-6.2, 106.8' }, version: 1 }),
  ).toMatchObject({ latitude: -6.2, longitude: 106.8 })
  expect(await edit(boss.client, task.id, { values: {}, version: 2 })).toMatchObject({
    latitude: null,
  })
  expect(await finish(boss.client, task.id, 3, { gate: '52.5,13.4' })).toMatchObject({
    latitude: 52.5,
    longitude: 13.4,
  })
})
