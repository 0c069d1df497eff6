import { ApiError } from '#api/client.ts'

/** The same refusal is the same error at every render, or a form would announce it each time. */
const told = new WeakMap<ApiError, Error>()

/** `policy-locks-out` in other words: here it is a connection that goes, not a policy that comes. */
export function onLockOut(error: Error | null, title: string, detail: string): Error | null {
  if (!(error instanceof ApiError) || error.type !== 'policy-locks-out') return error
  const known = told.get(error)
  // Of a type without words in the catalogue of the screen, its own are shown.
  const same =
    known ?? new ApiError({ ...error.problem, type: 'connection-locks-out', title, detail })
  told.set(error, same)
  return same
}
