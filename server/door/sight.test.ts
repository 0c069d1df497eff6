import { expect, test } from 'vitest'
import type { ConnectionId, OrganizationId } from '#api/common.ts'
import type { Evidence, Standing } from '#server/access/caller.ts'
import { provedOwn, type Sight, sees, sightOf } from './sight.ts'

const [acme, globex, initech] = ['acme', 'globex', 'initech'].map((id) => id as OrganizationId) as [
  OrganizationId,
  OrganizationId,
  OrganizationId,
]
const at = new Date('2026-01-15T12:00:00Z')
const own = (kind: Evidence['kind']): Evidence => ({
  kind,
  connectionId: null,
  organizationId: null,
  at,
})
const sso = (organizationId: OrganizationId): Evidence => ({
  kind: 'sso',
  connectionId: `connection of ${organizationId}` as ConnectionId,
  organizationId,
  at,
})
const stands = (mailboxDoubt: Standing['mailboxDoubt'] = null): Standing => ({
  passwordChangedAt: at,
  passwordTemporary: false,
  totpEnrolled: true,
  mailboxDoubt,
  deletionDueAt: null,
})

// biome-ignore format: a table
test.each<[what: string, evidence: Evidence[], doubt: Standing['mailboxDoubt'], sight: Sight]>([
  ['LG2: nothing proved, nothing in sight',                                   [],                                     null,            []],
  ['DR3: single sign-on alone shows the organization that vouched',           [sso(acme)],                            null,            [acme]],
  ['DR3: of two those two',                                                   [sso(acme), sso(globex)],               null,            [acme, globex]],
  ['LG2: the password shows everything',                                      [own('password')],                      null,            'everywhere'],
  ['LG2: so do a mailbox code, an authenticator and a passkey',               [own('email_otp')],                     null,            'everywhere'],
  ['LG2: an authenticator',                                                   [own('totp')],                          null,            'everywhere'],
  ['LG2: a passkey',                                                          [own('passkey')],                       null,            'everywhere'],
  ['DR3: also beside single sign-on',                                         [sso(acme), own('totp')],               null,            'everywhere'],
  ['PW4: in doubt, the password shows the organization that made it',         [own('password')],                      { by: globex },  [globex]],
  ['PW4: and what vouched besides',                                           [own('password'), sso(acme)],           { by: globex },  [globex, acme]],
  ['PW4: nothing where that is gone',                                         [own('password')],                      { by: null },    []],
  ['PW4: but what vouched',                                                   [own('password'), sso(acme)],           { by: null },    [acme]],
  ['PW4: a doubt adds nothing to single sign-on alone',                       [sso(acme)],                            { by: globex },  [acme]],
])('%s', (_, evidence, doubt, sight) => {
  expect(sightOf({ evidence, standing: stands(doubt) })).toEqual(sight)
})

test('DR3: one’s own is whatever no identity provider vouched for', () => {
  expect(provedOwn({ evidence: [] })).toBe(false)
  expect(provedOwn({ evidence: [sso(acme), sso(globex)] })).toBe(false)
  for (const kind of ['password', 'email_otp', 'totp', 'passkey'] as const)
    expect(provedOwn({ evidence: [sso(acme), own(kind)] })).toBe(true)
})

test('PR4: whoever sees some organizations sees no other', () => {
  expect(sees('everywhere', initech)).toBe(true)
  expect(sees([acme, globex], globex)).toBe(true)
  expect(sees([acme, globex], initech)).toBe(false)
  expect(sees([], acme)).toBe(false)
})
