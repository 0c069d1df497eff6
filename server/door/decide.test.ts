import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Step } from '#api/door.ts'
import type { Evidence } from '#server/access/caller.ts'
import { decide, type MemberAtDoor } from './decide.ts'
import type { SignInPolicy } from './policy.ts'

const now = new Date('2026-01-15T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
const own = { id: 'own', name: 'Acme Identity', providesSecondFactor: false }
const strong = { id: 'strong', name: 'Acme Strong', providesSecondFactor: true }

const policy = (values: Partial<SignInPolicy> = {}): SignInPolicy => ({
  firstFactor: 'password',
  secondFactor: 'none',
  evidenceSeconds: null,
  sessionSeconds: 86_400,
  idleSeconds: 3600,
  passwordDays: null,
  singleSession: false,
  connections: [],
  ...values,
})
const member = (values: Partial<MemberAtDoor> = {}): MemberAtDoor => ({
  guest: false,
  totpEnrolled: true,
  passwordChangedAt: ago(0),
  passwordTemporary: false,
  mailboxInDoubt: false,
  idledOutAt: null,
  ...values,
})
const proved = (
  kind: Evidence['kind'],
  seconds = 10,
  connectionId: string | null = null,
): Evidence => ({
  kind,
  connectionId,
  at: ago(seconds),
})

const sso = policy({ firstFactor: 'sso', connections: [own, strong] })
const days = 86_400

// biome-ignore format: a table
const cases: [string, SignInPolicy, MemberAtDoor, Evidence[], Step['kind'][]][] = [
  ['LG4: a password opens a password-only door',        policy(),                              member(), [proved('password')],                              []],
  ['nothing proved',                                    policy(),                              member(), [],                                                ['password']],
  ['the password never suffices where SSO is demanded', sso,                                   member(), [proved('password')],                              ['sso']],
  ['own connection opens',                              sso,                                   member(), [proved('sso', 10, 'own')],                        []],
  ['DR3: another organization’s connection does not',   sso,                                   member(), [proved('sso', 10, 'other')],                      ['sso']],
  ['DR1: a guest uses the password instead',            sso,                                   member({ guest: true }), [proved('password')],               []],
  ['SSO does not help a guest',                         sso,                                   member({ guest: true }), [proved('sso', 10, 'own')],         ['password']],
  ['SSO is no password',                                policy(),                              member(), [proved('sso', 10, 'own')],                        ['password']],
  ['a code is asked after the password',                policy({ secondFactor: 'email_otp' }), member(), [proved('password')],                              ['email_otp']],
  ['both at once, in order',                            policy({ secondFactor: 'totp' }),      member(), [],                                                ['password', 'totp']],
  ['the stronger satisfies the weaker',                 policy({ secondFactor: 'email_otp' }), member(), [proved('password'), proved('totp')],              []],
  ['the weaker does not satisfy the stronger',          policy({ secondFactor: 'totp' }),      member(), [proved('password'), proved('email_otp')],         ['totp']],
  ['a second factor applies after SSO too',             { ...sso, secondFactor: 'totp' },      member(), [proved('sso', 10, 'own')],                        ['totp']],
  ['unless the connection provides it',                 { ...sso, secondFactor: 'totp' },      member(), [proved('sso', 10, 'strong')],                     []],
  ['an old connection of the two is not the used one',  { ...sso, secondFactor: 'totp', evidenceSeconds: 60 }, member(), [proved('sso', 90, 'strong'), proved('sso', 10, 'own')], ['totp']],
  ['evidence too old is none',                          policy({ evidenceSeconds: 60 }),       member(), [proved('password', 61)],                          ['password']],
  ['evidence just young enough',                        policy({ evidenceSeconds: 60 }),       member(), [proved('password', 60)],                          []],
  ['none is older than a session may become',           policy({ sessionSeconds: 600 }),       member(), [proved('password', 601)],                         ['password']],
  ['evidence from the future is none',                  policy(),                              member(), [proved('password', -61)],                         ['password']],
  ['after idling out, older evidence is none',          policy(),                              member({ idledOutAt: ago(30) }), [proved('password', 31)],   ['password']],
  ['after idling out, newer evidence counts',           policy(),                              member({ idledOutAt: ago(30) }), [proved('password', 29)],   []],
  ['an expired password must be replaced',              policy({ passwordDays: 30 }),          member({ passwordChangedAt: ago(31 * days) }), [proved('password')], ['new_password']],
  ['but is not asked for before it was proved',         policy({ passwordDays: 30 }),          member({ passwordChangedAt: ago(31 * days) }), [],           ['password']],
  ['an expired password matters not to SSO',            { ...sso, passwordDays: 30 },          member({ passwordChangedAt: ago(31 * days) }), [proved('sso', 10, 'own')], []],
]

test.each(cases)('DR2: %s', (_, demands, who, evidence, expected) => {
  const decision = decide(demands, who, evidence, now)
  expect(decision.enter ? [] : decision.missing.map((step) => step.kind)).toEqual(expected)
})

const kinds = fc.constantFrom<Evidence['kind']>('password', 'email_otp', 'totp', 'passkey', 'sso')
const anyEvidence = fc.array(
  fc.record({
    kind: kinds,
    connectionId: fc.constantFrom(null, 'own', 'strong', 'other'),
    at: fc.integer({ min: -300, max: 4000 }).map(ago),
  }),
  { maxLength: 6 },
)
const anyPolicy = fc.record({
  firstFactor: fc.constantFrom('password' as const, 'sso' as const),
  secondFactor: fc.constantFrom('none' as const, 'email_otp' as const, 'totp' as const),
  evidenceSeconds: fc.constantFrom(null, 60, 600, 3600),
  sessionSeconds: fc.constantFrom(1800, 86_400),
  idleSeconds: fc.constant(3600),
  passwordDays: fc.constantFrom(null, 1, 30),
  singleSession: fc.boolean(),
  connections: fc.subarray([own, strong]),
})
const anyMember = fc.record({
  guest: fc.boolean(),
  totpEnrolled: fc.boolean(),
  passwordChangedAt: fc.constantFrom(null, ago(0), ago(10 * days), ago(40 * days)),
  passwordTemporary: fc.boolean(),
  mailboxInDoubt: fc.boolean(),
  idledOutAt: fc.constantFrom(null, ago(30), ago(600)),
})

/** The door once more, slowly and otherwise: as a list of sentences, each true or false. */
function decideSlowly(p: SignInPolicy, m: MemberAtDoor, evidence: readonly Evidence[]): string[] {
  const counts = (e: Evidence) => {
    const age = (now.getTime() - e.at.getTime()) / 1000
    return !(
      age < -60 ||
      (p.evidenceSeconds !== null ? age > p.evidenceSeconds : age > p.sessionSeconds) ||
      (m.idledOutAt !== null && e.at.getTime() <= m.idledOutAt.getTime())
    )
  }
  const has = (kind: string) => evidence.some((e) => counts(e) && e.kind === kind)
  const used = p.connections.filter((c) =>
    evidence.some((e) => counts(e) && e.kind === 'sso' && e.connectionId === c.id),
  )
  const wantsSso = p.firstFactor === 'sso' && !m.guest
  const answer: string[] = []
  if (wantsSso && used.length === 0) answer.push('sso')
  if (!wantsSso && !has('password')) answer.push('password')
  const providedBySso = wantsSso && used.length > 0 && used[0]?.providesSecondFactor === true
  if (p.secondFactor === 'totp' && !has('totp') && !providedBySso) answer.push('totp')
  if (p.secondFactor === 'email_otp' && !has('email_otp') && !has('totp') && !providedBySso)
    answer.push('email_otp')
  const ageDays =
    m.passwordChangedAt === null ? 0 : (now.getTime() - m.passwordChangedAt.getTime()) / 86_400_000
  if (answer.length === 0 && !wantsSso && p.passwordDays !== null && ageDays > p.passwordDays)
    answer.push('new_password')
  return answer
}

test('DR2: the door decides like a second, slow implementation', () => {
  fc.assert(
    fc.property(anyPolicy, anyMember, anyEvidence, (p, m, evidence) => {
      const decision = decide(p, m, evidence, now)
      expect(decision.enter ? [] : decision.missing.map((s) => s.kind)).toEqual(
        decideSlowly(p, m, evidence),
      )
    }),
    { numRuns: 3000 },
  )
})

test('SW4: proving exactly what is missing opens the door, and leaving one of it out does not', () => {
  fc.assert(
    fc.property(anyPolicy, anyMember, anyEvidence, (p, m, evidence) => {
      const decision = decide(p, m, evidence, now)
      if (decision.enter) return
      fc.pre(!decision.missing.some((s) => s.kind === 'new_password'))
      fc.pre(!decision.missing.some((s) => s.kind === 'sso' && s.connections.length === 0))
      const proofs = decision.missing.map(
        (step): Evidence => ({
          kind: step.kind as Evidence['kind'],
          connectionId: step.kind === 'sso' ? (step.connections[0]?.id ?? null) : null,
          at: now,
        }),
      )
      const after = decide(p, m, [...evidence, ...proofs], now)
      expect(after.enter || after.missing.every((s) => s.kind === 'new_password')).toBe(true)
      for (const left of proofs) {
        const without = decide(p, m, [...evidence, ...proofs.filter((e) => e !== left)], now)
        // A connection that provides the second factor makes a code that was asked for superfluous.
        const provided = proofs.some((e) => e.connectionId === 'strong') && left.kind !== 'sso'
        if (!provided) expect(without.enter).toBe(false)
      }
    }),
    { numRuns: 2000 },
  )
})

test('DR3: evidence of a foreign connection never changes a decision', () => {
  fc.assert(
    fc.property(anyPolicy, anyMember, anyEvidence, (p, m, evidence) => {
      const without = evidence.filter((e) => e.kind !== 'sso' || e.connectionId !== 'other')
      const foreign: Evidence = { kind: 'sso', connectionId: 'other', at: now }
      expect(decide(p, m, [...without, foreign], now)).toEqual(decide(p, m, without, now))
    }),
  )
})

test('DR1: more evidence never closes a door that is open, and a stricter demand never opens one', () => {
  fc.assert(
    fc.property(anyPolicy, anyMember, anyEvidence, kinds, (p, m, evidence, kind) => {
      fc.pre(p.connections.length < 2)
      const decision = decide(p, m, evidence, now)
      const more: Evidence = { kind, connectionId: null, at: now }
      if (decision.enter) expect(decide(p, m, [...evidence, more], now).enter).toBe(true)
      else expect(decide({ ...p, secondFactor: 'totp' }, m, evidence, now).enter).toBe(false)
    }),
  )
})
