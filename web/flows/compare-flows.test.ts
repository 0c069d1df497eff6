import { expect, test } from 'vitest'
import { type FlowPage, FlowPages } from '#api/flows.ts'
import { compareFlows } from './compare-flows.ts'

const page = (title: string, ids: string, more: Record<string, object> = {}) => ({
  title,
  components: [...ids].map((id) => ({ id, kind: 'text', title: id.toUpperCase(), ...more[id] })),
})
const flow = (pages: object[], name = 'F') => ({ name, pages: FlowPages.parse(pages) })
const told = (from: { name: string; pages: FlowPage[] }, to: { name: string; pages: FlowPage[] }) =>
  compareFlows(from, to).map((change) => {
    const id =
      'component' in change ? change.component.id : 'settings' in change ? change.to.id : ''
    const more =
      'settings' in change ? change.settings.join(',') : 'from' in change ? change.from : ''
    return [change.what, 'page' in change ? change.page : '', id, more].filter(Boolean).join(' ')
  })

test('FL1: two versions that are the same differ in nothing', () => {
  const one = flow([page('P', 'abc'), page('Q', 'd')])
  expect(told(one, flow([page('P', 'abc'), page('Q', 'd')]))).toEqual([])
})

test('FL1: what was added, removed, changed and renamed is told by page', () => {
  const from = flow([page('P', 'abc'), page('Q', 'd')])
  const to = flow(
    [page('First', 'abx', { a: { required: true, help: 'Now' } }), page('Q', 'd')],
    'G',
  )
  expect(told(from, to)).toEqual([
    'renamed F',
    'page-renamed First P',
    'changed First a help,required',
    'added First x',
    'removed P c',
  ])
})

test('FL1: moving one component is one move, not a move of all that it passed', () => {
  const from = flow([page('P', 'abcde')])
  expect(told(from, flow([page('P', 'bcdea')]))).toEqual(['moved P a P'])
  expect(told(from, flow([page('P', 'eabcd')]))).toEqual(['moved P e P'])
  expect(told(from, flow([page('P', 'acbde')]))).toHaveLength(1)
})

test('FL1: a component that went to another page is moved, not removed and added', () => {
  const from = flow([page('P', 'abc'), page('Q', 'd')])
  expect(told(from, flow([page('P', 'ab'), page('Q', 'cd')]))).toEqual(['moved Q c P'])
})

test('FL1: pages that changed places keep what is on them', () => {
  const from = flow([page('P', 'ab'), page('Q', 'cd'), page('R', '')])
  expect(told(from, flow([page('Q', 'cd'), page('P', 'ab'), page('R', '')]))).toHaveLength(1)
  expect(told(from, flow([page('P', 'ab'), page('R', '')]))).toEqual([
    'removed Q c',
    'removed Q d',
    'page-removed Q',
  ])
})

test('FL1: a setting that is not given and one that is empty are the same', () => {
  const from = flow([page('P', 'a', { a: { kind: 'list', options: [] } })])
  expect(told(from, flow([page('P', 'a', { a: { kind: 'list' } })]))).toEqual([])
})
