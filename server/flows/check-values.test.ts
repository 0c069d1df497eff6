import fc from 'fast-check'
import { expect, test } from 'vitest'
import { languages } from '#api/common.ts'
import {
  type Component,
  type ComponentKind,
  componentKinds,
  type FlowPage,
  FlowPages,
} from '#api/flows.ts'
import { TaskValues } from '#api/tasks.ts'
import { checkDefaults, checkValues } from './check-values.ts'
import { defaultFlows } from './default-flows.ts'

const field = (kind: ComponentKind, rest: Partial<Component> = {}): Component => ({
  id: 'field',
  kind,
  title: 'Field',
  help: '',
  required: false,
  visible: true,
  conditions: [],
  ...rest,
})

const form = (components: readonly Component[]): FlowPage[] => [
  { title: 'Page', components: [...components] },
]

const one = { options: ['Red', 'Green', 'Blue'] }
const many = { ...one, min: 2, max: 2 }

const idOf = (_: unknown, n: number) => `0198c5a0-0000-7000-8000-0000000000a${n.toString(16)}`
const [photoA, photoB] = [idOf(null, 10), idOf(null, 11)]

test.each<[ComponentKind, Partial<Component>, TaskValues[string], TaskValues[string]]>([
  ['text', {}, '  Jalan Sudirman 1 ', 'Jalan Sudirman 1'],
  ['text', {}, 'مرحبا 👋🏽', 'مرحبا 👋🏽'],
  ['long_text', {}, 'two\nlines ', 'two\nlines '],
  ['long_text', {}, 'x'.repeat(10_000), 'x'.repeat(10_000)],
  ['address', {}, 'Street 1\nCity', 'Street 1\nCity'],
  ['number', {}, -1.5, -1.5],
  ['currency', {}, 150_000.25, 150_000.25],
  ['date', {}, '2028-02-29', '2028-02-29'],
  ['time', {}, '23:59', '23:59'],
  ['date_time', {}, '2026-03-31T08:30:00+07:00', '2026-03-31T08:30:00+07:00'],
  ['coordinate', {}, '-6.2, 106.8', '-6.2, 106.8'],
  ['coordinate', {}, '90,-180', '90,-180'],
  ['phone', {}, '+62 (21) 555-0100', '+62 (21) 555-0100'],
  ['url', {}, 'https://foyer.example/a?b=c', 'https://foyer.example/a?b=c'],
  ['select', one, 'Red', 'Red'],
  ['select', one, ['Red'], 'Red'],
  ['select', many, ['Red', 'Blue'], ['Red', 'Blue']],
  ['select', { ...one, max: 3 }, 'Red', ['Red']],
  ['text', { maxLength: 4 }, ' four ', 'four'],
  ['number', { minimum: 1, maximum: 3 }, 3, 3],
  ['photo', {}, [photoA.toUpperCase(), photoB], [photoA, photoB]],
  ['photo', {}, Array.from({ length: 10 }, idOf), Array.from({ length: 10 }, idOf)],
  ['signature', {}, photoA.toUpperCase(), photoA],
  ['list', {}, [' a ', 'b'], ['a', 'b']],
  ['list', { options: ['Soap', 'Cloth'] }, ['Soap', 'Soap'], ['Soap', 'Soap']],
])('FL1: a %s %j takes %j', (kind, rest, given, kept) => {
  expect(checkValues(form([field(kind, rest)]), { field: given })).toEqual({
    values: { field: kept },
    errors: [],
  })
})

