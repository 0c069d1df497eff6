import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { MemberId, OrganizationId, TaskId } from '#api/common.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { problemOf } from '#test/problem-of.ts'
import { type NewFlow, type NewTask, taskPlaces } from '#test/task-places.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const { place, worker } = taskPlaces(() => app)

const pages: NewFlow['pages'] = [
  { title: 'Desk', components: [{ id: 'plan', kind: 'photo', title: 'Plan', max: 3 }] },
  {
    title: 'Way',
    components: [
      { id: 'damage', kind: 'photo', title: 'Damage', max: 3 },
      { id: 'signed', kind: 'signature', title: 'Signature' },
    ],
  },
]

/** As if somebody had sent a picture. */
const sent = (organizationId: OrganizationId, by: MemberId, kind: 'photo' | 'signature') =>
  app.owner.transaction(async (tx) => {
    const id = randomUUID()
    await tx.query(sql`
      insert into attachment_keys (organization_id, sealed_key, key_id) values (${organizationId}, 'x', 'x')
      on conflict do nothing`)
    await tx.query(sql`
      insert into attachments (organization_id, id, kind, name, content_type, bytes, width, height, state, writing_since, created_by, created_at)
      values (${organizationId}, ${id}, ${kind}, 'x', 'image/webp', 9, 3, 3, 'ready', now(), ${by}, now())`)
    return id
  })
const shown = async (client: Client, taskId: TaskId) =>
  (await client.getTask({ params: { taskId } })).attachments.map(
    ({ id, componentId }) => [componentId, id] as const,
  )

test('TK1: pictures named when creating, editing and finishing are the task’s; what an edit names no more is forgotten', async () => {
  const { organization, boss, add } = await place(pages)
  const send = (kind: 'photo' | 'signature') => sent(organization.id, boss.memberId, kind)
  const [first, second, damage, signed] = [
    await send('photo'),
    await send('photo'),
    await send('photo'),
    await send('signature'),
  ]
  const task = await add({ values: { plan: [first] } })
  const params = { taskId: task.id }
  expect(task.attachments).toMatchObject([{ id: first, componentId: 'plan', kind: 'photo' }])
  const edited = await boss.client.updateTask({
    params,
    body: { values: { plan: [second] }, version: 1 },
  })
  expect(edited.attachments.map(({ id }) => id)).toEqual([second])
  await boss.client.updateTask({ params, body: { title: 'Titles alone', version: 2 } })
  await boss.client.finishTask({ params, body: { values: { damage: [damage], signed } } })
  expect(new Map(await shown(boss.client, task.id))).toEqual(
    new Map([
      ['plan', second],
      ['damage', damage],
      ['signed', signed],
    ]),
  )
})

test('TK1: pictures of somebody else, of another task, kind or organization are refused alike, and nothing is written', async () => {
  const { organization, hubs, boss, add } = await place(pages)
  const there = await place(pages)
  const field = await worker(organization, { hubs: [hubs[0]] })
  const taken = await sent(organization.id, boss.memberId, 'photo')
  await add({ values: { plan: [taken] } })
  const foreign = [
    await sent(organization.id, field.memberId, 'photo'),
    await sent(organization.id, boss.memberId, 'signature'),
    await sent(there.organization.id, there.boss.memberId, 'photo'),
    taken,
    randomUUID(),
    'no id',
  ]
  const { id, version } = await add({ values: {} })
  const refusal = async (call: Promise<unknown>) => (await problemOf(call))?.errors
  for (const one of foreign) {
    const plan: NewTask['values'] = { plan: [one] }
    const creating = await refusal(add({ values: plan }))
    expect(creating, one).toMatchObject([{ pointer: '#/values/plan' }])
    const params = { taskId: id }
    expect(
      await refusal(boss.client.updateTask({ params, body: { values: plan, version } })),
    ).toEqual(creating)
    expect(
      await refusal(boss.client.finishTask({ params, body: { values: { damage: [one] } } })),
    ).toMatchObject([{ pointer: '#/values/damage' }])
  }
  expect(await boss.client.getTask({ params: { taskId: id } })).toMatchObject({
    status: 'unassigned',
    version: 1,
    values: {},
  })
})
