import { changed } from './changed.ts'

/** Of what is short, what is otherwise now, and what that was; of what is too long to stand here twice, the names (OP3). */
export function changedButLong(
  before: object,
  short: object,
  long: object,
): Record<string, unknown> {
  const { before: _, ...otherwise } = changed(before, long)
  const names = Object.keys(otherwise)
  return { ...changed(before, short), ...(names.length > 0 && { changed: names }) }
}
