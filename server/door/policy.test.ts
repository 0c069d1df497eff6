import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type SecondFactor, secondFactors } from '#api/door.ts'
import { demandOf, demandsMore, readPolicy, type SignInPolicy, stricter } from './policy.ts'

/** An organization's policy and what a role demands besides. */
interface Demands extends Omit<SignInPolicy, 'connections'> {
  roleSecondFactor: SecondFactor
  roleSingleSession: boolean
}

const lax: Demands = {
  firstFactor: 'password',
  secondFactor: 'none',
  evidenceSeconds: null,
  sessionSeconds: 604_800,
  idleSeconds: 86_400,
  passwordDays: null,
  singleSession: false,
  roleSecondFactor: 'none',
  roleSingleSession: false,
}

/** As the function `policy_of` packs it. */
const pack = (d: Demands): string =>
  [
    d.firstFactor,
    d.secondFactor,
    d.roleSecondFactor,
    d.sessionSeconds,
    d.idleSeconds,
    d.evidenceSeconds ?? 0,
    d.passwordDays ?? 0,
    Number(d.singleSession),
    Number(d.roleSingleSession),
  ].join(',')
const packPlanned = (d: Demands, from: Date, planned: Demands) =>
  `${pack(d)},${from.getTime()},${pack(planned)}`

const now = new Date('2026-01-15T12:00:00Z')
const after = (milliseconds: number) => new Date(now.getTime() + milliseconds)

test.each(
  secondFactors.flatMap((a, x) => secondFactors.map((b, y) => [a, b, x > y ? a : b] as const)),
)('DR1: of %s and %s the stronger demand is %s, whoever makes it', (a, b, expected) => {
  expect(stricter(a, b)).toBe(expected)
  const packed = pack({ ...lax, secondFactor: a, roleSecondFactor: b })
  expect(readPolicy(packed, now).secondFactor).toBe(expected)
})

test.each([
  [false, false, false],
  [true, false, true],
  [false, true, true],
  [true, true, true],
])(
  'DR1: single session of the organization %s, of the role %s: %s',
  (singleSession, roleSingleSession, expected) => {
    const packed = pack({ ...lax, singleSession, roleSingleSession })
    expect(readPolicy(packed, now).singleSession).toBe(expected)
  },
)

test('DR6: what is planned acts from its very date on, whole, and not a millisecond before', () => {
  const planned: Demands = {
    firstFactor: 'sso',
    secondFactor: 'totp',
    evidenceSeconds: 600,
    sessionSeconds: 3600,
    idleSeconds: 300,
    passwordDays: 30,
    singleSession: true,
    roleSecondFactor: 'none',
    roleSingleSession: false,
  }
  const packed = packPlanned(lax, now, planned)
  const before = readPolicy(pack(lax), now)
  expect(readPolicy(packed, after(-1))).toEqual(before)
  const { roleSecondFactor: _, roleSingleSession: __, ...expected } = planned
  expect(readPolicy(packed, now)).toEqual({ ...expected, connections: [] })
  expect(readPolicy(packed, after(1))).toEqual(readPolicy(packed, now))
  // Read before, it is not kept as it was then: nor the other way round.
  expect(readPolicy(packed, after(-1))).toEqual(before)
})

test('DR1, DR6: the demand of the role stays, whatever is planned', () => {
  const strictRole: Demands = { ...lax, roleSecondFactor: 'totp', roleSingleSession: true }
  const packed = packPlanned(strictRole, now, { ...strictRole, secondFactor: 'email_otp' })
  for (const at of [after(-1), after(1)])
    expect(readPolicy(packed, at)).toMatchObject({ secondFactor: 'totp', singleSession: true })
})

const acmeId = ['0198-a', 'Acme | Okta, "EU"', false, 1_767_000_000_123] as const
const strongId = ['0198-b', 'Acme Strong', true, 1_767_000_000_124] as const
/** As the function `connections_of` packs them, behind a bar. */
const withConnections = (packed: string, ...connections: (typeof acmeId | typeof strongId)[]) =>
  `${packed}|${JSON.stringify(connections)}`
const read = ([id, name, providesSecondFactor, since]: typeof acmeId | typeof strongId) => ({
  id,
  name,
  providesSecondFactor,
  since: new Date(since),
})

test('DR1, DR3: the connections behind the bar are read, whatever they are called, in their order', () => {
  const packed = withConnections(pack({ ...lax, firstFactor: 'sso' }), acmeId, strongId)
  expect(readPolicy(packed, now)).toMatchObject({
    firstFactor: 'sso',
    connections: [read(acmeId), read(strongId)],
  })
  expect(
    readPolicy(withConnections(pack({ ...lax, firstFactor: 'sso' })), now).connections,
  ).toEqual([])
})

