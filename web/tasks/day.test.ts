import { expect, test } from 'vitest'
import { addDays, dayOf, readDay, startOf } from './day.ts'

test('a day begins by the clock of its zone, also on the days when clocks change', () => {
  expect(startOf('2026-03-31', 'Asia/Jakarta')).toBe('2026-03-30T17:00:00.000Z')
  expect(startOf('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z')
  expect(startOf('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z')
  // In Cairo clocks go from 00:00 to 01:00 that night: there is no midnight.
  expect(startOf('2026-04-24', 'Africa/Cairo')).toBe('2026-04-23T22:00:00.000Z')
})

test('a moment falls on the day of its zone', () => {
  expect(dayOf('2026-03-30T17:00:00Z', 'Asia/Jakarta')).toBe('2026-03-31')
  expect(dayOf('2026-03-30T16:59:59Z', 'Asia/Jakarta')).toBe('2026-03-30')
})

test('days follow each other over months and years', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
})

test('what is no day is none', () => {
  expect(readDay('2026-03-31')).toBe('2026-03-31')
  for (const text of [null, '', 'today', '2026-13-01', '31.3.2026'])
    expect(readDay(text)).toBeNull()
})
