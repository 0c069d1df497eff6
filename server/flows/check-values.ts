import { z } from 'zod'
import { lines, Time } from '#api/common.ts'
import { judgeComponents } from '#api/conditions.ts'
import {
  type Component,
  type ComponentKind,
  countsOf,
  type FlowPage,
  textLengths,
} from '#api/flows.ts'
import type { FieldError } from '#api/problem.ts'
import type { TaskValues } from '#api/tasks.ts'

type Value = TaskValues[string]
type Refusal = Pick<FieldError, 'code' | 'detail' | 'values'>
type Checked = { value: Exclude<Value, null> } | { refusal: Refusal }

/**
 * Judges the values given for the pages of a form (FL1): which of them stand, tidied and with the defaults of those not given,
 * and what is wrong with the others, at `#/values/<component id>`. Null or nothing but spaces is no value. What a condition
 * hides is neither asked for nor kept, whatever it says. With `stands`, what the first page got when the task was made, only
 * what that leaves open is taken and nothing of it is judged again, and an emptied default of that page does not come back.
 * Answers all values that the task then has. Reads nothing but its arguments.
 */
export function checkValues(
  pages: readonly FlowPage[],
  given: TaskValues,
  stands: TaskValues | null = null,
): { values: TaskValues; errors: FieldError[] } {
  const components = pages.flatMap(({ components }, p) =>
    components.map((component) => ({ component, begun: stands !== null && p === 0 })),
  )
  const errors = refuseUnknown(components, given, stands ?? {})
  const values = new Map<string, Value>()
  const refusals = new Map<string, Refusal>()
  for (const { component, begun } of components) {
    const { id, kind } = component
    if (kind === 'view') continue
    const standing = own(stands ?? {}, id)
    if (standing !== undefined) {
      values.set(id, standing)
      continue
    }
    const value =
      own(given, id) ?? (Object.hasOwn(given, id) || begun ? null : defaultOf(component))
    if (isEmpty(value)) continue
    const checked = check[kind](value, component)
    if ('refusal' in checked) refusals.set(id, checked.refusal)
    else values.set(id, checked.value)
  }
  const judged = judgeComponents(pages, Object.fromEntries(values))
  for (const { component } of components) {
    const { id } = component
    const { holds, required } = judged.get(id) ?? { holds: false, required: false }
    const refusal = refusals.get(id) ?? (required && !values.has(id) ? missing : undefined)
    if (!holds) values.delete(id)
    else if (refusal) errors.push({ pointer: pointerTo(id), ...refusal })
  }
  return { values: Object.fromEntries(values), errors }
}

const missing: Refusal = { code: 'required', detail: 'is required' }

// `constructor` is a fine id of a component, and no value of a plain object's prototype may answer for it.
const own = (values: TaskValues, id: string): Value | undefined =>
  Object.hasOwn(values, id) ? values[id] : undefined

/** What was given and belongs to no component that can be filled in now. */
function refuseUnknown(
  components: readonly { component: Component }[],
  given: TaskValues,
  stands: TaskValues,
): FieldError[] {
  const known = new Map(components.map(({ component }) => [component.id, component]))
  return Object.entries(given).flatMap(([id, value]) => {
    const kind = known.get(id)?.kind
    if (kind && kind !== 'view' && !Object.hasOwn(stands, id)) return []
    if (kind === 'view' && isEmpty(value)) return []
    const detail = kind === 'view' ? 'a view takes no value' : 'is not a field to be filled in here'
    return [{ pointer: pointerTo(id), code: 'unknown', detail }]
  })
}

/** What is wrong with the defaults of a form that somebody wants to save: each must be a value that its field would take. */
export const checkDefaults = (pages: readonly FlowPage[]): FieldError[] =>
  pages.flatMap(({ components }, p) =>
    components.flatMap((component, c) => {
      const value = component.kind === 'view' ? null : defaultOf(component)
      if (isEmpty(value)) return []
      const checked = check[component.kind](value, component)
      return 'refusal' in checked
        ? [{ pointer: `#/pages/${p}/components/${c}/default`, ...checked.refusal }]
        : []
    }),
  )

const isEmpty = (value: Value): value is null | '' | [] =>
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0)

