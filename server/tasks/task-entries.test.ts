import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { TaskEntryId, TaskId } from '#api/common.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'
import { taskPlaces } from '#test/task-places.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const { place, worker, role } = taskPlaces(() => app)

const entries = async (client: Client, taskId: TaskId) =>
  (await client.listTaskEntries({ params: { taskId }, query: {} })).items
const comment = (client: Client, taskId: TaskId, text: string) =>
  client.addComment({ params: { taskId }, body: { text } })
const takeBack = (client: Client, taskId: TaskId, entryId: TaskEntryId) =>
  client.removeComment({ params: { taskId, entryId } })
const assign = (client: Client, taskId: TaskId, ...assigneeIds: never[]) =>
  client.assignTasks({ body: { taskIds: [taskId], assigneeIds } })

test('TK1: a task’s history and what is said of it stand in one stream, the newest first, in pages', async () => {
  const { boss, add, organization, hubs } = await place()
  const field = await worker(organization, { hubs: [hubs[0]], firstName: 'Sari' })
  const sari = { id: field.memberId, name: 'Sari Person' }
  const { id } = await add({ assigneeIds: [field.memberId] })
  await comment(field.client, id, '  At the back door\nat 9  ')
  await assign(boss.client, id)
  await assign(boss.client, id, field.memberId as never)
  await field.client.finishTask({ params: { taskId: id }, body: { values: { amount: 1 } } })
  await comment(boss.client, id, 'Thanks')
  const all = await entries(boss.client, id)
  expect(all.map(({ event }) => event)).toEqual([
    { kind: 'commented', text: 'Thanks', mayRemove: true },
    { kind: 'done' },
    { kind: 'assigned', added: [sari], removed: [] },
    { kind: 'assigned', added: [], removed: [sari] },
    { kind: 'commented', text: 'At the back door\nat 9', mayRemove: true },
    { kind: 'created', added: [sari] },
  ])
  expect(all.map(({ by }) => by?.id)).toEqual(
    [boss, field, boss, boss, field, boss].map(({ memberId }) => memberId),
  )
  const paged = []
  let cursor: string | undefined
  do {
    const page = await boss.client.listTaskEntries({
      params: { taskId: id },
      query: { limit: 2, ...(cursor && { cursor }) },
    })
    paged.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(paged).toEqual(all)
})

test('TK1: a comment is taken back by its author or with tasks:edit, and nobody else; that there was one stays', async () => {
  const { boss, add, organization, hubs } = await place()
  const doer = await role(organization, ['tasks:view', 'tasks:do'])
  const [author, other] = [
    await worker(organization, { role: doer, hubs: [hubs[0]] }),
    await worker(organization, { role: doer, hubs: [hubs[0]] }),
  ]
  const task = await add()
  const [first, second] = [
    await comment(author.client, task.id, 'one'),
    await comment(author.client, task.id, 'two'),
  ]
  const mayRemove = async (client: Client) =>
    (await entries(client, task.id)).flatMap(({ event }) =>
      event.kind === 'commented' ? [event.mayRemove] : [],
    )
  expect([await mayRemove(author.client), await mayRemove(other.client)]).toEqual([
    [true, true],
    [false, false],
  ])
  expect(await resultOf(takeBack(other.client, task.id, first.id))).toBe('not-permitted')
  for (const client of [author.client, author.client])
    expect(await resultOf(takeBack(client, task.id, first.id))).toBe('done')
  expect(await resultOf(takeBack(boss.client, task.id, second.id))).toBe('done')
  expect((await entries(other.client, task.id)).map(({ event }) => event)).toEqual([
    { kind: 'commented', text: null, mayRemove: false },
    { kind: 'commented', text: null, mayRemove: false },
    { kind: 'created', added: [] },
  ])
  const kept = await app.owner.transaction((tx) =>
    tx.query<{ text: string | null }>(
      sql`select text from task_entries where task_id = ${task.id} and kind = 'commented'`,
    ),
  )
  expect(kept).toEqual([{ text: null }, { text: null }])
  const audited = await app.owner.transaction((tx) =>
    tx.query(
      sql`select actor_member_id as by from audit_events where subject_id = ${task.id} and action = 'task.comment-removed'`,
    ),
  )
  expect(audited).toEqual([{ by: boss.memberId }])
})

test('TK1: only comments are taken back, by the task that they belong to', async () => {
  const { boss, add } = await place()
  const stranger = await place()
  const [task, other] = [await add(), await add()]
  const theirs = await stranger.add()
  const said = await comment(boss.client, task.id, 'here')
  const saidThere = await comment(stranger.boss.client, theirs.id, 'there')
  const [, created] = await entries(boss.client, task.id)
  for (const [taskId, entryId] of [
    [other.id, said.id],
    [task.id, created?.id],
    [task.id, saidThere.id],
    [theirs.id, saidThere.id],
    [task.id, randomUUID()],
  ] as [TaskId, TaskEntryId][])
    expect(await resultOf(takeBack(boss.client, taskId, entryId))).toBe('not-found')
  expect((await entries(stranger.boss.client, theirs.id))[0]?.event).toMatchObject({
    text: 'there',
  })
})

test('RP3: under tasks:only_mine nothing is said or taken back where the task is one’s own no more', async () => {
  const { boss, add, organization, hubs } = await place()
  const field = await worker(organization, { hubs: [hubs[0]] })
  const { id } = await add({ assigneeIds: [field.memberId] })
  const said = await comment(field.client, id, 'mine')
  await assign(boss.client, id)
  expect(await resultOf(takeBack(field.client, id, said.id))).toBe('not-found')
  expect(await resultOf(comment(field.client, id, 'x'))).toBe('not-found')
  expect((await entries(boss.client, id))[1]?.event).toMatchObject({ text: 'mine' })
})

test('TK1: commenting wants a hand in the work, words, and at most 2,000 characters of them', async () => {
  const { boss, add, organization, hubs } = await place()
  const viewer = await worker(organization, {
    role: await role(organization, ['tasks:view']),
    hubs: [hubs[0]],
  })
  const { id } = await add()
  expect(await resultOf(comment(viewer.client, id, 'x'))).toBe('not-permitted')
  for (const text of ['', ' \n ', 'x'.repeat(2001), 'nul \0'])
    expect(await resultOf(comment(boss.client, id, text))).toBe('invalid-request')
  const long = '👩🏽‍🚒 مرحبا\n'.repeat(150).slice(0, 2000).toWellFormed().trim()
  expect((await comment(boss.client, id, long)).event).toMatchObject({ text: long })
  const request = {
    params: { taskId: id },
    body: { text: 'Once' },
    idempotencyKey: randomUUID(),
  }
  const twice = [await boss.client.addComment(request), await boss.client.addComment(request)]
  expect(twice[0]).toEqual(twice[1])
  expect(await entries(boss.client, id)).toHaveLength(3)
})

test('TK1: a task of before there was a history shows who made it and when', async () => {
  const { boss, add } = await place()
  const { id, createdAt } = await add()
  await app.owner.transaction(async (tx) => {
    await tx.query(sql`delete from task_entries where task_id = ${id}`)
    // As 0013 does.
    await tx.query(sql`
      insert into task_entries (organization_id, task_id, at, kind, member_id, member_name)
      select organization_id, id, created_at, 'created', created_by, 'Test Person' from tasks where id = ${id}`)
  })
  expect(await entries(boss.client, id)).toMatchObject([
    { at: createdAt, by: { id: boss.memberId }, event: { kind: 'created', added: [] } },
  ])
})

test('RP2: an entry never names a hub that its reader may not know', async () => {
  const { boss, add, organization, hubs } = await place()
  const doer = await role(organization, ['tasks:view', 'tasks:do'])
  const [there, office] = [
    await worker(organization, { role: doer, hubs: [hubs[1]] }),
    await worker(organization, { role: 'planner', hubs: [hubs[1]] }),
  ]
  const { id } = await add()
  await boss.client.moveTasks({ body: { taskIds: [id], hubId: hubs[1] } })
  const moved = async (client: Client) => (await entries(client, id))[0]?.event
  expect(await moved(there.client)).toMatchObject({ from: null, to: { id: hubs[1] } })
  expect(JSON.stringify(await entries(there.client, id))).not.toContain(hubs[0])
  expect(await moved(office.client)).toMatchObject({ from: { id: hubs[0] } })
})

test('US10: entries of somebody who is gone stay readable, by their name of then, and tell that they were taken off', async () => {
  const { boss, add, organization, hubs } = await place()
  const field = await worker(organization, { hubs: [hubs[0]], firstName: 'Sari' })
  const [open, done] = [
    await add({ assigneeIds: [field.memberId] }),
    await add({ assigneeIds: [field.memberId] }),
  ]
  await comment(field.client, open.id, 'On my way')
  await field.client.finishTask({ params: { taskId: done.id }, body: { values: { amount: 1 } } })
  await boss.client.removeUser({ params: { memberId: field.memberId } })
  const gone = { id: null, name: 'Sari Person' }
  expect((await entries(boss.client, open.id)).map(({ by, event }) => [by, event])).toMatchObject([
    [null, { kind: 'assigned', added: [], removed: [gone] }],
    [gone, { kind: 'commented', text: 'On my way' }],
    [{ id: boss.memberId }, { kind: 'created', added: [gone] }],
  ])
  expect((await entries(boss.client, done.id)).map(({ by, event }) => [by, event.kind])).toEqual([
    [gone, 'done'],
    [expect.objectContaining({ id: boss.memberId }), 'created'],
  ])
})