test.each<[ComponentKind, Partial<Component>, TaskValues[string], string]>([
  ['text', {}, 5, 'wrong-type'],
  ['text', {}, 'x'.repeat(1001), 'too-long'],
  ['text', {}, 'two\nlines', 'invalid'],
  ['text', {}, 'nul \0', 'invalid'],
  ['long_text', {}, '\ud800', 'invalid'],
  ['long_text', {}, ['a'], 'wrong-type'],
  ['long_text', {}, 'x'.repeat(10_001), 'too-long'],
  ['number', {}, '5', 'wrong-type'],
  ['number', {}, Number.NaN, 'wrong-type'],
  ['number', {}, true, 'wrong-type'],
  ['currency', {}, 0.000_01, 'wrong-format'],
  ['currency', {}, 1e15, 'wrong-format'],
  ['date', {}, '2026-02-29', 'wrong-format'],
  ['time', {}, '24:00', 'wrong-format'],
  ['date_time', {}, '2026-03-31T08:30', 'wrong-format'],
  ['coordinate', {}, '91, 0', 'wrong-format'],
  ['coordinate', {}, '0, 180.1', 'wrong-format'],
  ['coordinate', {}, 'here', 'wrong-format'],
  ['phone', {}, 'call me', 'wrong-format'],
  ['phone', {}, '+1', 'wrong-format'],
  ['url', {}, 'javascript:alert(1)', 'wrong-format'],
  ['url', {}, 'https://user:secret@foyer.example', 'wrong-format'],
  ['select', one, 'Purple', 'not-one-of'],
  ['select', one, 'constructor', 'not-one-of'],
  ['select', one, ['Red', 'Green'], 'too-many'],
  ['select', one, 1, 'wrong-type'],
  ['select', many, ['Red'], 'too-few'],
  ['select', many, ['Red', 'Red'], 'invalid'],
  ['list', {}, 'a', 'wrong-type'],
  ['list', {}, ['a', ' '], 'invalid'],
  ['list', { options: ['Soap'] }, ['Bleach'], 'not-one-of'],
  ['view', {}, 'text', 'unknown'],
  ['text', { maxLength: 3 }, 'four', 'too-long'],
  ['long_text', { maxLength: 3 }, 'four', 'too-long'],
  ['number', {}, 1e16, 'too-big'],
  ['number', { minimum: 1 }, 0, 'too-small'],
  ['currency', { maximum: 10 }, 10.01, 'too-big'],
  ['date', {}, '0026-03-31', 'wrong-format'],
  ['date_time', {}, '0026-03-31T08:30:00Z', 'wrong-format'],
  ['phone', {}, '+1234567890123456', 'wrong-format'],
  ['url', {}, 'mailto:ana@foyer.example', 'wrong-format'],
  ['photo', {}, photoA, 'wrong-type'],
  ['photo', {}, ['file'], 'wrong-format'],
  ['photo', { min: 2 }, [photoA], 'too-few'],
  ['photo', { max: 1 }, [photoA, photoB], 'too-many'],
  ['photo', {}, [photoA, photoA.toUpperCase()], 'invalid'],
  ['photo', {}, Array.from({ length: 11 }, idOf), 'too-many'],
  ['signature', {}, 'file', 'wrong-format'],
  ['signature', {}, [photoA], 'wrong-type'],
])('FL1: a %s %j refuses %j as %s', (kind, rest, given, code) => {
  expect(checkValues(form([field(kind, rest)]), { field: given })).toMatchObject({
    values: {},
    errors: [{ pointer: '#/values/field', code }],
  })
})

test.each([null, '', '  \n', []])(
  'FL1: %j is no value: fine, but not where one is required',
  (nothing) => {
    expect(checkValues(form([field('text')]), { field: nothing })).toEqual({
      values: {},
      errors: [],
    })
    expect(
      checkValues(form([field('text', { required: true })]), { field: nothing }).errors,
    ).toMatchObject([{ pointer: '#/values/field', code: 'required' }])
  },
)

test('FL1: nobody must fill in what is not shown, nor what only shows something', () => {
  const asked = (kind: ComponentKind, visible: boolean) =>
    checkValues(form([field(kind, { required: true, visible })]), {})
  for (const kind of componentKinds) expect(asked(kind, false).errors, kind).toEqual([])
  for (const kind of componentKinds)
    expect(asked(kind, true).errors.length, kind).toBe(kind === 'view' ? 0 : 1)
})

test('FL1: a default stands in for what is not given, not for what was emptied', () => {
  const pages = form([
    field('text', { id: 'a', default: 'usual', visible: false }),
    field('number', { id: 'b', default: ' 2.5 ' }),
    field('list', { id: 'c', default: 'Soap\n\nCloth' }),
    field('select', { id: 'd', ...one, default: 'Red' }),
    field('photo', { id: 'e', default: 'Red' }),
  ])
  expect(checkValues(pages, {}).values).toEqual({
    a: 'usual',
    b: 2.5,
    c: ['Soap', 'Cloth'],
    d: 'Red',
  })
  expect(checkValues(pages, { a: null, b: null, c: [], d: '' }).values).toEqual({})
})