/** A default is text in every kind of component: a number in figures, a list with an entry a line. Files have none. */
function defaultOf({ kind, default: text }: Component): Value {
  if (text === undefined || kind === 'photo' || kind === 'signature') return null
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

const tooMany = (max: number): Checked => ({
  refusal: { code: 'too-many', detail: `may have at most ${max}`, values: { max } },
})
const tooFew = (min: number): Checked => ({
  refusal: { code: 'too-few', detail: `needs at least ${min}`, values: { min } },
})

/**
 * Text of at most so many characters, or as many as the component allows, that says what it should; trimmed unless it may have
 * several lines.
 */
const text =
  (
    atMost: number,
    format: (text: string) => boolean = () => true,
    detail = '',
    several = false,
  ): Check =>
  (value, { kind, maxLength = atMost }) => {
    const max = kind in textLengths ? Math.min(atMost, maxLength) : atMost
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

// Above it a number of JavaScript no longer tells neighbouring hundredths apart.
const numberMax = 1e15

const number: Check = (value, { minimum = -numberMax, maximum = numberMax }) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return wrongType('number')
  if (value < minimum)
    return {
      refusal: {
        code: 'too-small',
        detail: `must be at least ${minimum}`,
        values: { min: minimum },
      },
    }
  if (value > maximum)
    return {
      refusal: {
        code: 'too-big',
        detail: `must be at most ${maximum}`,
        values: { max: maximum },
      },
    }
  return { value }
}

/** In whole units of the organization's currency, with as many places as any currency has. */
const currency: Check = (value, component) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return wrongType('number')
  return Math.abs(value) < 1e12 && Number(value.toFixed(4)) === value
    ? number(value, component)
    : wrongFormat('must be an amount with at most 4 decimal places')
}

/** One answer as a string; several as an array where `max` is above one. */
const select: Check = (value, component) => {
  const { options = [] } = component
  const { min, max } = countsOf(component)
  const answers = typeof value === 'string' ? [value] : value
  if (!Array.isArray(answers)) return wrongType(max > 1 ? 'array' : 'string')
  if (answers.some((answer) => !options.includes(answer)))
    return { refusal: { code: 'not-one-of', detail: `must be one of ${options.join(', ')}` } }
  if (new Set(answers).size < answers.length) return invalid('has an answer twice')
  if (answers.length < min) return tooFew(min)
  if (answers.length > max) return tooMany(max)
  return { value: max > 1 ? answers : (answers[0] as string) }
}

const isId = (id: string) => z.uuid().safeParse(id).success

/** Ids of attachments; whether there are such and whose they are is for `claimAttachments` to say. */
const photo: Check = (value, component) => {
  const { min, max } = countsOf(component)
  if (!Array.isArray(value)) return wrongType('array')
  if (!value.every(isId)) return wrongFormat('must be ids of photos that were sent')
  const ids = value.map((id) => id.toLowerCase())
  if (new Set(ids).size < ids.length) return invalid('has a photo twice')
  if (ids.length < min) return tooFew(min)
  if (ids.length > max) return tooMany(max)
  return { value: ids }
}

const signature: Check = (value) => {
  if (typeof value !== 'string') return wrongType('string')
  return isId(value)
    ? { value: value.toLowerCase() }
    : wrongFormat('must be the id of a signature that was sent')
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

// Years of three figures are slips of the keyboard: 0026 for 2026.
const isDate = (date: string) => z.iso.date().safeParse(date).success && date >= '1000'

const check: Record<ComponentKind, Check> = {
  view: () => invalid('takes no value'),
  photo,
  signature,
  text: text(textLengths.text),
  long_text: text(textLengths.long_text, undefined, '', true),
  address: text(textLengths.address, undefined, '', true),
  number,
  currency,
  date: text(10, isDate, 'must be a date such as 2026-03-31'),
  time: text(
    8,
    (time) => /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(time),
    'must be a time such as 08:30',
  ),
  date_time: text(
    40,
    (time) => Time.safeParse(time).success && time >= '1000',
    'must be a time with its offset such as 2026-03-31T08:30:00+07:00',
  ),
  coordinate: text(50, isPlace, 'must be latitude and longitude such as -6.2, 106.8'),
  phone: text(
    30,
    // E.164 has at most 15 figures; the shortest numbers that are called have three.
    (phone) => /^\+?[\d ().\-/]+$/.test(phone) && /^(\D*\d){3,15}\D*$/.test(phone),
    'must be a phone number',
  ),
  url: text(2000, isUrl, 'must be an address that begins with https:// or http://'),
  select,
  list,
}

/** RFC 6901. */
const pointerTo = (id: string) => `#/values/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`
