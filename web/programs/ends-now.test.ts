import { expect, test } from 'vitest'
import { endsNow } from './ends-now.ts'

const program = {
  endsOn: null,
  matchEnds: { kind: 'never' as const },
  counts: { active: 3 },
}
const at = (now: string, timeZone = 'Asia/Jakarta') => ({ timeZone, now: Date.parse(now) })
const noon = at('2026-11-22T05:00:00Z')

test('MT2: a last day that has passed there ends all active matches, today’s does not yet', () => {
  expect(endsNow(program, { endsOn: '2026-11-21' }, noon)).toBe('all')
  expect(endsNow(program, { endsOn: '2026-11-22' }, noon)).toBeNull()
  expect(endsNow(program, { matchEnds: { kind: 'on', date: '0026-11-30' } }, noon)).toBe('all')
  // In Jakarta it is tomorrow already.
  expect(endsNow(program, { endsOn: '2026-11-22' }, at('2026-11-22T17:00:00Z'))).toBe('all')
  expect(endsNow(program, { endsOn: '2026-11-22' }, at('2026-11-22T17:00:00Z', 'UTC'))).toBeNull()
})

test('MT2: fewer days than before may end the older ones; more, or none, end nothing', () => {
  const after = (days: number) => ({ matchEnds: { kind: 'after' as const, days } })
  expect(endsNow(program, after(30), noon)).toBe('older')
  expect(endsNow({ ...program, ...after(60) }, after(30), noon)).toBe('older')
  expect(endsNow({ ...program, ...after(20) }, after(30), noon)).toBeNull()
  expect(endsNow({ ...program, ...after(20) }, { matchEnds: { kind: 'never' } }, noon)).toBeNull()
})

test('MT2: nothing ends where nothing is active, a day is not chosen, or the days stay as they are', () => {
  const past = { endsOn: '2026-11-21' }
  expect(endsNow({ ...program, counts: { active: 0 } }, past, noon)).toBeNull()
  expect(endsNow(program, { matchEnds: { kind: 'on', date: '' } }, noon)).toBeNull()
  expect(endsNow({ ...program, ...past }, {}, noon)).toBeNull()
})
