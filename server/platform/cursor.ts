import type { z } from 'zod'
import { fieldProblem } from '#api/problem.ts'

/** A place in a list, opaque to clients: the values by which the list is ordered, of the last row shown. */
export const toCursor = (place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url')

/**
 * Reads a place back. Clients can write what they like there, so it is checked like any input.
 *
 * @throws values-refused at #query/cursor
 */
export function readCursor<Place extends z.ZodType<readonly (string | number)[]>>(
  cursor: string,
  place: Place,
): z.output<Place> {
  const result = place.safeParse(parse(Buffer.from(cursor, 'base64url').toString()))
  if (result.success && result.data.every(isStorable)) return result.data
  throw fieldProblem('values-refused', '#query/cursor', 'is not a cursor that we gave', 'invalid')
}

/** PostgreSQL's text holds neither NUL nor half a character. */
const isStorable = (value: string | number) =>
  typeof value === 'number' || (!value.includes('\0') && value.isWellFormed())

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
