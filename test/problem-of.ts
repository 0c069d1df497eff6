import { ApiError } from '#api/client.ts'
import type { ProblemDocument } from '#api/problem.ts'

/** The refusal that a call ends with; null where it succeeds. Anything else that it throws is thrown. */
export const problemOf = (call: Promise<unknown>): Promise<ProblemDocument | null> =>
  call.then(
    () => null,
    (error: unknown) => {
      if (error instanceof ApiError) return error.problem
      throw error
    },
  )

/** The same in one word: `name-taken`, or `done`. */
export const resultOf = async (call: Promise<unknown>): Promise<string> =>
  (await problemOf(call))?.type.replace('/problems/', '') ?? 'done'
