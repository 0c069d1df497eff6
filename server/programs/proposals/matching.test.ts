import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchGroups } from './match-groups.ts'
import { matchPairs, type Pair } from './match-pairs.ts'
import { matchPeers } from './match-peers.ts'

const runToEnd = <T>(work: Generator<number, T>): T => {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** A table of scores, few of them different so that many are equal; null: not allowed. */
const tables = (rows: number, columns: number) =>
  fc.array(
    fc.array(
      fc.oneof(
        { weight: 1, arbitrary: fc.constant(null) },
        { weight: 5, arbitrary: fc.constantFrom(0, 100, 250, 500, 501, 1000) },
      ),
      { minLength: columns, maxLength: columns },
    ),
    { minLength: rows, maxLength: rows },
  )
const rooms = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: length, maxLength: length })

const bothSides = fc
  .tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 }))
  .chain(([takers, seekers]) =>
    fc.record({
      takers: rooms(takers),
      seekers: rooms(seekers),
      table: tables(takers, seekers),
    }),
  )

type Case = { takers: number[]; seekers: number[]; table: (number | null)[][] }
const matchTable = ({ takers, seekers, table }: Case) =>
  runToEnd(
    matchPairs({
      takers,
      seekers,
      permille: (taker, seeker) => table[taker]?.[seeker] ?? 0,
      allowed: (taker, seeker) => table[taker]?.[seeker] !== null,
    }),
  )

/** Two who would both rather have each other, or have room for each other, and did not get each other. */
function blocking({ takers, seekers, table }: Case, pairs: readonly Pair[]): Pair[] {
  const scoreOf = (taker: number, seeker: number) => table[taker]?.[seeker] ?? 0
  const wants = (room: number, held: readonly number[], score: number) =>
    held.length < room || (held.length > 0 && Math.min(...held) < score)
  return takers.flatMap((takersRoom, taker) =>
    seekers.flatMap((seekersRoom, seeker): Pair[] => {
      if (table[taker]?.[seeker] === null) return []
      if (pairs.some(([a, b]) => a === taker && b === seeker)) return []
      const score = scoreOf(taker, seeker)
      const takers = pairs.filter(([a]) => a === taker).map(([a, b]) => scoreOf(a, b))
      const seekers = pairs.filter(([, b]) => b === seeker).map(([a, b]) => scoreOf(a, b))
      return wants(takersRoom, takers, score) && wants(seekersRoom, seekers, score)
        ? [[taker, seeker]]
        : []
    }),
  )
}

