import { describe, expect, test } from 'vitest'
import { type JoinDecision, mayJoin, type PathIn, type Standing, standingOf } from './may-join.ts'

const refused = 'already-a-member'

describe('US3, US5: who may join by which path', () => {
  test.each<[PathIn, Record<Standing, JoinDecision>]>([
    [
      'administrator-adds',
      {
        nobody: 'join',
        'invitation-expired': 'join-anew',
        invited: refused,
        registering: refused,
        active: refused,
        suspended: refused,
      },
    ],
    [
      'administrator-invites',
      {
        nobody: 'join',
        'invitation-expired': 'join-anew',
        invited: refused,
        registering: refused,
        active: refused,
        suspended: refused,
      },
    ],
    [
      'single-sign-on',
      {
        nobody: 'join',
        'invitation-expired': 'join-anew',
        invited: refused,
        registering: refused,
        active: refused,
        suspended: refused,
      },
    ],
  ])('%s', (path, table) => {
    for (const [standing, decision] of Object.entries(table))
      expect(mayJoin(path, standing as Standing)).toBe(decision)
  })
})

test('US7: who has entered another organization cannot join by single sign-on; administrators are not told (PR4)', () => {
  for (const standing of ['nobody', 'invitation-expired'] as const) {
    expect(mayJoin('single-sign-on', standing, true)).toBe('registered-elsewhere')
    for (const path of ['administrator-adds', 'administrator-invites'] as const)
      expect(mayJoin(path, standing, true)).toBe(mayJoin(path, standing, false))
  }
  expect(mayJoin('single-sign-on', 'active', true)).toBe(refused)
})

test('US5: an invitation counts until the moment in which it expires', () => {
  const invitationExpiresAt = new Date('2026-03-01T00:00:00Z')
  const invited = { status: 'invited', invitationExpiresAt } as const
  expect(standingOf(invited, new Date('2026-02-28T23:59:59Z'))).toBe('invited')
  expect(standingOf(invited, invitationExpiresAt)).toBe('invitation-expired')
  expect(standingOf(null, invitationExpiresAt)).toBe('nobody')
  expect(standingOf({ status: 'suspended', invitationExpiresAt: null }, invitationExpiresAt)).toBe(
    'suspended',
  )
})
