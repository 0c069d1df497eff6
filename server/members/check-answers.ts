import { z } from 'zod'
import { lines } from '#api/common.ts'
import type { Field, FieldKind, FieldValue, FieldValues } from '#api/fields.ts'
import type { FieldError } from '#api/problem.ts'

type Answer = Exclude<FieldValue, null>
type Refusal = Pick<FieldError, 'code' | 'detail' | 'values'>
type Checked = { value: Answer } | { refusal: Refusal }
/** What a question is judged by. */
export type Question = Pick<Field, 'id' | 'kind' | 'options' | 'required'>

/** How long an answer may be, in UTF-16 code units. */
export const answerLengths = { text: 500, long_text: 5000 } as const

/**
 * Judges the answers that are given to an organization's fields (PR2): which of them stand, tidied, with null where one is
 * taken back, and what is wrong with the others, at `#/<part>/<field id>`. What is not given stays and is not judged. Reads
 * nothing but its arguments.
 */
export function checkAnswers(
  fields: readonly Question[],
  given: FieldValues,
  part: 'values' | 'fields' | 'answers',
): { answers: Map<string, FieldValue>; errors: FieldError[] } {
  const known = new Map<string, Question>(fields.map((field) => [field.id, field]))
  const answers = new Map<string, FieldValue>()
  const errors: FieldError[] = []
  for (const [sent, value] of Object.entries(given)) {
    const refuse = (refusal: Refusal) => errors.push({ pointer: `#/${part}/${sent}`, ...refusal })
    // A UUID may be written in either case.
    const field = known.get(sent.toLowerCase())
    if (!field) refuse({ code: 'unknown', detail: 'is not a field to be answered here' })
    else if (answers.has(field.id)) refuse({ code: 'twice', detail: 'is answered twice' })
    else if (isEmpty(value)) {
      if (field.required) refuse(required)
      else answers.set(field.id, null)
    } else {
      const checked = check[field.kind](value as Answer, field)
      if ('refusal' in checked) refuse(checked.refusal)
      else answers.set(field.id, checked.value)
    }
  }
  return { answers, errors }
}

/** What is wrong with the whole of a member's answers: each required field must have one. */
export const checkComplete = (
  fields: readonly Question[],
  answers: ReadonlyMap<string, FieldValue>,
): FieldError[] =>
  fields
    .filter(({ id, required }) => required && isEmpty(answers.get(id) ?? null))
    .map(({ id }) => ({ pointer: `#/fields/${id}`, ...required }))

/** What is left of an answer that was once given: options that are gone since count as not chosen. */
export function standingAnswer({ kind, options }: Question, value: FieldValue): FieldValue {
  if (kind !== 'single_choice' && kind !== 'multiple_choice') return value
  const there = (id: FieldValue) => options.some((option) => option.id === id)
  if (!Array.isArray(value)) return there(value) ? value : null
  const left = value.filter(there)
  return left.length > 0 ? left : null
}

const required = { code: 'required', detail: 'is required' }

const isEmpty = (value: FieldValue) =>
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0)

type Check = (value: Answer, field: Question) => Checked

const wrongType = (expected: string): Checked => ({
  refusal: { code: 'wrong-type', detail: `must be ${expected}`, values: { expected } },
})
const invalid = (detail: string): Checked => ({ refusal: { code: 'invalid', detail } })
const notOneOf: Checked = { refusal: { code: 'not-one-of', detail: 'is none of the options' } }

const storable = lines(Number.MAX_SAFE_INTEGER)

const text =
  (max: number, several: boolean): Check =>
  (value) => {
    if (typeof value !== 'string') return wrongType('string')
    if (!storable.safeParse(value).success)
      return invalid('contains characters that cannot be stored')
    const tidy = value.trim()
    if (tidy.length > max)
      return {
        refusal: {
          code: 'too-long',
          detail: `may have at most ${max} characters`,
          values: { max },
        },
      }
    if (!several && /[\u0000-\u001f\u007f\u2028\u2029]/.test(tidy))
      return invalid('must be a single line')
    return { value: tidy }
  }

const check: Record<FieldKind, Check> = {
  text: text(answerLengths.text, false),
  long_text: text(answerLengths.long_text, true),
  number: (value) =>
    typeof value === 'number' && Number.isFinite(value) ? { value } : wrongType('number'),
  date: (value) => {
    if (typeof value !== 'string') return wrongType('string')
    const date = value.trim()
    return z.iso.date().safeParse(date).success
      ? { value: date }
      : { refusal: { code: 'wrong-format', detail: 'must be a date such as 2026-03-31' } }
  },
  single_choice: (value, { options }) => {
    if (typeof value !== 'string') return wrongType('string')
    return options.some(({ id }) => id === value) ? { value } : notOneOf
  },
  multiple_choice: (value, { options }) => {
    if (!Array.isArray(value)) return wrongType('array')
    const chosen = new Set(value)
    if (chosen.size < value.length) return invalid('has an option twice')
    const inOrder = options.map(({ id }) => id).filter((id) => chosen.has(id))
    return inOrder.length === chosen.size ? { value: inOrder } : notOneOf
  },
}