test('DR6: what is planned has the connections as well, on both sides of the date', () => {
  const planned = packPlanned(lax, now, { ...lax, firstFactor: 'sso', singleSession: true })
  const packed = withConnections(planned, strongId)
  expect(readPolicy(packed, after(-1))).toEqual({
    ...readPolicy(pack(lax), now),
    connections: [read(strongId)],
  })
  expect(readPolicy(packed, now)).toMatchObject({
    firstFactor: 'sso',
    singleSession: true,
    connections: [read(strongId)],
  })
})

test('DR2: a policy with other connections, or with one enabled anew, is another policy', () => {
  const packed = pack({ ...lax, firstFactor: 'sso' })
  const before = readPolicy(withConnections(packed, acmeId), now)
  const [id, name, provides, since] = acmeId
  const after = `${packed}|${JSON.stringify([[id, name, provides, since + 1]])}`
  expect(before.connections[0]?.since).toEqual(new Date(since))
  expect(readPolicy(after, now).connections[0]?.since).toEqual(new Date(since + 1))
})

test('DR1: a demand that this version does not know is taken for the strongest', () => {
  const packed = pack(lax).replace('none', 'iris-scan')
  expect(readPolicy(packed, now).secondFactor).toBe('totp')
})

// biome-ignore format: a table
test.each<[more: boolean, what: string, policy: Partial<SignInPolicy>, than: Partial<SignInPolicy>]>([
  [true,  'single sign-on in place of the password',        { firstFactor: 'sso' },                       {}],
  [false, 'the password in place of single sign-on',        {},                                           { firstFactor: 'sso' }],
  [false, 'single sign-on, as before',                      { firstFactor: 'sso' },                       { firstFactor: 'sso' }],
  [true,  'a second factor',                                { secondFactor: 'email_otp' },                {}],
  [true,  'a stronger one',                                 { secondFactor: 'totp' },                     { secondFactor: 'email_otp' }],
  [false, 'a weaker one',                                   { secondFactor: 'email_otp' },                { secondFactor: 'totp' }],
  [false, 'the same one',                                   { secondFactor: 'totp' },                     { secondFactor: 'totp' }],
  [true,  'single sign-on, though with a weaker factor',    { firstFactor: 'sso' },                       { secondFactor: 'totp' }],
  [true,  'a stronger factor, though with the password',    { secondFactor: 'totp' },                     { firstFactor: 'sso' }],
  [false, 'shorter times, younger passwords, one session',  { sessionSeconds: 300, passwordDays: 1, singleSession: true }, {}],
])('DR6: more proofs are demanded, %s: %s', (more, _, policy, than) => {
  const standard = readPolicy(pack(lax), now)
  expect(demandsMore({ ...standard, ...policy }, { ...standard, ...than })).toBe(more)
})

test('DR1: a policy that many share is read once; those of yesterday are not kept for ever', () => {
  const read = (sessionSeconds: number) => readPolicy(pack({ ...lax, sessionSeconds }), now)
  const first = read(1000)
  read(1001)
  expect(read(1000)).toBe(first)
  for (let n = 0; n < 1000; n++) read(2000 + n)
  expect(read(1000)).not.toBe(first)
  expect(read(1000)).toEqual(first)
})

const anyDemands: fc.Arbitrary<Demands> = fc.record({
  firstFactor: fc.constantFrom('password', 'sso'),
  secondFactor: fc.constantFrom(...secondFactors),
  evidenceSeconds: fc.option(fc.integer({ min: 300, max: 86_400 })),
  sessionSeconds: fc.integer({ min: 300, max: 86_400 * 365 }),
  idleSeconds: fc.integer({ min: 300, max: 86_400 * 365 }),
  passwordDays: fc.option(fc.integer({ min: 1, max: 3650 })),
  singleSession: fc.boolean(),
  roleSecondFactor: fc.constantFrom(...secondFactors),
  roleSingleSession: fc.boolean(),
})

test('DR1, DR6: whatever is packed is read as it was meant, on both sides of the date', () => {
  const read = ({ roleSecondFactor, roleSingleSession, ...policy }: Demands): SignInPolicy => ({
    ...policy,
    secondFactor: stricter(policy.secondFactor, roleSecondFactor),
    singleSession: policy.singleSession || roleSingleSession,
    connections: [],
  })
  // As who is judged is bound by it, before it stands.
  const demanded = ({ roleSecondFactor, roleSingleSession, ...policy }: Demands): SignInPolicy =>
    demandOf(policy, { secondFactor: roleSecondFactor, singleSession: roleSingleSession }, [])
  fc.assert(
    fc.property(anyDemands, anyDemands, fc.integer({ min: -1e9, max: 1e9 }), (a, b, lead) => {
      expect(readPolicy(pack(a), now)).toEqual(read(a))
      expect(demanded(a)).toEqual(read(a))
      const from = after(lead)
      expect(readPolicy(packPlanned(a, from, b), now)).toEqual(read(lead <= 0 ? b : a))
    }),
    // More than are kept at once.
    { numRuns: 1500 },
  )
})
