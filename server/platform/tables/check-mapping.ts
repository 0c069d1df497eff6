import { fieldProblem } from '#api/problem.ts'

/**
 * Judges what somebody says the columns are: each target once, and only what `fitted` has left of it, one for each column.
 *
 * @throws values-refused at #/mapping/…
 */
export function checkMapping<T extends string>(
  wished: readonly (T | null)[],
  fitted: readonly (T | null)[],
  unknown: string,
): void {
  const refuse = (at: number, detail: string, code: string) =>
    fieldProblem('values-refused', `#/mapping/${at}`, detail, code)
  if (wished.length > fitted.length)
    throw refuse(fitted.length, 'is more than there are columns', 'too-many')
  const seen = new Set<string>()
  wished.forEach((target, at) => {
    if (!target) return
    if (fitted[at] !== target) throw refuse(at, unknown, 'unknown')
    if (seen.has(target)) throw refuse(at, 'stands for another column already', 'twice')
    seen.add(target)
  })
}
