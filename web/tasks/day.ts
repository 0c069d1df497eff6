import { type CalendarDate, parseDate } from '@internationalized/date'

/** A day without a time or a zone: 2026-03-31. */
export type Day = string

export const dayNow = (timeZone: string, now = Date.now()): Day =>
  dayOf(new Date(now).toISOString(), timeZone)

/** Null where the text is no day; an address may hold anything. */
export function readDay(text: string | null): Day | null {
  const day = text && read(text)
  return day ? day.toString() : null
}

export const addDays = (day: Day, days: number): Day => parseDate(day).add({ days }).toString()

/** The moment at which a day begins there (ISO 8601 in UTC): not midnight where the clocks skip it. */
export const startOf = (day: Day, timeZone: string): string =>
  parseDate(day).toDate(timeZone).toISOString()

/** The day that a moment falls on there. */
export function dayOf(time: string, timeZone: string): Day {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(new Date(time))
}

function read(text: string): CalendarDate | null {
  try {
    return parseDate(text)
  } catch {
    return null
  }
}
