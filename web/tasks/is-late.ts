import type { TaskSummary } from '#api/tasks.ts'

/** It should have been done by now. */
export const isLate = (
  { status, endsAt }: Pick<TaskSummary, 'status' | 'endsAt'>,
  now = Date.now(),
): boolean => status !== 'done' && Date.parse(endsAt) < now
