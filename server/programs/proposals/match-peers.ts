import { permilleMax } from './match-pairs.ts'

/** Who is to be matched with whom of the same list. */
export interface Peers {
  /** With how many more each would be matched. */
  room: readonly number[]
  /** How well two suit each other, 0 to 1000, the same both ways round. */
  permille(one: number, other: number): number
  allowed(one: number, other: number): boolean
}

/**
 * Stable matching within one list. Stable roommates need not exist where each has an order of their own; here both sides of a pair see
 * the same score, and then taking the best pair that is left, again and again, is stable: whoever would rather have each other
 * had been taken before. Equal pairs are taken nearest neighbours first, so that nobody is filled up first. The same input gives the
 * same answer. Yields how many were weighed.
 */
export function* matchPeers({
  room,
  permille,
  allowed,
}: Peers): Generator<number, [number, number][]> {
  const size = room.length
  // Pairs by their distance and first: the order among equals.
  const scores = new Int16Array(size * size).fill(-1)
  const counts = new Uint32Array(permilleMax + 2)
  for (let one = 0; one < size; one++) {
    for (let other = one + 1; other < size; other++) {
      if (!allowed(one, other)) continue
      const score = permille(one, other)
      scores[one * size + other] = score
      counts[permilleMax - score + 1] = (counts[permilleMax - score + 1] ?? 0) + 1
    }
    yield one + 1
  }
  for (let i = 1; i < counts.length; i++) counts[i] = (counts[i] ?? 0) + (counts[i - 1] ?? 0)
  const sorted = new Uint32Array(counts[permilleMax + 1] ?? 0)
  for (let distance = 1; distance < size; distance++) {
    for (let one = 0; one + distance < size; one++) {
      const at = one * size + one + distance
      const score = scores[at] ?? -1
      if (score < 0) continue
      const place = permilleMax - score
      sorted[counts[place] ?? 0] = at
      counts[place] = (counts[place] ?? 0) + 1
    }
    if (distance % 100 === 0) yield size
  }
  const left = [...room]
  const pairs: [number, number][] = []
  for (const at of sorted) {
    const [one, other] = [Math.floor(at / size), at % size]
    if ((left[one] ?? 0) === 0 || (left[other] ?? 0) === 0) continue
    left[one] = (left[one] ?? 0) - 1
    left[other] = (left[other] ?? 0) - 1
    pairs.push([one, other])
  }
  return pairs
}
