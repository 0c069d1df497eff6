import type { TaskSummary } from '#api/tasks.ts'
import { dayNow, dayOf } from './day.ts'
import { isLate } from './is-late.ts'

export const urgencies = ['overdue', 'today', 'upcoming'] as const
export type Urgency = (typeof urgencies)[number]

type Timed = Pick<TaskSummary, 'status' | 'startsAt' | 'endsAt'>

/** What should have been done, what is or begins today, and what comes later; each as they come. */
export function sortByUrgency<T extends Timed>(
  tasks: readonly T[],
  timeZone: string,
  now = Date.now(),
): Record<Urgency, T[]> {
  const today = dayNow(timeZone, now)
  const groups: Record<Urgency, T[]> = { overdue: [], today: [], upcoming: [] }
  for (const task of tasks) {
    const urgency = isLate(task, now)
      ? 'overdue'
      : dayOf(task.startsAt, timeZone) <= today
        ? 'today'
        : 'upcoming'
    groups[urgency].push(task)
  }
  return groups
}
