import { expect, test } from 'vitest'
import { moveDays } from './move-days.ts'

test('a time of day stays what it is when clocks change in between', () => {
  const eight = '2026-03-28T07:00:00.000Z'
  expect(moveDays(eight, 1, 'Europe/Berlin')).toBe('2026-03-29T06:00:00.000Z')
  expect(moveDays(eight, 1, 'Asia/Jakarta')).toBe('2026-03-29T07:00:00.000Z')
})
