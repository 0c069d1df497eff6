import { expect, test } from 'vitest'
import type { TaskStatus } from '#api/tasks.ts'
import { sortByUrgency } from './sort-by-urgency.ts'

const now = Date.parse('2026-03-31T03:00:00Z') // 10:00 in Jakarta
const task = (startsAt: string, endsAt: string, status: TaskStatus = 'ongoing') => ({
  startsAt,
  endsAt,
  status,
})

test('what is late comes first, then what is or begins today, then the rest', () => {
  const late = task('2026-03-30T02:00:00Z', '2026-03-31T02:59:59Z')
  const running = task('2026-03-29T02:00:00Z', '2026-04-02T00:00:00Z')
  const tonight = task('2026-03-31T16:59:59Z', '2026-04-02T00:00:00Z')
  const tomorrow = task('2026-03-31T17:00:00Z', '2026-04-02T00:00:00Z')
  expect(sortByUrgency([late, running, tonight, tomorrow], 'Asia/Jakarta', now)).toEqual({
    overdue: [late],
    today: [running, tonight],
    upcoming: [tomorrow],
  })
})

test('what is done is never late', () => {
  const done = task('2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z', 'done')
  expect(sortByUrgency([done], 'Asia/Jakarta', now).overdue).toEqual([])
})