describe('MT2: matching two sides', () => {
  test('is stable: no two would both rather have each other', () => {
    fc.assert(
      fc.property(bothSides, (it) => {
        expect(blocking(it, matchTable(it))).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  test('keeps everybody’s room, matches a pair once, and nobody who may not be', () => {
    fc.assert(
      fc.property(bothSides, (it) => {
        const pairs = matchTable(it)
        for (const [taker, room] of it.takers.entries())
          expect(pairs.filter(([a]) => a === taker).length).toBeLessThanOrEqual(room)
        for (const [seeker, room] of it.seekers.entries())
          expect(pairs.filter(([, b]) => b === seeker).length).toBeLessThanOrEqual(room)
        expect(new Set(pairs.map(String)).size).toBe(pairs.length)
        expect(pairs.every(([a, b]) => it.table[a]?.[b] !== null)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('gives the same answer to the same question', () => {
    fc.assert(
      fc.property(bothSides, (it) => {
        expect(matchTable(it)).toEqual(matchTable(structuredClone(it)))
      }),
    )
  })

  test('spreads equals over all who have room, instead of filling the first one up', () => {
    const even = matchTable({
      takers: [3, 3, 3, 3],
      seekers: [1, 1, 1, 1],
      table: Array.from({ length: 4 }, () => [0, 0, 0, 0]),
    })
    expect(new Set(even.map(([taker]) => taker)).size).toBe(4)
  })
})

const oneSide = fc
  .integer({ min: 0, max: 8 })
  .chain((size) => fc.record({ room: rooms(size), table: tables(size, size) }))
type PeerCase = { room: number[]; table: (number | null)[][] }
const matchOneSide = ({ room, table }: PeerCase) =>
  runToEnd(
    matchPeers({
      room,
      permille: (a, b) => table[Math.min(a, b)]?.[Math.max(a, b)] ?? 0,
      allowed: (a, b) => table[Math.min(a, b)]?.[Math.max(a, b)] !== null,
    }),
  )

describe('MT2: matching peers', () => {
  test('is stable, keeps room, and matches nobody with themselves or whom they may not meet', () => {
    fc.assert(
      fc.property(oneSide, ({ room, table }) => {
        const pairs = matchOneSide({ room, table })
        const scoreOf = (a: number, b: number) => table[Math.min(a, b)]?.[Math.max(a, b)] ?? 0
        const of = (one: number) => pairs.filter((pair) => pair.includes(one))
        for (let a = 0; a < room.length; a++) {
          expect(of(a).length).toBeLessThanOrEqual(room[a] ?? 0)
          for (let b = a + 1; b < room.length; b++) {
            const matched = pairs.some(([x, y]) => x === a && y === b)
            if (table[a]?.[b] === null) expect(matched).toBe(false)
            else if (!matched) {
              const wants = (one: number) =>
                of(one).length < (room[one] ?? 0) ||
                of(one).some(([x, y]) => scoreOf(x, y) < scoreOf(a, b))
              expect(wants(a) && wants(b)).toBe(false)
            }
          }
        }
        expect(pairs.every(([a, b]) => a < b)).toBe(true)
        expect(matchOneSide({ room, table })).toEqual(pairs)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('MT2: matching groups', () => {
  const cases = fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 20 }))
    .chain(([hosts, participants]) =>
      fc.record({
        hosts: rooms(hosts),
        participants: fc.constant(participants),
        sizeMax: fc.integer({ min: 2, max: 6 }),
        table: tables(hosts, participants),
        apart: fc.uniqueArray(
          fc.tuple(fc.nat(Math.max(0, participants - 1)), fc.nat(Math.max(0, participants - 1))),
          { maxLength: 4, selector: String },
        ),
      }),
    )
  const run = ({ hosts, participants, sizeMax, table, apart }: CaseOf<typeof cases>) =>
    runToEnd(
      matchGroups({
        hosts,
        participants,
        sizeMax,
        permille: (host, one) => table[host]?.[one] ?? 0,
        allowed: (host, one) => table[host]?.[one] !== null,
        apart: (a, b) => apart.some(([x, y]) => (x === a && y === b) || (x === b && y === a)),
      }),
    )
  type CaseOf<A> = A extends fc.Arbitrary<infer T> ? T : never

  test('keeps sizes and hosts’ room, everybody in one group at most, none with whom they may not meet', () => {
    fc.assert(
      fc.property(cases, (it) => {
        const groups = run(it)
        const all = groups.flatMap(({ participants }) => participants)
        expect(new Set(all).size).toBe(all.length)
        for (const { host, participants } of groups) {
          expect(participants.length).toBeLessThanOrEqual(it.sizeMax)
          expect(groups.filter((group) => group.host === host).length).toBeLessThanOrEqual(
            it.hosts[host] ?? 0,
          )
          expect(participants.every((one) => it.table[host]?.[one] !== null)).toBe(true)
          for (const [a, b] of it.apart)
            expect(a !== b && participants.includes(a) && participants.includes(b)).toBe(false)
        }
        expect(run(it)).toEqual(groups)
      }),
      { numRuns: 1_000 },
    )
  })

  test('are balanced: sizes differ by one where nothing is excluded', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 2, max: 30 }),
        (hosts, many) => {
          const groups = run({
            hosts: Array.from({ length: hosts }, () => 1),
            participants: many,
            sizeMax: 50,
            table: Array.from({ length: hosts }, () =>
              Array.from({ length: many }, () => 500 as const),
            ),
            apart: [],
          })
          const sizes = groups.map(({ participants }) => participants.length)
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
          expect(Math.min(...sizes)).toBeGreaterThanOrEqual(2)
          expect(sizes.reduce((a, b) => a + b)).toBe(many)
        },
      ),
    )
  })
})
