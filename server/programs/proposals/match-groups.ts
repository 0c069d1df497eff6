import { matchPairs } from './match-pairs.ts'

export interface Groups {
  /** How many more groups each host takes. */
  hosts: readonly number[]
  /** How many there are to be put into groups. */
  participants: number
  sizeMax: number
  permille(host: number, participant: number): number
  allowed(host: number, participant: number): boolean
  /** Participants who may not meet. */
  apart(one: number, other: number): boolean
}

export interface Group {
  host: number
  participants: number[]
}

/**
 * Groups of about the same size: one for each host who has room, more only where the participants do not fit, none with fewer than two
 * as long as there are two. Within these sizes the matching is stable by how well participants suit the hosts; then whoever may not
 * meet somebody in their group is moved to the best one with room, or left out. The same input gives the same answer.
 */
export function* matchGroups(input: Groups): Generator<number, Group[]> {
  const { participants, permille, allowed } = input
  const slots = slotsOf(input)
  const sizes = slots.map(
    (_, i) => Math.floor(participants / slots.length) + (i < participants % slots.length ? 1 : 0),
  )
  const room = sizes.map((size) => Math.min(size, input.sizeMax))
  const pairs = yield* matchPairs({
    takers: room,
    seekers: Array.from({ length: participants }, () => 1),
    permille: (slot, one) => permille(slots[slot] as number, one),
    allowed: (slot, one) => allowed(slots[slot] as number, one),
  })
  const groups = slots.map((host): Group => ({ host, participants: [] }))
  const moved: number[] = []
  for (const [slot, one] of byScore(pairs, (slot, one) => permille(slots[slot] as number, one)))
    if (!join(groups[slot] as Group, one, input.apart)) moved.push(one)
  for (const one of moved) {
    const order = groups
      .filter(({ host, participants: own }) => allowed(host, one) && own.length < input.sizeMax)
      .toSorted((a, b) => permille(b.host, one) - permille(a.host, one))
    order.some((group) => join(group, one, input.apart))
  }
  return groups
    .filter((group) => group.participants.length > 0)
    .map((group) => ({ ...group, participants: group.participants.toSorted((a, b) => a - b) }))
}

/** The host of each group: as few groups as fit, but one for each host, if there are two for it. */
function slotsOf({ hosts, participants, sizeMax }: Groups): number[] {
  const rounds = Math.max(0, ...hosts)
  const all = Array.from({ length: rounds }, (_, round) =>
    hosts.flatMap((room, host) => (room > round ? [host] : [])),
  ).flat()
  const withRoom = hosts.filter((room) => room > 0).length
  const worth = Math.max(1, Math.floor(participants / 2))
  const wanted = Math.max(Math.ceil(participants / sizeMax), Math.min(withRoom, worth))
  return participants === 0 ? [] : all.slice(0, wanted)
}

const byScore = <P extends readonly [number, number]>(
  pairs: readonly P[],
  score: (slot: number, one: number) => number,
): P[] => pairs.toSorted((a, b) => score(b[0], b[1]) - score(a[0], a[1]) || a[1] - b[1])

function join(group: Group, one: number, apart: Groups['apart']): boolean {
  if (group.participants.some((other) => apart(one, other))) return false
  group.participants.push(one)
  return true
}
