import { type Component, countsOf } from '#api/flows.ts'
import type { TaskValues } from '#api/tasks.ts'
import { type Coordinate, formatCoordinate, parseCoordinate } from '#web/ui/coordinate.ts'

export type FormValue = TaskValues[string]

/** What somebody is filling in, by component id. */
export type FormValues = Readonly<Record<string, FormValue>>

/** Whether somebody fills in anything: a view only shows. */
export const takesValue = ({ kind, visible }: Pick<Component, 'kind' | 'visible'>): boolean =>
  visible && kind !== 'view'

/** What is answered to a component; an object's own prototype answers for none. */
export const answerOf = (values: FormValues, id: string): FormValue | undefined =>
  Object.hasOwn(values, id) ? values[id] : undefined

/** How many answers a select takes at most: one unless told otherwise. */
export const answersMax = (component: Pick<Component, 'kind' | 'min' | 'max'>): number =>
  countsOf(component).max

/** Null, or nothing but spaces: no value, as the server judges it. */
export const isBlank = (value: FormValue | undefined): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.every((entry) => entry.trim() === ''))

/** What a form starts with: the defaults of its components, which are text in every kind. */
export function startingValues(components: readonly Component[]): FormValues {
  const values: [string, FormValue][] = []
  for (const component of components)
    if (takesValue(component) && component.default?.trim())
      values.push([component.id, fromDefault(component, component.default)])
  return Object.fromEntries(values)
}

/** A default is text in every kind; this is the value that it means. */
export function fromDefault(component: Component, text: string): FormValue {
  if (component.kind === 'list') return text.split('\n').filter((entry) => entry.trim() !== '')
  if (component.kind === 'select' && answersMax(component) > 1) return [text]
  if (component.kind === 'number' || component.kind === 'currency') {
    const number = Number(text)
    return Number.isFinite(number) ? number : null
  }
  return text
}

/**
 * What is sent: of every component that takes one a value, null where it was emptied, so that a default that
 * somebody removed does not come back.
 */
export function toTaskValues(components: readonly Component[], values: FormValues): TaskValues {
  const sent: [string, FormValue][] = []
  for (const component of components) {
    if (!takesValue(component)) continue
    const value = Object.hasOwn(values, component.id) ? values[component.id] : undefined
    sent.push([component.id, value === undefined || isBlank(value) ? null : tidy(value)])
  }
  return Object.fromEntries(sent)
}

const tidy = (value: FormValue): FormValue =>
  Array.isArray(value) ? value.filter((entry) => entry.trim() !== '') : value

/** Null where the text is no coordinate. */
export function toPlace(value: FormValue | undefined): Coordinate | null {
  if (typeof value !== 'string') return null
  const place = parseCoordinate(value)
  return typeof place === 'string' ? null : place
}

export const fromPlace = (place: Coordinate | null): FormValue =>
  place ? formatCoordinate(place) : null

/** Why a value cannot be taken, by the codes of `field-errors`; the server has the last word. */
export function valueProblem(
  component: Component,
  value: FormValue | undefined,
): { code: string; values?: Record<string, number> } | null {
  if (isBlank(value)) return component.required ? { code: 'required' } : null
  if (component.kind === 'phone' && !isPhone(String(value))) return { code: 'no-phone' }
  if (component.kind === 'url' && !isAddress(String(value))) return { code: 'no-address' }
  if (typeof value === 'number') {
    const { minimum = -Infinity, maximum = Infinity } = component
    if (value < minimum) return { code: 'too-small', values: { min: minimum } }
    if (value > maximum) return { code: 'too-big', values: { max: maximum } }
  }
  if ((component.kind === 'select' || component.kind === 'photo') && Array.isArray(value)) {
    const { min, max } = countsOf(component)
    if (value.length < min) return { code: 'too-few', values: { min } }
    if (value.length > max) return { code: 'too-many', values: { max } }
  }
  return null
}

const isPhone = (text: string) =>
  /^\s*\+?[\d ().\-/]+$/.test(text) && text.replace(/\D/g, '').length > 2

function isAddress(text: string): boolean {
  const url = URL.parse(text.trim())
  return url?.protocol === 'https:' || url?.protocol === 'http:'
}
