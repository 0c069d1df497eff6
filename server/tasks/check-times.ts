import { fieldProblem } from '#api/problem.ts'

/** @throws values-refused at `#/endsAt` where a task would end before it starts */
export function checkTimes(startsAt: Date, endsAt: Date): void {
  if (endsAt < startsAt)
    throw fieldProblem('values-refused', '#/endsAt', 'is before the start', 'before-start')
}
