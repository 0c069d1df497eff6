import { type Component, countsOf } from '#api/flows.ts'
import type { TaskValues } from '#api/tasks.ts'
import { listed, toDate } from '#server/platform/tables/cell.ts'
import { readTime } from './read-time.ts'

/** A value as people write it in a cell; what cannot be understood stays as it is, and is refused by its component. Pure. */
export function readValue(component: Component, text: string, zone: string): TaskValues[string] {
  const option = (given: string) =>
    component.options?.find((one) => one.toLowerCase() === given.toLowerCase())
  switch (component.kind) {
    case 'number':
    case 'currency':
      return /^[+-]?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : text
    case 'date':
      return toDate(text)
    case 'time':
      return text.replace(/^(\d)(?=[:.])/, '0$1').replace(/^(\d\d)\.(\d\d)$/, '$1:$2')
    case 'date_time':
      return readTime(text, zone, 'begins')?.toISOString() ?? text
    case 'coordinate':
      return text.replace(/\s*;\s*/, ', ')
    case 'select': {
      // An option may have a semicolon in it.
      const whole = option(text)
      if (countsOf(component).max <= 1) return whole ?? text
      return whole ? [whole] : listed(text).map((one) => option(one) ?? one)
    }
    case 'list': {
      const entries = text.split('\n').flatMap(listed)
      return entries.map((one) => option(one) ?? one)
    }
    default:
      return text
  }
}