test('FL1: a default that its own field would refuse is found when the form is saved', () => {
  const components = [
    field('text', { id: 'a', default: 'fine' }),
    field('number', { id: 'b', default: 'much' }),
  ]
  expect(
    checkDefaults([
      { title: 'One', components: [] },
      { title: 'Two', components },
    ]),
  ).toMatchObject([{ pointer: '#/pages/1/components/1/default', code: 'wrong-type' }])
})

test.each(languages)('FL1: the default flows in %s are forms that could be saved', (language) => {
  for (const { name, pages } of defaultFlows(language)) {
    expect(FlowPages.safeParse(pages).error, name).toBeUndefined()
    expect(checkDefaults(pages), name).toEqual([])
  }
})

test('FL1: names out of a prototype are unknown fields, or fields like any other', () => {
  const hostile: TaskValues = JSON.parse('{"__proto__": "x", "toString": "y", "a/b~c": "z"}')
  expect(checkValues([], hostile).errors.map(({ pointer }) => pointer)).toEqual([
    '#/values/__proto__',
    '#/values/toString',
    '#/values/a~1b~0c',
  ])
  const pages = form([field('text', { id: 'constructor', required: true })])
  expect(checkValues(pages, {}).errors).toMatchObject([{ code: 'required' }])
  expect(Object.entries(checkValues(pages, { constructor: 'Ana' }).values)).toEqual([
    ['constructor', 'Ana'],
  ])
})

const asks = (id: string, more: Partial<Component> = {}) =>
  field('text', { id, required: true, ...more })
const when = (action: 'show' | 'hide' | 'require', ...options: string[]) => ({
  conditions: [{ component: 'colour', options, action }],
})
const twoPages: FlowPage[] = [
  { title: 'Desk', components: [field('select', { id: 'colour', ...one, default: 'Red' })] },
  {
    title: 'Field',
    components: [
      asks('reason', when('show', 'Blue')),
      field('number', { id: 'note', ...when('hide', 'Red') }),
      field('text', { id: 'secret', visible: false, default: 'kept', ...when('hide', 'Green') }),
    ],
  },
]

test('FL1: what a condition hides is neither demanded nor kept, whatever it says; what it requires is demanded', () => {
  expect(checkValues(twoPages, { reason: 'x', note: 'no number' })).toEqual({
    values: { colour: 'Red', secret: 'kept' },
    errors: [],
  })
  expect(checkValues(twoPages, { colour: 'Blue', note: 'no number' }).errors).toMatchObject([
    { pointer: '#/values/reason', code: 'required' },
    { pointer: '#/values/note', code: 'wrong-type' },
  ])
  expect(checkValues(twoPages, { colour: 'Green', note: 1 })).toEqual({
    values: { colour: 'Green', note: 1 },
    errors: [],
  })
})

test('FL1: what the first page got stands and steers the others; an emptied default does not come back', () => {
  const finish = (given: TaskValues, stands: TaskValues) => checkValues(twoPages, given, stands)
  expect(finish({ reason: 'late' }, { colour: 'Blue' })).toEqual({
    values: { colour: 'Blue', reason: 'late', secret: 'kept' },
    errors: [],
  })
  expect(finish({ colour: 'Red' }, { colour: 'Blue' }).errors).toMatchObject([
    { pointer: '#/values/colour', code: 'unknown' },
    { pointer: '#/values/reason', code: 'required' },
  ])
  expect(finish({}, {}).values).toEqual({ secret: 'kept' })
  expect(finish({ colour: 'Green' }, {}).values).toEqual({ colour: 'Green' })
})

test('FL1: a value of the first page goes where an answer given later hides it', () => {
  const pages = form([field('select', { id: 'colour', ...one }), asks('why', when('hide', 'Red'))])
  expect(checkValues(pages, { colour: 'Red' }, { why: 'because' })).toEqual({
    values: { colour: 'Red' },
    errors: [],
  })
})

