import { expect, test } from 'vitest'
import type { OperationId } from '#api/common.ts'
import { openPlaces } from './open-places.ts'

const [a, b, c, d] = ['a', 'b', 'c', 'd'] as OperationId[] as [
  OperationId,
  OperationId,
  OperationId,
  OperationId,
]

test('OR4: places are bounded, and given in the order of asking, whoever asks again first', () => {
  const take = openPlaces(2, () => 0)
  const leave = take(a)
  expect(take(b)).not.toBeNull()
  expect(take(c)).toBeNull()
  expect(take(d)).toBeNull()
  leave?.()
  expect(take(d)).toBeNull()
  const leaveAgain = take(c)
  expect(leaveAgain).not.toBeNull()
  leaveAgain?.()
  expect(take(d)).not.toBeNull()
})

test('OR4: whoever is served elsewhere keeps nobody waiting', () => {
  let now = 0
  const take = openPlaces(1, () => now)
  const leave = take(a)
  expect(take(b)).toBeNull()
  leave?.()
  now = 10_000
  expect(take(c)).toBeNull()
  now = 10_001
  expect(take(c)).not.toBeNull()
})
