import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeComponents } from './conditions.ts'
import { type Component, type Condition, componentKinds, FlowPages } from './flows.ts'

const component = (id: string, rest: Partial<Component> = {}): Component => ({
  id,
  kind: 'text',
  title: id,
  help: '',
  required: false,
  visible: true,
  conditions: [],
  ...rest,
})
const options = ['a', 'b', 'c']
const select = (id: string, rest: Partial<Component> = {}) =>
  component(id, { kind: 'select', options, ...rest })
const on = (action: Condition['action'], of: string, ...answers: string[]): Condition => ({
  component: of,
  options: answers,
  action,
})

type Values = Parameters<typeof judgeComponents>[1]

/** What becomes of `it`, behind two selects `s` and `t`, of which `t` is shown only where `s` is a. */
const judge = (values: Values, it: Partial<Component>) => {
  const first = [select('s'), select('t', { conditions: [on('show', 's', 'a')] })]
  return judgeComponents(
    [{ components: first }, { components: [component('it', it)] }],
    values,
  ).get('it')
}
const [shown, asked] = [
  { shown: true, required: false, holds: true },
  { shown: true, required: true, holds: true },
]
const gone = { shown: false, required: false, holds: false }

test.each<[string, Values, Partial<Component>, ReturnType<typeof judge>]>([
  ['without conditions it is shown', {}, {}, shown],
  ['without conditions it is required as it says', {}, { required: true }, asked],
  ['show: no answer hides it', {}, { conditions: [on('show', 's', 'a')] }, gone],
  ['show: the answer shows it', { s: 'a' }, { conditions: [on('show', 's', 'a')] }, shown],
  ['show: any of the options', { s: 'b' }, { conditions: [on('show', 's', 'a', 'b')] }, shown],
  ['show: another answer does not', { s: 'c' }, { conditions: [on('show', 's', 'a', 'b')] }, gone],
  [
    'show: one of several is enough',
    { s: 'a', t: 'b' },
    { conditions: [on('show', 's', 'c'), on('show', 't', 'b')] },
    shown,
  ],
  [
    'show: one of several answers',
    { s: ['c', 'a'] },
    { conditions: [on('show', 's', 'a')] },
    shown,
  ],
  ['hide: the answer hides it', { s: 'a' }, { conditions: [on('hide', 's', 'a')] }, gone],
  ['hide: no answer leaves it', { s: null }, { conditions: [on('hide', 's', 'a')] }, shown],
  [
    'hide is stronger than show',
    { s: 'a' },
    { conditions: [on('show', 's', 'a'), on('hide', 's', 'a')] },
    gone,
  ],
  ['require: the answer demands it', { s: 'a' }, { conditions: [on('require', 's', 'a')] }, asked],
  ['require: another does not', { s: 'b' }, { conditions: [on('require', 's', 'a')] }, shown],
  [
    'hide is stronger than require',
    { s: 'a' },
    { required: true, conditions: [on('hide', 's', 'a'), on('require', 's', 'a')] },
    gone,
  ],
  [
    'a hidden select has no answer, whatever it holds',
    { s: 'b', t: 'a' },
    { conditions: [on('show', 't', 'a')] },
    gone,
  ],
  [
    'a hidden select hides nothing',
    { s: 'b', t: 'a' },
    { conditions: [on('hide', 't', 'a')] },
    shown,
  ],
  ['a view is never required', {}, { kind: 'view', required: true }, shown],
  [
    'what is invisible holds its value and is not asked for',
    {},
    { visible: false, required: true },
    { shown: false, required: false, holds: true },
  ],
  [
    'what is invisible and hidden holds none',
    { s: 'a' },
    { visible: false, conditions: [on('hide', 's', 'a')] },
    gone,
  ],
  [
    'a select that there is not has no answer',
    { x: 'a' },
    { conditions: [on('show', 'x', 'a')] },
    gone,
  ],
])('FL1: %s', (_, values, it, judged) => {
  expect(judge(values, it)).toEqual(judged)
})

test('FL1: the answer of an invisible select counts', () => {
  const form = [
    {
      components: [
        select('s', { visible: false }),
        component('it', { conditions: [on('show', 's', 'a')] }),
      ],
    },
  ]
  expect(judgeComponents(form, { s: 'a' }).get('it')).toEqual(shown)
})

test('FL1: a form that was stored before there were conditions has none', () => {
  const { conditions: _, ...old } = component('it', { required: true })
  expect(judgeComponents([{ components: [old] }], {}).get('it')).toEqual(asked)
})

test('FL1: nothing of a prototype answers for a select', () => {
  const form = [
    {
      components: [
        select('constructor', { options: ['name'] }),
        component('it', { conditions: [on('show', 'constructor', 'name')] }),
      ],
    },
  ]
  expect(judgeComponents(form, {}).get('it')).toEqual(gone)
})

