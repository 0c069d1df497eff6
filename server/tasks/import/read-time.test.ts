import { expect, test } from 'vitest'
import { readTime } from './read-time.ts'

const read = (text: string, day: 'begins' | 'ends' = 'begins') =>
  readTime(text, 'Asia/Jakarta', day)?.toISOString() ?? null

test.each([
  ['2026-03-31 08:30', '2026-03-31T01:30:00.000Z'],
  ['2026-03-31T08:30:15', '2026-03-31T01:30:15.000Z'],
  ['31.3.2026 8:30', '2026-03-31T01:30:00.000Z'],
  ['31/03/2026, 8.30', '2026-03-31T01:30:00.000Z'],
  ['2026-03-31', '2026-03-30T17:00:00.000Z'],
  ['2026-03-31T08:30:00+02:00', '2026-03-31T06:30:00.000Z'],
  ['2026-03-31 08:30Z', '2026-03-31T08:30:00.000Z'],
  ['2026-03-31T08:30:00.123z', '2026-03-31T08:30:00.000Z'],
])('TK1: %s is a time', (text, moment) => {
  expect(read(text)).toBe(moment)
})

test('TK1: an end that is a day alone is its last minute', () => {
  expect(read('31.3.2026', 'ends')).toBe('2026-03-31T16:59:00.000Z')
  expect(read('31.3.2026 08:00', 'ends')).toBe('2026-03-31T01:00:00.000Z')
})

test.each([
  'soon',
  '3/31/2026',
  '2026-02-30',
  '2026-02-30T08:00Z',
  '2026-03-31 24:00',
  '2026-03-31 8:60',
  '08:30',
  '46112',
  '2026-03-31T08:30+99:00',
  '',
])('TK1: "%s" is none', (text) => {
  expect(read(text)).toBeNull()
})
