/** Who is to be matched: places in two lists, with how many more each takes. */
export interface Sides {
  /** Room of each on the side that takes others on, such as mentors. */
  takers: readonly number[]
  /** Room of each on the side that looks for them, such as mentees. */
  seekers: readonly number[]
  /** How well two suit each other, 0 to 1000. */
  permille(taker: number, seeker: number): number
  /** Whether they may be matched at all. */
  allowed(taker: number, seeker: number): boolean
}

export type Pair = readonly [taker: number, seeker: number]

export const permilleMax = 1000

/**
 * Stable matching with room on both sides (Gale and Shapley's deferred acceptance, seekers asking): afterwards no two who may be matched
 * would both rather have each other than what they got, or have room left for each other. Among equals everybody begins at
 * another place, so that nobody is filled up first. The same input gives the same answer. Yields how many seekers were weighed, for
 * whoever must let others have a turn.
 */
export function* matchPairs(sides: Sides): Generator<number, Pair[]> {
  const { takers, seekers } = sides
  const width = takers.length
  const scores = new Uint16Array(width * seekers.length)
  const wishes: Uint32Array[] = []
  for (let seeker = 0; seeker < seekers.length; seeker++) {
    wishes.push(wishesOf(sides, seeker, scores))
    yield seeker + 1
  }

  // A taker would rather have whoever suits better, then whoever comes first from a place of its own.
  const rather = (taker: number, seeker: number) =>
    (scores[seeker * width + taker] ?? 0) * seekers.length -
    ((seeker - taker + width * seekers.length) % seekers.length)
  const held = takers.map((): number[] => [])
  const holds = new Uint16Array(seekers.length)
  const next = new Uint32Array(seekers.length)
  const asking = seekers.map((_, seeker) => seeker)
  for (let at = 0; at < asking.length; at++) {
    const seeker = asking[at] as number
    const list = wishes[seeker] as Uint32Array
    while ((holds[seeker] ?? 0) < (seekers[seeker] ?? 0) && (next[seeker] ?? 0) < list.length) {
      const taker = list[next[seeker] ?? 0] as number
      next[seeker] = (next[seeker] ?? 0) + 1
      const own = held[taker] as number[]
      if (own.length < (takers[taker] ?? 0)) own.push(seeker)
      else {
        const worst = worstOf(own, (one) => rather(taker, one))
        const given = own[worst]
        if (given === undefined || rather(taker, given) >= rather(taker, seeker)) continue
        own[worst] = seeker
        holds[given] = (holds[given] ?? 0) - 1
        asking.push(given)
      }
      holds[seeker] = (holds[seeker] ?? 0) + 1
    }
  }
  return held.flatMap((own, taker) =>
    own.toSorted((a, b) => a - b).map((seeker) => [taker, seeker] as const),
  )
}

/** The takers in the order in which a seeker would rather have them: sorted by counting, since scores are few. */
function wishesOf({ takers, permille, allowed }: Sides, seeker: number, scores: Uint16Array) {
  const width = takers.length
  const row = seeker * width
  const starts = new Uint32Array(permilleMax + 2)
  const may = new Uint8Array(width)
  let count = 0
  for (let taker = 0; taker < width; taker++) {
    if ((takers[taker] ?? 0) === 0 || !allowed(taker, seeker)) continue
    const score = permille(taker, seeker)
    scores[row + taker] = score
    may[taker] = 1
    count++
    // The best first: what stands before a score is all that is better.
    starts[permilleMax - score + 1] = (starts[permilleMax - score + 1] ?? 0) + 1
  }
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0)
  const wishes = new Uint32Array(count)
  for (let i = 0; i < width; i++) {
    const taker = (seeker + i) % width
    if (!may[taker]) continue
    const place = permilleMax - (scores[row + taker] ?? 0)
    wishes[starts[place] ?? 0] = taker
    starts[place] = (starts[place] ?? 0) + 1
  }
  return wishes
}

function worstOf(own: readonly number[], rank: (one: number) => number): number {
  let worst = 0
  for (let i = 1; i < own.length; i++)
    if (rank(own[i] as number) < rank(own[worst] as number)) worst = i
  return worst
}
