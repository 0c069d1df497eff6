import { createFormat } from '#web/ui/format.ts'
import { addDays, type Day, dayOf, readDay, startOf } from './day.ts'

/** Spans of days from today on: said relative to it, so that a saved view never grows old. */
export const spans = {
  today: { startsFrom: 'today', startsTo: 'in-1-day' },
  week: { startsFrom: 'today', startsTo: 'in-7-days' },
  past: { startsTo: 'today' },
  'last-week': { startsFrom: '7-days-ago', startsTo: 'in-1-day' },
} as const satisfies Record<string, Span>

interface Span {
  startsFrom?: string | undefined
  startsTo?: string | undefined
}

export type SpanName = keyof typeof spans

/** Which of the ready-made spans this is; null: days of one's own choice. */
export const nameOf = ({ startsFrom, startsTo }: Span): SpanName | null =>
  (Object.keys(spans) as SpanName[]).find((name) => {
    const span: Span = spans[name]
    return span.startsFrom === startsFrom && span.startsTo === startsTo
  }) ?? null

/** Both days included, as people say it; the filter ends where the next day begins. */
export const toSpan = (from: Day | null, to: Day | null, timeZone: string): Span => ({
  startsFrom: from ? startOf(from, timeZone) : undefined,
  startsTo: to ? startOf(addDays(to, 1), timeZone) : undefined,
})

/** The days of a span of one's own; null where it is open, or relative to today. */
export const toDays = ({ startsFrom, startsTo }: Span, timeZone: string) => {
  const day = (time: string | undefined) =>
    time && !Number.isNaN(Date.parse(time)) ? readDay(dayOf(time, timeZone)) : null
  const end = day(startsTo)
  return { from: day(startsFrom), to: end && addDays(end, -1) }
}

/** "31 Mar 2026 – 2 Apr 2026", or one side of it. */
export function spanWords(span: Span, timeZone: string, language: string): string {
  const { from, to } = toDays(span, timeZone)
  const format = createFormat(language, 'UTC')
  const said = (day: Day | null) => (day ? format.date(`${day}T00:00:00Z`) : '')
  return from === to ? said(from) : `${said(from)} – ${said(to)}`.trim()
}
