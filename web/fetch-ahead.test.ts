import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { taskPlaces } from '#test/task-places.ts'
import { aheadMax, fetchAhead, mayDo, nothingAhead } from './fetch-ahead.ts'
import { openShelf, type Shelf, type Work } from './shelf.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
  // Noon: whoever counts days does not come to their border meanwhile.
  app.clock.now = new Date('2026-03-10T12:00:00Z')
})
afterAll(() => app.stop())

const { place, worker } = taskPlaces(() => app)

const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T08:00:00Z`

/** A field user with a device, and the desk that plans their work. */
async function desk() {
  const { organization, hubs, boss, add } = await place()
  const field = await worker(organization, { hubs: [hubs[0]] })
  const plan = (title: string, startsAt: string, values: { assigneeIds?: string[] } = {}) =>
    add({
      title,
      startsAt,
      endsAt: '2026-04-30T08:00:00Z',
      assigneeIds: [field.memberId],
      ...values,
    })
  const shelf = await openShelf({ organizationId: organization.id, memberId: field.memberId })
  await shelf.keepSession(await field.client.getSession())
  return { boss, field, plan, shelf }
}

/** As keepAhead does it, without a browser around; what was asked for one by one comes back. */
async function keep(client: Client, shelf: Shelf, now = 1) {
  const asked: string[] = []
  const counting = {
    listTasks: client.listTasks,
    getTask: (request: Parameters<Client['getTask']>[0]) => {
      asked.push(request.params.taskId)
      return client.getTask(request)
    },
  }
  const works = await shelf.listWorks()
  const known = new Set(works.map(({ taskId }) => taskId))
  await shelf.keepAhead(await fetchAhead(counting, works), known, now)
  return asked
}

const titlesOn = async (shelf: Shelf) =>
  (await shelf.listWorks()).map(({ title }) => title).toSorted()

async function workOf(shelf: Shelf, taskId: string): Promise<Work> {
  const work = await shelf.findWork(taskId)
  if (!work) throw new Error('It is not on the shelf')
  return work
}

test('TK1: kept ahead are the own open tasks of today and the next two days, and overdue ones, with their forms', async () => {
  const { boss, field, plan, shelf } = await desk()
  await plan('a: today', at(10))
  await plan('b: the day after tomorrow', at(12))
  await plan('c: in three days', at(13))
  await plan('d: a week ago', at(3))
  await plan('e: nobody’s', at(10), { assigneeIds: [] })
  await plan('f: somebody else’s', at(10), { assigneeIds: [boss.memberId] })
  const done = await plan('g: done', at(10))
  await field.client.finishTask({ params: { taskId: done.id }, body: { values: { amount: 1 } } })
  await keep(field.client, shelf)
  expect(await titlesOn(shelf)).toEqual(['a: today', 'b: the day after tomorrow', 'd: a week ago'])
  for (const { task, begun, ahead } of await shelf.listWorks()) {
    expect([task?.pages.length, task?.values.receiver, begun, ahead]).toEqual([
      2,
      'Ana',
      false,
      true,
    ])
  }
  expect(await shelf.findAhead()).toEqual({ at: 1, more: false })
})

test('TK1: only what changed is asked for again, and what is not one’s own any more goes', async () => {
  const { boss, field, plan, shelf } = await desk()
  const [same, edited, lost, later] = [
    await plan('same', at(10)),
    await plan('edited', at(10)),
    await plan('lost', at(10)),
    await plan('later', at(10)),
  ]
  expect((await keep(field.client, shelf)).length).toBe(4)
  expect(await keep(field.client, shelf, 2)).toEqual([])
  expect((await workOf(shelf, same.id)).seenAt).toBe(2)

  await boss.client.updateTask({
    params: { taskId: edited.id },
    body: { values: { receiver: 'Budi' }, version: edited.version },
  })
  await boss.client.assignTasks({ body: { taskIds: [lost.id], assigneeIds: [] } })
  await boss.client.updateTask({
    params: { taskId: later.id },
    body: { startsAt: at(20), version: later.version },
  })
  expect(await keep(field.client, shelf, 3)).toEqual([edited.id])
  expect(await titlesOn(shelf)).toEqual(['edited', 'same'])
  expect((await workOf(shelf, edited.id)).task?.values.receiver).toBe('Budi')
})

test('TK1: what was begun stays as it is, what was opened for another day as long as one may do it', async () => {
  const { boss, field, plan, shelf } = await desk()
  const begun = await plan('begun', at(10))
  const opened = await plan('opened', at(20))
  const lost = await plan('lost', at(20))
  await keep(field.client, shelf)
  const open = { ...(await workOf(shelf, begun.id)), ahead: false }
  await shelf.keepWork({ ...open, begun: true, values: { amount: 7 } })
  for (const { id, title } of [opened, lost]) {
    const task = await field.client.getTask({ params: { taskId: id } })
    await shelf.keepWork({ ...open, taskId: id, title, task })
  }
  await boss.client.assignTasks({ body: { taskIds: [begun.id, lost.id], assigneeIds: [] } })
  await keep(field.client, shelf, 2)
  expect(await titlesOn(shelf)).toEqual(['begun', 'opened'])
  expect(await workOf(shelf, begun.id)).toMatchObject({ values: { amount: 7 }, seenAt: 1 })
})

test('TK1: a task that was begun, or sent, while others were fetched is not overwritten or brought back', async () => {
  const { field, plan, shelf } = await desk()
  const [begun, sent] = [await plan('begun', at(10)), await plan('sent', at(10))]
  const ahead = await fetchAhead(field.client, [])
  await shelf.keepAhead(ahead, new Set(), 1)
  await shelf.keepWork({ ...(await workOf(shelf, begun.id)), begun: true, values: { amount: 7 } })
  await shelf.removeWork(sent.id)
  await shelf.keepAhead(ahead, new Set([sent.id]), 2)
  expect(await titlesOn(shelf)).toEqual(['begun'])
  expect((await workOf(shelf, begun.id)).values).toEqual({ amount: 7 })
  await shelf.keepAhead({ ...ahead, tasks: [], gone: [begun.id] }, new Set(), 3)
  expect(await titlesOn(shelf)).toEqual(['begun'])
})

test('TK1: no more are kept than a shelf holds, those of today before overdue ones, and it is said that there are more', async () => {
  const { field, plan, shelf } = await desk()
  for (let day = 0; day < 3; day++) await plan(`overdue ${day}`, at(day + 2))
  for (let one = 0; one < aheadMax - 1; one++) await plan('today', at(11))
  await keep(field.client, shelf)
  const titles = await titlesOn(shelf)
  expect([titles.length, titles[0], titles[1]]).toEqual([aheadMax, 'overdue 2', 'today'])
  expect(await shelf.findAhead()).toEqual({ at: 1, more: true })
})

test('TK1: where the connection goes meanwhile, what had come is kept, and not said to be all', async () => {
  const { field, plan, shelf } = await desk()
  const [first, second] = [await plan('first', at(10)), await plan('second', at(11))]
  const breaking = {
    listTasks: field.client.listTasks,
    getTask: (request: Parameters<Client['getTask']>[0]) =>
      request.params.taskId === second.id
        ? Promise.reject(new TypeError('Failed to fetch'))
        : field.client.getTask(request),
  }
  await shelf.keepAhead(await fetchAhead(breaking, []), new Set(), 1)
  expect(await titlesOn(shelf)).toEqual(['first'])
  expect([await shelf.findAhead(), await shelf.findWork(first.id)]).toMatchObject([
    null,
    { seenAt: 1 },
  ])
})

test('TK1, DR2: whose role lets them do tasks no more keeps on the device what they have begun, and nothing else', async () => {
  const { boss, field, plan, shelf } = await desk()
  const [begun] = [await plan('begun', at(10)), await plan('ahead', at(11))]
  await keep(field.client, shelf)
  await shelf.keepWork({ ...(await workOf(shelf, begun.id)), begun: true, values: { amount: 7 } })
  expect(mayDo(await field.client.getSession())).toBe(true)
  const { id: roleId } = await boss.client.createRole({ body: { name: 'Reader' } })
  const params = { memberId: field.memberId }
  await boss.client.updateUser({ params, body: { roleId } })
  expect(mayDo(await field.client.getSession())).toBe(false)
  await shelf.keepAhead(nothingAhead(await shelf.listWorks()), new Set(), 2)
  expect(await titlesOn(shelf)).toEqual(['begun'])
})
