import { expect, test } from 'vitest'
import { FlowPages } from '#api/flows.ts'
import { answersThatShow } from './answers-that-show.ts'

const when = (component: string, option: string, action = 'show') => ({
  component,
  options: [option],
  action,
})
const choice = (id: string, conditions: object[] = []) => ({
  id,
  kind: 'select',
  title: id,
  options: ['x', 'y'],
  conditions,
})
const pages = FlowPages.parse([
  {
    title: 'P',
    components: [
      choice('a'),
      choice('b', [when('a', 'y')]),
      choice('c', [when('b', 'x'), when('a', 'x', 'hide')]),
      {
        id: 'never',
        kind: 'text',
        title: 'N',
        conditions: [when('a', 'x'), when('a', 'x', 'hide')],
      },
      { id: 'unasked', kind: 'text', title: 'U', visible: false },
    ],
  },
])

test('FL1: the preview finds answers with which a hidden field is shown, through conditions of conditions', () => {
  expect(answersThatShow(pages, {}, 'a')).toEqual({})
  expect(answersThatShow(pages, { a: 'x', other: 1 }, 'b')).toEqual({ a: 'y', other: 1 })
  expect(answersThatShow(pages, { a: 'x' }, 'c')).toEqual({ a: 'y', b: 'x' })
})

test('FL1: what no answer shows is left alone', () => {
  expect(answersThatShow(pages, {}, 'never')).toBeNull()
  expect(answersThatShow(pages, {}, 'unasked')).toBeNull()
})
