import { describe, expect, test } from 'vitest'
import {
  isJoining,
  mayJoin,
  notedAs,
  type PathIn,
  pathsIn,
  places,
  standingOf,
  standings,
} from './may-join.ts'

/** What holds for each kind of person, in the order of `standings`; after a slash, where they are registered elsewhere (US7). */
const table: Record<PathIn, string[]> = {
  'administrator-adds': ['join', 'already-a-member', 'join-anew', 'join-anew', ...here()],
  'administrator-imports': ['join', 'update', 'join-anew', 'join-anew', ...here('update')],
  'administrator-invites': ['join', 'already-a-member', 'join-anew', 'join-anew', ...here()],
  'accepts-invitation': ['nothing-here', 'join', ...Array(5).fill('nothing-here')],
  'member-invites': ['join', 'already-a-member', 'already-a-member', 'join-anew', ...here()],
  'accepts-member-invitation': [
    'nothing-here',
    'nothing-here',
    'join/registered-elsewhere',
    ...Array(4).fill('nothing-here'),
  ],
  'access-link': [
    'join/registered-elsewhere',
    'invited-already',
    'join-anew/registered-elsewhere',
    'join-anew/registered-elsewhere',
    'already-a-member',
    'already-a-member',
    'not-possible',
  ],
  'single-sign-on': [
    'join/registered-elsewhere',
    'already-a-member',
    'already-a-member',
    'join-anew/registered-elsewhere',
    ...here(),
  ],
  'sign-up': Array(7).fill('join/registered-elsewhere'),
}
function here(decision = 'already-a-member') {
  return [decision, decision, decision]
}

describe('US3, US5–US8: who may join by which path', () => {
  test.each(pathsIn)('%s', (path) => {
    const found = standings.map((standing) => {
      const [alone, elsewhere] = [false, true].map((registeredElsewhere) =>
        mayJoin(path, { standing, registeredElsewhere }),
      )
      return alone === elsewhere ? alone : `${alone}/${elsewhere}`
    })
    expect(found).toEqual(table[path])
  })
})

/** What a way says that is shut, to somebody who could join by it; null: it cannot be so, and changes nothing. */
const shut: Record<PathIn, (string | null)[]> = {
  'administrator-adds': ['nothing-here', null, null, null, null, null],
  'administrator-imports': ['nothing-here', null, null, null, null, null],
  'administrator-invites': ['nothing-here', null, null, null, null, null],
  'accepts-invitation': ['nothing-here', null, null, null, null, null],
  'member-invites': ['nothing-here', 'way-off', null, null, null, null],
  'accepts-member-invitation': ['nothing-here', 'not-possible', null, null, null, null],
  'access-link': [
    'nothing-here',
    'nothing-here',
    'nothing-here',
    'nothing-here',
    'link-used-up',
    'domain-not-listed',
  ],
  'single-sign-on': ['nothing-here', 'way-off', null, null, null, 'domain-not-listed'],
  'sign-up': [null, 'way-off', null, null, null, null],
}

describe('US6: a way that is shut', () => {
  test.each(pathsIn)('%s', (path) => {
    for (const [at, place] of places.entries())
      for (const standing of standings)
        for (const registeredElsewhere of [false, true]) {
          const asked = { standing, registeredElsewhere }
          const open = mayJoin(path, asked)
          const alone = mayJoin(path, { standing })
          const said = shut[path][at]
          const expected =
            said === null ? open : said === 'nothing-here' || isJoining(alone) ? said : open
          expect(mayJoin(path, { ...asked, place }), `${place} ${standing}`).toBe(expected)
        }
  })

  test('PR4: tells of nobody that they are registered elsewhere who could not join anyway', () => {
    const asked = { standing: 'nobody', registeredElsewhere: true } as const
    expect(mayJoin('access-link', { ...asked, place: 'domain-not-listed' })).toBe(
      'domain-not-listed',
    )
    expect(mayJoin('access-link', { ...asked, standing: 'suspended' })).toBe('not-possible')
  })
})

test('PR4: what somebody has elsewhere never counts where the organization decides', () => {
  for (const path of [
    'administrator-adds',
    'administrator-imports',
    'administrator-invites',
    'accepts-invitation',
    'member-invites',
  ] as const)
    for (const standing of standings)
      expect(mayJoin(path, { standing, registeredElsewhere: true })).toBe(
        mayJoin(path, { standing }),
      )
})

test('US7: administrators find in their list whom they can help, and nobody else', () => {
  expect(notedAs('registered-elsewhere', 'nobody')).toBe('registered-elsewhere')
  expect(notedAs('link-used-up', 'nobody')).toBe('link-used-up')
  expect(notedAs('domain-not-listed', 'nobody')).toBe('domain-not-listed')
  expect(notedAs('not-possible', 'suspended')).toBe('suspended')
  for (const decision of [
    'not-possible',
    'already-a-member',
    'invited-already',
    'nothing-here',
  ] as const)
    expect(notedAs(decision, 'active')).toBeNull()
})

test('US5: an invitation counts until the moment in which it expires, whoever has sent it', () => {
  const invitationExpiresAt = new Date('2026-03-01T00:00:00Z')
  const before = new Date('2026-02-28T23:59:59Z')
  const invited = { status: 'invited', source: 'invited', invitationExpiresAt } as const
  const byMember = { ...invited, source: 'member-invited' }
  expect(standingOf(invited, before)).toBe('invited')
  expect(standingOf(byMember, before)).toBe('invited-by-member')
  for (const one of [invited, byMember])
    expect(standingOf(one, invitationExpiresAt)).toBe('invitation-expired')
  expect(standingOf(null, before)).toBe('nobody')
  // Accepted, or added by an administrator, it is a row like all others.
  const accepted = {
    status: 'active',
    source: 'member-invited',
    invitationExpiresAt: null,
  } as const
  expect(standingOf(accepted, before)).toBe('active')
})