const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('Red', '2026-03-31', '08:30', '1, 2', 'https://a.example', '+62 215550100'),
  fc.double(),
  fc.boolean(),
  fc.array(fc.oneof(fc.constantFrom('Red', 'Green'), fc.string()), { maxLength: 4 }),
  fc.constantFrom(photoA, [photoA, photoB]),
  fc.constant(null),
)
const id = fc.constantFrom('a', 'b', 'constructor', 'valueof')
const component = fc.record({
  id,
  kind: fc.constantFrom(...componentKinds),
  required: fc.boolean(),
  visible: fc.boolean(),
  options: fc.constant<string[]>(['Red', 'Green']),
  max: fc.constantFrom(1, 2),
})

test('FL1: whatever is given, each value is kept or refused, and what was kept is taken again as it stands', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(component, { selector: ({ id }) => id, maxLength: 4 }),
      fc.dictionary(fc.oneof(id, fc.string()), value),
      (components, given) => {
        const fields = components.map(({ kind, ...rest }) => field(kind, rest))
        const { values, errors } = checkValues(form(fields), given)
        expect(TaskValues.safeParse(values).success).toBe(true)
        for (const key of Object.keys(values)) {
          expect(Object.hasOwn(given, key)).toBe(true)
          expect(errors.map(({ pointer }) => pointer)).not.toContain(`#/values/${key}`)
        }
        const again = checkValues(form(fields.map((c) => ({ ...c, required: false }))), values)
        expect(again).toEqual({ values, errors: [] })
        const known = new Set(fields.map((c) => c.id))
        const unknown = Object.keys(given).filter((key) => !known.has(key)).length
        expect(errors.filter(({ code }) => code === 'unknown').length).toBeGreaterThanOrEqual(
          unknown,
        )
      },
    ),
    { numRuns: 500 },
  )
})

/** The rules once more, one kind after the other and without anything of the judge: what a value becomes; null: refused. */
function slowValue(c: Component, value: Exclude<TaskValues[string], null>): unknown {
  const several = (all: string[], most: number) =>
    new Set(all).size === all.length && all.length >= (c.min ?? 0) && all.length <= most
  const most = c.max ?? Math.max(c.min ?? 0, c.kind === 'photo' ? 10 : 1)
  switch (c.kind) {
    case 'number':
      return typeof value === 'number' &&
        value >= (c.minimum ?? -1e15) &&
        value <= (c.maximum ?? 1e15)
        ? value
        : null
    case 'date': {
      if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value.trim())) return null
      const day = new Date(`${value.trim()}T00:00:00Z`)
      const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value.trim())
      return real && day.getUTCFullYear() >= 1000 ? value.trim() : null
    }
    case 'select': {
      const all = Array.isArray(value) ? value : [value]
      if (!all.every((one) => (c.options ?? []).some((option) => option === one))) return null
      return several(all as string[], most) ? (most > 1 ? all : all[0]) : null
    }
    case 'photo':
      return Array.isArray(value) && value.every(known) && several(value, most) ? value : null
    case 'signature':
      return known(value) ? value : null
    default:
      return typeof value === 'string' && value.trim().length <= (c.maxLength ?? 1000)
        ? value.trim()
        : null
  }
}
const known = (id: unknown) => id === photoA || id === photoB

