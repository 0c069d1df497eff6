import { expect, test } from 'vitest'
import { TaskFilter } from '#api/tasks.ts'
import { nameOf, type SpanName, spans, spanWords, toDays, toSpan } from './starts.ts'

const zone = 'Asia/Jakarta'

test('every ready-made span is one that the contract knows, and is recognized again', () => {
  for (const name of Object.keys(spans) as SpanName[]) {
    expect(TaskFilter.safeParse(spans[name]).success).toBe(true)
    expect(nameOf(spans[name])).toBe(name)
  }
  expect(nameOf({ startsFrom: '2026-03-31T00:00:00Z' })).toBeNull()
})

test('both days of a span are included, and are read back as they were chosen', () => {
  const span = toSpan('2026-03-30', '2026-03-31', zone)
  expect(span).toEqual({
    startsFrom: '2026-03-29T17:00:00.000Z',
    startsTo: '2026-03-31T17:00:00.000Z',
  })
  expect(TaskFilter.safeParse(span).success).toBe(true)
  expect(toDays(span, zone)).toEqual({ from: '2026-03-30', to: '2026-03-31' })
  expect(spanWords(span, zone, 'en')).toBe('Mar 30, 2026 – Mar 31, 2026')
})

test('a span may be open, and one day is said once', () => {
  expect(spanWords(toSpan('2026-03-30', null, zone), zone, 'en')).toBe('Mar 30, 2026 –')
  expect(spanWords(toSpan(null, '2026-03-30', zone), zone, 'en')).toBe('– Mar 30, 2026')
  expect(spanWords(toSpan('2026-03-30', '2026-03-30', zone), zone, 'en')).toBe('Mar 30, 2026')
})
