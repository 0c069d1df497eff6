import { expect, test } from 'vitest'
import { stateOf } from './state-of.ts'

const someone = { status: 'registered', activeMatches: 0, openMatches: 0, capacity: 2 } as const

test.each([
  [someone, 'unmatched'],
  // A request or a proposal takes a place, and matches nobody.
  [{ ...someone, openMatches: 2 }, 'unmatched'],
  [{ ...someone, activeMatches: 1, openMatches: 1 }, 'matched'],
  [{ ...someone, activeMatches: 1, openMatches: 2 }, 'full'],
  [{ ...someone, status: 'frozen' as const }, 'frozen'],
  [{ ...someone, status: 'left' as const }, 'left'],
] as const)('MT2: somebody with %o is %s', (participant, state) => {
  expect(stateOf(participant)).toBe(state)
})
