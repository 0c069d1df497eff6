import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conditionActions, createFlow, FlowPages } from '#api/flows.ts'
import { problemsOf } from './draft-problems.ts'
import {
  allComponents,
  changeComponent,
  type DraftPage,
  duplicateComponent,
  type FlowDraft,
  moveTo,
  removeComponent,
  toDraft,
  toPages,
} from './flow-draft.ts'

const pages = FlowPages.parse([
  {
    title: 'One',
    components: [
      { id: 'a', kind: 'select', title: 'A', options: ['x', 'y'] },
      { id: 'b', kind: 'number', title: 'B' },
      {
        id: 'c',
        kind: 'select',
        title: 'C',
        options: ['p', 'q'],
        conditions: [{ component: 'a', options: ['x'], action: 'show' }],
      },
    ],
  },
  {
    title: 'Two',
    components: [
      {
        id: 'd',
        kind: 'text',
        title: 'D',
        conditions: [
          { component: 'a', options: ['x', 'y'], action: 'hide' },
          { component: 'c', options: ['q'], action: 'require' },
        ],
      },
    ],
  },
])

const open = () => toDraft({ name: 'F', pages })
const key = (draft: readonly DraftPage[], id: string) =>
  allComponents(draft).find((one) => one.id === id)?.key ?? ''
const found = (draft: FlowDraft) => problemsOf(draft).map(({ field, code }) => `${field} ${code}`)

test('FL1: a flow as it was saved has nothing to mend', () => {
  expect(problemsOf(open())).toEqual([])
})

test('FL1: a condition whose choice is gone, stands later or is no choice any more is named at its place', () => {
  const { name, pages: draft } = open()
  const a = key(draft, 'a')
  expect(found({ name, pages: removeComponent(draft, a) })).toEqual([
    'conditions/0/component source-gone',
    'conditions/0/component source-gone',
  ])
  expect(found({ name, pages: moveTo(draft, a, { page: 1, at: 1 }) })).toEqual([
    'conditions/0/component source-later',
    'conditions/0/component source-later',
  ])
  expect(found({ name, pages: changeComponent(draft, a, { kind: 'text' }) })).toEqual([
    'conditions/0/component source-no-choice',
    'conditions/0/component source-no-choice',
  ])
})

test('FL1: a condition that lost all its options is named; one that lost some goes on with the rest', () => {
  const { name, pages: draft } = open()
  const a = allComponents(draft).find(({ id }) => id === 'a')
  const left = (a?.options ?? []).filter(({ label }) => label !== 'x')
  const next = changeComponent(draft, a?.key ?? '', { options: left })
  expect(found({ name, pages: next })).toEqual(['conditions/0/options options-chosen'])
  expect(toPages(next)[1]?.components[0]?.conditions[0]?.options).toEqual(['y'])
})

test('FL1: what has nothing to mend is what the contract takes, whatever was done to it', () => {
  const actions = fc.array(
    fc.record({
      what: fc.constantFrom('move', 'remove', 'duplicate', 'kind', 'option', 'condition', 'min'),
      at: fc.nat(20),
      to: fc.nat(20),
    }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(actions, (steps) => {
      let draft = open().pages
      for (const { what, at, to } of steps) {
        const all = allComponents(draft)
        const one = all[at % Math.max(all.length, 1)]
        const other = all[to % Math.max(all.length, 1)]
        if (!one || !other) continue
        const page = to % draft.length
        if (what === 'move') draft = moveTo(draft, one.key, { page, at: to % 3 })
        if (what === 'remove') draft = removeComponent(draft, one.key)
        if (what === 'duplicate' && all.length < 20)
          draft = duplicateComponent(draft, one.key, `${one.title} 2`).pages
        if (what === 'kind')
          draft = changeComponent(draft, one.key, { kind: to % 2 ? 'select' : 'photo' })
        if (what === 'option')
          draft = changeComponent(draft, one.key, { options: one.options.slice(to % 2) })
        if (what === 'min')
          draft = changeComponent(draft, one.key, { min: to % 4, max: 1 + (at % 3) })
        if (what === 'condition')
          draft = changeComponent(draft, one.key, {
            conditions: [
              ...one.conditions.slice(0, 5),
              {
                key: `${at}.${to}`,
                source: other.key,
                options: other.options.slice(0, 1 + (to % 2)).map(({ id }) => id),
                action: conditionActions[to % 3] ?? 'show',
              },
            ],
          })
      }
      const flow = { name: 'F', pages: draft }
      const taken = createFlow.body.safeParse({ name: 'F', pages: toPages(draft) })
      expect(problemsOf(flow).length === 0).toBe(taken.success)
    }),
    { numRuns: 500 },
  )
})