const ids = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5']
const anyForm = fc
  .tuple(
    ...ids.map((id, n) =>
      fc
        .record({
          kind: fc.constantFrom(...componentKinds, 'select' as const, 'select' as const),
          required: fc.boolean(),
          visible: fc.boolean(),
          conditions: fc.array(
            fc.record({
              component: fc.constantFrom(...ids.slice(0, Math.max(n, 1))),
              options: fc.uniqueArray(fc.constantFrom(...options), { minLength: 1 }),
              action: fc.constantFrom('show' as const, 'hide' as const, 'require' as const),
            }),
            { maxLength: 3 },
          ),
        })
        .map((rest) => component(id, { ...rest, options })),
    ),
  )
  .chain((components) =>
    fc.integer({ min: 0, max: ids.length }).map((cut) =>
      [components.slice(0, cut), components.slice(cut)].map((part) => ({
        title: 'Page',
        components: part,
      })),
    ),
  )
const anyValues = fc.dictionary(
  fc.constantFrom(...ids),
  fc.oneof(
    fc.constantFrom(...options),
    fc.uniqueArray(fc.constantFrom(...options)),
    fc.constant(null),
    fc.integer(),
  ),
)

test('FL1: what is hidden is never demanded, and what is shown may hold a value', () => {
  fc.assert(
    fc.property(anyForm, anyValues, (pages, values) => {
      const judged = judgeComponents(pages, values)
      expect([...judged.keys()]).toEqual(ids)
      for (const { shown, required, holds } of judged.values()) {
        expect(required && !shown).toBe(false)
        expect(shown && !holds).toBe(false)
      }
    }),
    { numRuns: 500 },
  )
})

test('FL1: no value of what is hidden changes anything: dropping it judges the same', () => {
  fc.assert(
    fc.property(anyForm, anyValues, (pages, values) => {
      const judged = judgeComponents(pages, values)
      const kept = Object.entries(values).filter(([id]) => judged.get(id)?.holds)
      expect(judgeComponents(pages, Object.fromEntries(kept))).toEqual(judged)
    }),
    { numRuns: 500 },
  )
})

test('FL1: what comes later changes nothing of what stands before: pages may be judged as they are reached', () => {
  fc.assert(
    fc.property(anyForm, anyValues, (pages, values) => {
      const judged = judgeComponents(pages, values)
      const first = judgeComponents(pages.slice(0, 1), values)
      for (const [id, one] of first) expect(one).toEqual(judged.get(id))
    }),
    { numRuns: 200 },
  )
})

test('FL1: a condition names a select that stands earlier, and options of it', () => {
  const refusals = (...components: Component[]) =>
    FlowPages.safeParse([
      { title: 'One', components: [select('s')] },
      { title: 'Two', components },
    ]).error?.issues.map(({ path }) => path.join('/')) ?? []
  const when = (condition: Condition) => component('it', { conditions: [condition] })
  expect(refusals(when(on('show', 's', 'a', 'b')))).toEqual([])
  const at = '1/components/0/conditions/0/'
  expect(refusals(when(on('show', 'x', 'a')))).toEqual([`${at}component`])
  expect(refusals(when(on('show', 'it', 'a')))).toEqual([`${at}component`])
  expect(refusals(when(on('show', 'later', 'a')), select('later'))).toEqual([`${at}component`])
  expect(refusals(component('u'), component('v', { conditions: [on('hide', 'u', 'a')] }))).toEqual([
    '1/components/1/conditions/0/component',
  ])
  expect(refusals(when(on('show', 's', 'z')))).toEqual([`${at}options`])
  expect(refusals(when(on('show', 's', 'a', 'a')))).toEqual([`${at}options`])
  expect(refusals(when(on('show', 's')))).toEqual([`${at}options`])
})

test('FL1: a setting belongs to its kinds', () => {
  const refused = (rest: Partial<Component>) =>
    FlowPages.safeParse([{ title: 'One', components: [component('it', rest)] }]).error?.issues.map(
      ({ path }) => path.at(-1),
    ) ?? []
  expect(refused({ kind: 'number', minimum: 1, maximum: 1, unit: 'kg' })).toEqual([])
  expect(refused({ kind: 'number', minimum: 2, maximum: 1 })).toEqual(['minimum'])
  expect(refused({ kind: 'text', minimum: 1, maximum: 2, unit: 'kg' })).toEqual([
    'minimum',
    'maximum',
    'unit',
  ])
  expect(refused({ kind: 'text', maxLength: 1001 })).toEqual(['maxLength'])
  expect(refused({ kind: 'long_text', maxLength: 1001 })).toEqual([])
  expect(refused({ kind: 'date', maxLength: 5 })).toEqual(['maxLength'])
  expect(refused({ kind: 'list', appearance: 'buttons' })).toEqual(['appearance'])
})
