import { expect, test } from 'vitest'
import type { SignInPolicy } from '#api/policies.ts'
import { isPlan } from './plan.ts'

const policy: SignInPolicy = {
  firstFactor: 'password',
  secondFactor: 'totp',
  evidenceSeconds: null,
  sessionSeconds: 604_800,
  idleSeconds: 86_400,
  passwordDays: null,
  singleSession: false,
}
const from = '2026-03-01T12:00:00.000Z'
const planned = { policy, from: new Date(from), announcedBy: 'Ana' }

test.each([
  [true, 'the same', { policy, from }],
  [true, 'the same moment, written otherwise', { policy, from: '2026-03-01T19:00:00+07:00' }],
  // Who puts a plan off must not see it act at the earlier date.
  [false, 'the same policy at another date', { policy, from: '2026-03-01T11:59:59.999Z' }],
  [false, 'another policy', { policy: { ...policy, singleSession: true }, from }],
])('DR6: a job is of a plan, %s: %s', (expected, _, asked) => {
  expect(isPlan(planned, asked)).toBe(expected)
})