/** Which component at fault, or all values afterwards. */
function slowJudge(pages: FlowPage[], given: TaskValues, stands: TaskValues | null) {
  const all = pages.flatMap(({ components }) => components)
  const blank = (value: unknown) =>
    value === undefined || value === null || String(value).trim() === ''
  const raw = (c: Component) => {
    if (stands && c.id in stands) return stands[c.id]
    if (c.id in given) return given[c.id]
    const filledBefore = stands !== null && pages[0]?.components.includes(c)
    if (filledBefore || c.default === undefined || c.kind === 'photo' || c.kind === 'signature')
      return null
    return c.kind === 'number' && /^\d+$/.test(c.default) ? Number(c.default) : c.default
  }
  const becomes = (c: Component) => {
    const value = raw(c)
    if (value === null || value === undefined || blank(value)) return null
    return stands && c.id in stands ? value : slowValue(c, value)
  }
  const holds = (c: Component): boolean => {
    const meets = (action: string) => c.conditions.filter((one) => one.action === action)
    return (
      !meets('hide').some(matches) && (meets('show').length === 0 || meets('show').some(matches))
    )
  }
  const matches = ({ component, options }: Component['conditions'][number]) => {
    const select = all.find(({ id }) => id === component)
    const answer = select?.kind === 'select' && holds(select) ? becomes(select) : null
    return [answer].flat().some((one) => options.some((option) => option === one))
  }
  const faults = Object.keys(given).filter((key) => {
    const c = all.find(({ id }) => id === key)
    return !c || (stands !== null && key in stands) || (c.kind === 'view' && !blank(given[key]))
  })
  const values: Record<string, unknown> = {}
  for (const c of all) {
    if (c.kind === 'view' || !holds(c)) continue
    const value = becomes(c)
    const demanded =
      c.visible &&
      (c.required || c.conditions.some((one) => one.action === 'require' && matches(one)))
    if (value !== null) values[c.id] = value
    else if (!blank(raw(c)) || demanded) faults.push(c.id)
  }
  return { faults: [...new Set(faults)].sort(), values }
}

const slowIds = ['a', 'b', 'c', 'd', 'e']
const slowKinds = [
  'select',
  'select',
  'text',
  'number',
  'date',
  'photo',
  'signature',
  'view',
] as const
const slowForm = fc
  .tuple(
    ...slowIds.map((slowId, n) =>
      fc
        .record({
          kind: fc.constantFrom(...slowKinds),
          required: fc.boolean(),
          visible: fc.constantFrom(true, true, false),
          default: fc.constantFrom(undefined, undefined, 'Red', '7', '2026-02-28', ' '),
          min: fc.constantFrom(undefined, 0, 2),
          max: fc.constantFrom(undefined, 2, 3),
          minimum: fc.constantFrom(undefined, 5),
          maximum: fc.constantFrom(undefined, 8),
          maxLength: fc.constantFrom(undefined, 3),
          conditions: fc.array(
            fc.record({
              component: fc.constantFrom(...slowIds.slice(0, Math.max(n, 1))),
              options: fc.uniqueArray(fc.constantFrom('Red', 'Green'), { minLength: 1 }),
              action: fc.constantFrom('show' as const, 'hide' as const, 'require' as const),
            }),
            { maxLength: n === 0 ? 0 : 2 },
          ),
        })
        .map(({ kind, ...rest }) =>
          field(kind, {
            ...JSON.parse(JSON.stringify(rest)),
            id: slowId,
            options: ['Red', 'Green'],
          }),
        ),
    ),
  )
  .chain((components) =>
    fc.integer({ min: 0, max: 5 }).map((cut): FlowPage[] => [
      { title: 'One', components: components.slice(0, cut) },
      { title: 'Two', components: components.slice(cut) },
    ]),
  )
const slowValues = fc.dictionary(
  fc.constantFrom(...slowIds, 'x'),
  fc.constantFrom<TaskValues[string][]>(
    'Red',
    'Green',
    ['Red'],
    ['Red', 'Green'],
    ['Red', 'Red'],
    ['Blue'],
    [],
    '',
    ' tidy ',
    'far too long',
    4,
    7,
    9,
    true,
    null,
    '2026-02-28',
    '2026-02-29',
    '0026-02-28',
    photoA,
    [photoA],
    [photoA, photoB],
    [photoA, photoA],
  ),
)

test('FL1: exactly that is taken which a slow second judge takes, and it becomes the same', () => {
  fc.assert(
    fc.property(slowForm, slowValues, fc.option(slowValues), (pages, given, before) => {
      // What stands is what the first page left when the task was made.
      const stands = before && checkValues(pages.slice(0, 1), before).values
      const { values, errors } = checkValues(pages, given, stands)
      const slow = slowJudge(pages, given, stands)
      expect([...new Set(errors.map(({ pointer }) => pointer.slice(9)))].sort()).toEqual(
        slow.faults,
      )
      expect(values).toEqual(slow.values)
    }),
    { numRuns: 3000 },
  )
})
