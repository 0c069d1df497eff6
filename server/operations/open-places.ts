import type { OperationId } from '#api/common.ts'

/** Takes a place and answers how to give it back; null: none is free for this one, which asks again later. */
export type TakePlace = (operationId: OperationId) => (() => void) | null

/** Whoever has not asked again for so long went elsewhere: another process may have taken it. */
const forgottenAfterMs = 10_000

/** So many places in this process; whoever finds none stands in line, and is served in the order of first asking. */
export function openPlaces(many: number, now: () => number = Date.now): TakePlace {
  let taken = 0
  /** When each asked last. A Map keeps the order in which they came. */
  const line = new Map<OperationId, number>()
  return (operationId) => {
    const at = now()
    for (const [waiting, askedAt] of line) if (at - askedAt > forgottenAfterMs) line.delete(waiting)
    const ahead = line.has(operationId) ? [...line.keys()].indexOf(operationId) : line.size
    if (taken + ahead >= many) {
      line.set(operationId, at)
      return null
    }
    line.delete(operationId)
    taken++
    return () => {
      taken--
    }
  }
}
