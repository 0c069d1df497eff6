import { ApiError } from '#api/client.ts'

/** A refused code at the field `code`, as other refusals stand at theirs, whoever refused it. */
export function atCode(error: Error | null): Error | null {
  if (!(error instanceof ApiError) || error.type !== 'wrong-code') return error
  const { problem } = error
  return new ApiError({
    ...problem,
    errors: [{ pointer: '#/code', code: 'wrong-code', detail: problem.title }],
  })
}
