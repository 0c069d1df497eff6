import { ApiError } from '#api/client.ts'

/** The same refusal is the same error at every render, or a form would take the focus to its field each time. */
const placed = new WeakMap<ApiError, ApiError>()

/** A refusal of one certain type at the field that it is about, as others stand at theirs by pointer; any other as it is. */
export function atField(error: Error | null, type: string, name: string): Error | null {
  if (!(error instanceof ApiError) || error.type !== type) return error
  const { problem } = error
  const known = placed.get(error)
  const errors = [{ pointer: `#/${name}`, code: type, detail: problem.title }]
  const there = known ?? new ApiError({ ...problem, errors })
  placed.set(error, there)
  return there
}
