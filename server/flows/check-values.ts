import { z } from 'zod'
import { lines, Time } from '#api/common.ts'
import type { Component, ComponentKind, FlowPage } from '#api/flows.ts'
import type { FieldError } from '#api/problem.ts'
import type { TaskValues } from '#api/tasks.ts'

type Value = TaskValues[string]
type Refusal = Pick<FieldError, 'code' | 'detail' | 'values'>
type Checked = { value: Exclude<Value, null> } | { refusal: Refusal }

/**
 * Judges the values given for components of a form (FL1): which of them stand, tidied and with the defaults of those not
 * given, and what is wrong with the others, at `#/values/<component id>`. Null or nothing but spaces is no value. Reads
 * nothing but its arguments.
 */
export function checkValues(
  components: readonly Component[],
  given: TaskValues,
): { values: TaskValues; errors: FieldError[] } {
  const known = new Map(components.map((component) => [component.id, component]))
  const values: [string, Value][] = []
  const errors: FieldError[] = []
  const refuse = (id: string, refusal: Refusal) =>
    errors.push({ pointer: pointerTo(id), ...refusal })

  for (const [id, value] of Object.entries(given)) {
    const component = known.get(id)
    if (!component) refuse(id, { code: 'unknown', detail: 'is not a field to be filled in here' })
    else if (!takesValue(component.kind) && !isEmpty(value))
      refuse(id, { code: 'unknown', detail: `a ${component.kind} takes no value` })
  }
  for (const component of components) {
    if (!takesValue(component.kind)) continue
    // `constructor` is a fine id of a component, and no value of a plain object's prototype may answer for it.
    const value = Object.hasOwn(given, component.id) ? given[component.id] : defaultOf(component)
    if (value === undefined || isEmpty(value)) {
      if (component.required && component.visible)
        refuse(component.id, { code: 'required', detail: 'is required' })
      continue
    }
    const checked = check[component.kind](value as Exclude<Value, null>, component)
    if ('refusal' in checked) refuse(component.id, checked.refusal)
    else values.push([component.id, checked.value])
  }
  return { values: Object.fromEntries(values), errors }
}

/** What is wrong with the defaults of a form that somebody wants to save: each must be a value that its field would take. */
export const checkDefaults = (pages: readonly FlowPage[]): FieldError[] =>
  pages.flatMap(({ components }, p) =>
    components.flatMap((component, c) =>
      checkValues([{ ...component, required: false }], {}).errors.map(
        ({ code, detail, values }) => ({
          pointer: `#/pages/${p}/components/${c}/default`,
          code,
          detail,
          values,
        }),
      ),
    ),
  )

// A view shows its text. Photos and signatures are files: until tasks have attachments they take no value, and nobody
// could fill in a required one, so they are not asked for.
const withoutValue: readonly ComponentKind[] = ['view', 'photo', 'signature']
const takesValue = (kind: ComponentKind) => !withoutValue.includes(kind)

const isEmpty = (value: Value) =>
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0)

/** A default is text in every kind of component: a number in figures, a list with an entry a line. */
function defaultOf({ kind, default: text }: Component): Value | undefined {
  if (text === undefined || text.trim() === '') return undefined
  if (kind === 'list') return text.split('\n').filter((entry) => entry.trim() !== '')
  const figures = (kind === 'number' || kind === 'currency') && /^\s*-?\d+(\.\d+)?\s*$/.test(text)
  return figures ? Number(text) : text
}

type Check = (value: Exclude<Value, null>, component: Component) => Checked

const wrongType = (expected: string): Checked => ({
  refusal: { code: 'wrong-type', detail: `must be ${expected}`, values: { expected } },
})
const wrongFormat = (detail: string): Checked => ({ refusal: { code: 'wrong-format', detail } })
const invalid = (detail: string): Checked => ({ refusal: { code: 'invalid', detail } })

const storable = lines(Number.MAX_SAFE_INTEGER)

