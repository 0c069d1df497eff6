import { expect, test } from 'vitest'
import type { HubId, MemberId } from '#api/common.ts'
import { readTaskRow, type TaskContext } from './read-task-row.ts'

const context: TaskContext = {
  firstPage: [],
  hubs: new Map([['north', { id: 'n' as HubId, name: 'North' }]]),
  hubId: null,
  people: new Map(),
  importer: 'm' as MemberId,
  mayAssign: true,
  timeZone: 'UTC',
  now: new Date('2026-01-01T00:00:00Z'),
}
const read = (title: string, hub: string) =>
  readTaskRow({ line: 2, cells: [title, hub] }, ['title', 'hub'], context)

test('TK1: what turns the direction of text is no part of a title, nor in the way of finding a hub', () => {
  expect(read('\u202eFetch\u202c', '\u2068North\u2069')).toMatchObject({
    row: { title: 'Fetch', hubId: 'n' },
    errors: [],
  })
  expect(read('\u202e', 'North').errors).toMatchObject([{ column: 0, reason: 'no-title' }])
})
