import { expect, test } from 'vitest'
import { createFormat, relativeParts } from './format.ts'

const now = Date.parse('2026-03-10T12:00:00Z')

test.each([
  ['2026-03-10T11:59:30Z', 0, 'second'],
  ['2026-03-10T11:58:00Z', -2, 'minute'],
  ['2026-03-10T09:58:20Z', -2, 'hour'],
  ['2026-03-09T11:00:00Z', -1, 'day'],
  ['2026-03-15T12:00:00Z', 5, 'day'],
  ['2025-03-01T12:00:00Z', -1, 'year'],
])('%s is said as %d %s', (time, count, unit) => {
  const parts = relativeParts(Date.parse(time), now)
  expect([parts[0] + 0, parts[1]]).toEqual([count, unit])
})

test('numbers, money and relative times follow the language', () => {
  const [en, id] = [createFormat('en', 'UTC'), createFormat('id', 'UTC')]
  expect(en.number(12400)).toBe('12,400')
  expect(id.number(12400)).toBe('12.400')
  expect(en.relative(now - 86_400_000, now)).toBe('yesterday')
  expect(id.relative(now - 86_400_000, now)).toBe('kemarin')
  expect(en.money(123456, 'USD')).toBe('$1,234.56')
  expect(en.money(500, 'JPY')).toBe('¥500')
})

test('a date is said in the zone that is asked for', () => {
  expect(createFormat('en', 'Asia/Jakarta').date('2026-03-10T20:00:00Z')).toBe('Mar 11, 2026')
})

test('OR1: a time has twelve or twenty-four hours as the organization says, in every language', () => {
  const at = '2026-03-10T14:05:00Z'
  const said = (language: string, hourCycle: 'h12' | 'h23') =>
    createFormat(language, 'UTC', { hourCycle }).dateTime(at)
  expect(said('en', 'h23')).toMatch(/14:05$/)
  expect(said('en', 'h12')).toMatch(/2:05\sPM$/)
  expect(said('id', 'h23')).toMatch(/14\.05$/)
  expect(said('id', 'h12')).toMatch(/2\.05\sPM$/)
  expect(createFormat('en', 'UTC', { hourCycle: 'h23' }).dateTime('2026-03-10T00:05:00Z')).toMatch(
    /00:05$/,
  )
})

test.each([
  [300, '5 minutes', '5 menit'],
  [5400, '90 minutes', '90 menit'],
  [43_200, '12 hours', '12 jam'],
  [86_400, '1 day', '1 hari'],
  [90, '1.5 minutes', '1,5 menit'],
])('%d seconds are said as %s', (seconds, en, id) => {
  expect(createFormat('en').duration(seconds)).toBe(en)
  expect(createFormat('id').duration(seconds)).toBe(id)
})