/** Text of at most so many characters that says what it should, trimmed unless it may have several lines. */
const text =
  (
    max: number,
    format: (text: string) => boolean = () => true,
    detail = '',
    several = false,
  ): Check =>
  (value) => {
    if (typeof value !== 'string') return wrongType('string')
    if (!storable.safeParse(value).success)
      return invalid('contains characters that cannot be stored')
    const tidy = several ? value : value.trim()
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
    return format(tidy) ? { value: tidy } : wrongFormat(detail)
  }

const number: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? { value } : wrongType('number')

/** In whole units of the organization's currency, with as many places as any currency has. */
const currency: Check = (value) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return wrongType('number')
  return Math.abs(value) < 1e12 && Number(value.toFixed(4)) === value
    ? { value }
    : wrongFormat('must be an amount with at most 4 decimal places')
}

/** One answer as a string; several as an array where `max` is above one. */
const select: Check = (value, { options = [], min = 0, max = Math.max(min, 1) }) => {
  const answers = typeof value === 'string' ? [value] : value
  if (!Array.isArray(answers)) return wrongType(max > 1 ? 'array' : 'string')
  if (answers.some((answer) => !options.includes(answer)))
    return { refusal: { code: 'not-one-of', detail: `must be one of ${options.join(', ')}` } }
  if (new Set(answers).size < answers.length) return invalid('has an answer twice')
  if (answers.length < min)
    return { refusal: { code: 'too-few', detail: `needs at least ${min}`, values: { min } } }
  if (answers.length > max)
    return { refusal: { code: 'too-many', detail: `may have at most ${max}`, values: { max } } }
  return { value: max > 1 ? answers : (answers[0] as string) }
}

const entry = text(2000)
const list: Check = (value, component) => {
  if (!Array.isArray(value)) return wrongType('array')
  const entries: string[] = []
  for (const given of value) {
    const checked = entry(given, component)
    if ('refusal' in checked) return checked
    if (checked.value === '') return invalid('has an empty entry')
    entries.push(String(checked.value))
  }
  const { options } = component
  if (options?.length && entries.some((one) => !options.includes(one)))
    return { refusal: { code: 'not-one-of', detail: `must be of ${options.join(', ')}` } }
  return { value: entries }
}

const isUrl = (address: string) => {
  const url = URL.parse(address)
  return (
    (url?.protocol === 'https:' || url?.protocol === 'http:') &&
    url.username === '' &&
    url.password === ''
  )
}

const isPlace = (place: string) => {
  const [, latitude, longitude] =
    /^(-?\d{1,2}(?:\.\d{1,15})?) *, *(-?\d{1,3}(?:\.\d{1,15})?)$/.exec(place) ?? []
  return (
    latitude !== undefined && Math.abs(Number(latitude)) <= 90 && Math.abs(Number(longitude)) <= 180
  )
}

const nothing: Check = () => invalid('takes no value')

const check: Record<ComponentKind, Check> = {
  view: nothing,
  photo: nothing,
  signature: nothing,
  text: text(1000),
  long_text: text(10_000, undefined, '', true),
  address: text(1000, undefined, '', true),
  number,
  currency,
  date: text(
    10,
    (date) => z.iso.date().safeParse(date).success,
    'must be a date such as 2026-03-31',
  ),
  time: text(
    8,
    (time) => /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(time),
    'must be a time such as 08:30',
  ),
  date_time: text(
    40,
    (time) => Time.safeParse(time).success,
    'must be a time with its offset such as 2026-03-31T08:30:00+07:00',
  ),
  coordinate: text(50, isPlace, 'must be latitude and longitude such as -6.2, 106.8'),
  phone: text(
    30,
    (phone) => /^\+?[\d ().\-/]+$/.test(phone) && /(\d\D*){3}/.test(phone),
    'must be a phone number',
  ),
  url: text(2000, isUrl, 'must be an address that begins with https:// or http://'),
  select,
  list,
}

/** RFC 6901. */
const pointerTo = (id: string) => `#/values/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`
