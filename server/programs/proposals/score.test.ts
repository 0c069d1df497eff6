import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FieldId } from '#api/common.ts'
import type { FieldValue } from '#api/fields.ts'
import type { MatchingRule, ProgramQuestion, ProgramRole } from '#api/programs.ts'
import { createScore } from './score.ts'

const question = (
  matching: MatchingRule,
  values: Partial<ProgramQuestion> = {},
): ProgramQuestion => ({
  id: randomUUID() as FieldId,
  title: 'Skills',
  help: '',
  kind: 'multiple_choice',
  options: Array.from({ length: 70 }, (_, i) => ({ id: `o${i}`, label: `Option ${i}` })),
  required: false,
  visible: false,
  minimum: null,
  maximum: null,
  roles: [],
  matching,
  weight: 1,
  ...values,
})

const score = (
  asked: ProgramQuestion,
  one: FieldValue,
  other: FieldValue,
  roles: [ProgramRole, ProgramRole] = ['mentor', 'mentee'],
) => {
  const { prepare, permille } = createScore([asked])
  const [a, b] = [one, other].map((answer, i) =>
    prepare({ role: roles[i] as ProgramRole, answers: { [asked.id]: answer } }),
  ) as [ReturnType<typeof prepare>, ReturnType<typeof prepare>]
  expect(permille(a, b)).toBe(permille(b, a))
  return permille(a, b)
}
const close = question('close', { kind: 'number', options: [], minimum: 0, maximum: 10 })

test.each([
  [question('same'), 'o1', 'o1', 1000],
  [question('same'), 'o1', 'o2', 0],
  [question('same'), 'o1', null, 0],
  [question('overlap'), ['o1', 'o69'], ['o69', 'o2'], 333],
  [question('overlap'), ['o1', 'o2'], ['o1', 'o2'], 1000],
  // Of two that are sought one is offered; what else is offered costs nothing.
  [question('complementary'), ['o1', 'o5', 'o6'], ['o1', 'o2'], 500],
  [question('complementary'), ['o1', 'o2', 'o3'], ['o1'], 1000],
  [question('complementary'), ['o1'], ['gone'], 0],
  [close, 2, 4.5, 750],
  [close, 0, 10, 0],
  [close, null, 10, 0],
] as [ProgramQuestion, FieldValue, FieldValue, number][])(
  'MT2: answers agree by the rule of their question (%#)',
  (asked, one, other, expected) => expect(score(asked, one, other)).toBe(expected),
)

test('MT2: weights share, and what does not count is not there', () => {
  const [a, b, none] = [question('same', { weight: 3 }), question('same'), question('none')]
  const { prepare, permille, explain, counts } = createScore([a, b, none])
  const one = prepare({ role: 'peer', answers: { [a.id]: 'o1', [b.id]: 'o1', [none.id]: ['o1'] } })
  const other = prepare({
    role: 'peer',
    answers: { [a.id]: 'o1', [b.id]: 'o2', [none.id]: ['o1'] },
  })
  expect([counts, permille(one, other)]).toEqual([true, 750])
  expect(explain(one, other)).toEqual([
    { questionId: a.id, title: 'Skills', rule: 'same', points: 1, weight: 3, agreed: ['Option 1'] },
  ])
  expect(createScore([none, question('same', { weight: 0 })]).counts).toBe(false)
})

test('MT2: bits count as sets do', () => {
  const asked = question('overlap')
  const some = fc.uniqueArray(fc.integer({ min: 0, max: 69 }), { maxLength: 70 })
  fc.assert(
    fc.property(some, some, (one, other) => {
      const both = one.filter((option) => other.includes(option)).length
      const all = new Set([...one, ...other]).size
      const expected = all === 0 ? 0 : Math.round((both / all) * 1000)
      const ids = (options: number[]) => options.map((option) => `o${option}`)
      expect(score(asked, ids(one), ids(other))).toBe(expected)
    }),
  )
})
