import { expect, test } from 'vitest'
import { readEvidence } from './read-evidence.ts'

const connection = '01890a5d-ac96-774b-bcce-b302099a8057'
const organization = '01890a5d-ac96-774b-bcce-b302099a8058'
const [first, second] = [1_767_225_600_000, 1_767_225_660_000]

test.each([
  ['a log-in that is gone', null, []],
  ['nothing proved', '', []],
  [
    'what has no connection',
    `password,,${first}`,
    [{ kind: 'password', connectionId: null, organizationId: null, at: new Date(first) }],
  ],
  [
    'the connection of single sign-on, and more than one proof',
    `sso,${connection},${first},${organization} totp,,${second}`,
    [
      {
        kind: 'sso',
        connectionId: connection,
        organizationId: organization,
        at: new Date(first),
      },
      { kind: 'totp', connectionId: null, organizationId: null, at: new Date(second) },
    ],
  ],
])('DR3: evidence is read as it is packed: %s', (_, packed, evidence) => {
  expect(readEvidence(packed)).toEqual(evidence)
})
