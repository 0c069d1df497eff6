import { expect, test } from 'vitest'
import { Task } from '#api/tasks.ts'
import { differencesOf } from './differences.ts'

const id = (last: string) => `0190a3c0-0000-7000-8000-00000000000${last}`
const task = Task.parse({
  id: id('1'),
  title: 'Boats to the lighthouse',
  status: 'ongoing',
  flow: { id: id('2'), name: 'Delivery' },
  hub: { id: id('3'), name: 'Harbour' },
  assignees: [{ id: id('4'), name: 'Ana' }],
  startsAt: '2027-01-01T08:00:00.000Z',
  endsAt: '2027-01-02T08:00:00.000Z',
  sample: false,
  version: 1,
  values: { address: 'Pier 1' },
  pages: [
    {
      title: 'Order',
      components: [
        { id: 'address', kind: 'address', title: 'Address' },
        { id: 'note', kind: 'text', title: 'Note' },
      ],
    },
  ],
  latitude: null,
  longitude: null,
  attachments: [],
  createdAt: '2027-01-01T08:00:00.000Z',
  createdBy: null,
  updatedAt: '2027-01-01T08:00:00.000Z',
  doneAt: null,
  doneBy: null,
  may: { edit: false, assign: false, move: false, finish: true, comment: true, remove: false },
})

test('TK1: what changed about a task is named with what it was and what it is', () => {
  const after = {
    ...task,
    title: 'Boats to the island',
    assignees: [...task.assignees, { id: task.assignees[0]?.id ?? task.id, name: 'Budi' }],
    values: { address: 'Pier 2', note: 'Ring twice' },
  }
  const found = differencesOf(task, Task.parse(after)).map(({ of, before, after }) => [
    typeof of === 'string' ? of : of.id,
    before,
    after,
  ])
  expect(found).toEqual([
    ['title', 'Boats to the lighthouse', 'Boats to the island'],
    ['assignees', ['Ana'], ['Ana', 'Budi']],
    ['address', 'Pier 1', 'Pier 2'],
    ['note', undefined, 'Ring twice'],
  ])
})

test('TK1: a task that only went up a version is not said to have changed', () => {
  expect(differencesOf(task, { ...task, version: 2, updatedAt: task.endsAt })).toEqual([])
})
