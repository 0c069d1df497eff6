import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FieldId } from '#api/common.ts'
import { type FieldKind, FieldValue, fieldKinds } from '#api/fields.ts'
import { answerLengths, checkAnswers, checkComplete, standingAnswer } from './check-answers.ts'

const id = '01890a5d-ac96-774b-bcce-b302099a8057' as FieldId
const other = '01890a5d-ac96-774b-bcce-b302099a8058' as FieldId
const sizes = [
  { id: 's', label: 'Small' },
  { id: 'm', label: 'Medium' },
  { id: 'l', label: 'Large' },
]

const question = (kind: FieldKind, rest: { required?: boolean; options?: typeof sizes } = {}) => ({
  id,
  kind,
  required: false,
  options: kind === 'single_choice' || kind === 'multiple_choice' ? sizes : [],
  ...rest,
})

test.each<[FieldKind, FieldValue, FieldValue]>([
  ['text', '  Jalan Sudirman 1 ', 'Jalan Sudirman 1'],
  ['text', 'مرحبا 👋🏽', 'مرحبا 👋🏽'],
  ['text', 'x'.repeat(500), 'x'.repeat(500)],
  ['text', ' \t ', null],
  ['long_text', 'two\nlines ', 'two\nlines'],
  ['long_text', 'x'.repeat(5000), 'x'.repeat(5000)],
  ['number', -1.5, -1.5],
  ['number', 0, 0],
  ['number', 1e300, 1e300],
  ['number', null, null],
  ['date', '2028-02-29', '2028-02-29'],
  ['date', ' 2026-03-31 ', '2026-03-31'],
  ['date', '', null],
  ['single_choice', 'm', 'm'],
  ['single_choice', null, null],
  ['multiple_choice', ['l', 's'], ['s', 'l']],
  ['multiple_choice', [], null],
])('PR2: a %s takes %j', (kind, given, kept) => {
  const { answers, errors } = checkAnswers([question(kind)], { [id]: given }, 'values')
  expect([errors, [...answers]]).toEqual([[], [[id, kept]]])
})

test.each<[FieldKind, FieldValue | boolean, string]>([
  ['text', 5, 'wrong-type'],
  ['text', ['a'], 'wrong-type'],
  ['text', 'x'.repeat(501), 'too-long'],
  ['text', 'two\nlines', 'invalid'],
  ['text', 'a\u2028b', 'invalid'],
  ['text', 'nul \0', 'invalid'],
  ['long_text', '\ud800', 'invalid'],
  ['long_text', 'x'.repeat(5001), 'too-long'],
  ['number', '5', 'wrong-type'],
  ['number', Number.NaN, 'wrong-type'],
  ['number', Number.POSITIVE_INFINITY, 'wrong-type'],
  ['number', true, 'wrong-type'],
  ['date', '2026-02-29', 'wrong-format'],
  ['date', '31.03.2026', 'wrong-format'],
  ['date', '2026-03-31T00:00:00Z', 'wrong-format'],
  ['date', 20260331, 'wrong-type'],
  ['single_choice', 'Small', 'not-one-of'],
  ['single_choice', 'constructor', 'not-one-of'],
  ['single_choice', ['s'], 'wrong-type'],
  ['multiple_choice', 's', 'wrong-type'],
  ['multiple_choice', ['s', 'xl'], 'not-one-of'],
  ['multiple_choice', ['s', 's'], 'invalid'],
])('PR2: a %s refuses %j as %s, at its pointer', (kind, given, code) => {
  for (const part of ['values', 'fields'] as const) {
    const sent = { [id]: given } as Record<string, FieldValue>
    const { answers, errors } = checkAnswers([question(kind)], sent, part)
    expect(errors).toEqual([expect.objectContaining({ pointer: `#/${part}/${id}`, code })])
    expect(answers.size).toBe(0)
  }
})

test('PR2: what is not given stays and is not judged; a required answer cannot be taken back', () => {
  const text = question('text', { required: true })
  expect(checkAnswers([text], {}, 'values')).toEqual({ answers: new Map(), errors: [] })
  for (const empty of [null, '', '  ', []])
    expect(checkAnswers([text], { [id]: empty }, 'values').errors).toEqual([
      expect.objectContaining({ pointer: `#/values/${id}`, code: 'required' }),
    ])
})

test('PR2: a field of nobody is unknown, and one written in both cases is answered twice', () => {
  const codes = (given: Record<string, FieldValue>) =>
    checkAnswers([question('text')], given, 'values').errors.map(({ code }) => code)
  expect(codes({ [other]: 'x' })).toEqual(['unknown'])
  expect(codes({ [id.toUpperCase()]: 'x' })).toEqual([])
  expect(codes({ [id]: 'x', [id.toUpperCase()]: 'y' })).toEqual(['twice'])
})

test('PR2: options that are gone count as not chosen', () => {
  const gone = { options: sizes.slice(0, 1) }
  expect(standingAnswer(question('single_choice', gone), 's')).toBe('s')
  expect(standingAnswer(question('single_choice', gone), 'm')).toBeNull()
  expect(standingAnswer(question('multiple_choice', gone), ['s', 'm'])).toEqual(['s'])
  expect(standingAnswer(question('multiple_choice', gone), ['m', 'l'])).toBeNull()
  expect(standingAnswer(question('text'), 'm')).toBe('m')
})

test('PR2: every required field must have an answer in the end', () => {
  const asked = [question('text', { required: true }), { ...question('date'), id: other }]
  expect(checkComplete(asked, new Map())).toEqual([
    expect.objectContaining({ pointer: `#/fields/${id}`, code: 'required' }),
  ])
  expect(checkComplete(asked, new Map([[id, 'x']]))).toEqual([])
})

const anyValue: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.constant(null),
  fc.double(),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('s', 'm', '2026-03-31', '2026-02-31', 'x'.repeat(501)),
  fc.array(fc.constantFrom('s', 'm', 'l', 'xl', ''), { maxLength: 4 }),
)
const anyQuestion = fc.record({
  kind: fc.constantFrom(...fieldKinds),
  required: fc.boolean(),
  options: fc.subarray(sizes, { minLength: 1 }),
})

test('PR2: whatever is given, it either stands, fits the contract, survives JSON and is judged the same again, or is refused with a code', () => {
  fc.assert(
    fc.property(anyQuestion, anyValue, ({ kind, required, options }, given) => {
      const asked = question(kind, { required, options })
      const { answers, errors } = checkAnswers([asked], { [id]: given }, 'values')
      expect(answers.size + errors.length).toBe(1)
      for (const { code, pointer, detail } of errors)
        expect([Boolean(code), Boolean(detail), pointer]).toEqual([true, true, `#/values/${id}`])
      for (const [, kept] of answers) {
        expect(FieldValue.safeParse(kept).success).toBe(true)
        const stored = JSON.parse(JSON.stringify(kept)) as FieldValue
        const again = checkAnswers([asked], { [id]: stored }, 'values')
        expect([...again.answers]).toEqual([[id, stored]])
        expect(standingAnswer(asked, stored)).toEqual(stored)
        if (required) expect(checkComplete([asked], answers)).toEqual([])
        if (typeof kept === 'string' && kind === 'text')
          expect(kept.length).toBeLessThanOrEqual(answerLengths.text)
      }
    }),
    { numRuns: 2000 },
  )
})
