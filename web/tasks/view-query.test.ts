import { expect, test } from 'vitest'
import { FlowId, HubId, TaskViewId } from '#api/common.ts'
import {
  isSame,
  readFilters,
  readSort,
  readStatus,
  toAddress,
  type ViewQuery,
} from './view-query.ts'

const uuid = '01890a5d-ac96-774b-bcce-b302099a8057'
const get = (address: Record<string, string | null>) => (name: string) => address[name] ?? null

test('an address that names nothing, or nonsense, filters nothing', () => {
  const nothing = { q: undefined, hubId: undefined, flowId: undefined, assigneeId: undefined }
  expect(readFilters(get({}))).toMatchObject(nothing)
  const nonsense = { hub: 'x', flow: '1', assignee: 'you', 'starts-from': 'soon', sort: 'up' }
  expect(readFilters(get(nonsense))).toMatchObject({ ...nothing, startsFrom: undefined })
  expect(readSort(get(nonsense))).toBeUndefined()
  expect(readStatus(get({ status: 'lost' }))).toBeNull()
})

test('a status is a tab, several of them are parts of all', () => {
  expect(readStatus(get({ status: 'done' }))).toEqual({ tab: 'done', statuses: ['done'] })
  expect(readStatus(get({ status: 'mine' }))).toEqual({ tab: 'mine', statuses: [] })
  expect(readStatus(get({ status: 'all' }))).toEqual({ tab: 'all', statuses: [] })
  expect(readStatus(get({ status: 'ongoing,unassigned' }))).toEqual({
    tab: 'all',
    statuses: ['unassigned', 'ongoing'],
  })
})

test('a saved view, opened, is what it was saved as', () => {
  const query: ViewQuery = {
    q: 'kiosk',
    status: 'unassigned,ongoing',
    flowId: FlowId.parse(uuid),
    assigneeId: 'nobody',
    startsFrom: 'today',
    startsTo: 'in-7-days',
    sort: 'earliest',
  }
  const address = toAddress({ id: TaskViewId.parse(uuid), query })
  const shown = {
    ...readFilters(get(address)),
    sort: readSort(get(address)),
    status: readStatus(get(address))?.statuses.join(),
  }
  expect(isSame(query, shown)).toBe(true)
  expect(isSame(query, { ...shown, q: undefined })).toBe(false)
  expect(isSame(query, { ...shown, hubId: HubId.parse(uuid) })).toBe(true)
  expect(isSame({ ...query, hubId: HubId.parse(uuid) }, shown)).toBe(false)
})
