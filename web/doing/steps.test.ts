import { expect, test } from 'vitest'
import { FlowPages } from '#api/flows.ts'
import { finalValues, firstValues, stepsOf } from './steps.ts'

const pages = FlowPages.parse([
  {
    title: 'Order',
    components: [
      { id: 'order', kind: 'text', title: 'Order', required: true },
      { id: 'note', kind: 'text', title: 'Note', default: 'Ring twice' },
    ],
  },
  {
    title: 'At the door',
    components: [
      { id: 'result', kind: 'select', title: 'Result', options: ['Done', 'Failed'] },
      {
        id: 'reason',
        kind: 'text',
        title: 'Reason',
        conditions: [{ component: 'result', options: ['Failed'], action: 'show' }],
      },
    ],
  },
  {
    title: 'Proof',
    components: [
      {
        id: 'photo',
        kind: 'photo',
        title: 'Photo',
        conditions: [{ component: 'result', options: ['Failed'], action: 'hide' }],
      },
    ],
  },
])
const titlesOf = (given: object, values: object) =>
  stepsOf({ pages, values: { ...given } }, { ...values }).map(({ title }) => title)

test('TK1: the first page is asked again only where something that it demands was left open', () => {
  expect(titlesOf({ order: 'A-1' }, {})).toEqual(['At the door', 'Proof'])
  expect(titlesOf({}, {})).toEqual(['Order', 'At the door', 'Proof'])
  const [first] = stepsOf({ pages, values: { note: 'x' } }, {})
  expect(first?.components.map(({ id }) => id)).toEqual(['order'])
  expect(first?.without).toEqual(['note'])
})

test('FL1: a page of which conditions hide everything is passed over', () => {
  expect(titlesOf({ order: 'A-1' }, { result: 'Failed' })).toEqual(['At the door'])
})

test('FL1: of what is hidden nothing is sent, whatever was answered before', () => {
  const form = { pages, values: { order: 'A-1' } }
  const values = { result: 'Done', reason: 'Nobody there', photo: ['one'] }
  expect(finalValues(form, values)).toEqual({ result: 'Done', photo: ['one'] })
  expect(finalValues(form, { ...values, result: 'Failed' })).toEqual({
    result: 'Failed',
    reason: 'Nobody there',
  })
})

test('TK1: an emptied default of the first page does not come back when the task is done', () => {
  expect(firstValues({ pages, values: { order: 'A-1' } })).toEqual({})
})
