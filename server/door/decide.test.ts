import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConnectionId, OrganizationId } from '#api/common.ts'
import { type Step, stepKinds } from '#api/door.ts'
import type { Evidence, Standing } from '#server/access/caller.ts'
import { decide, type MemberAtDoor, memberAtDoor } from './decide.ts'
import type { Connection, SignInPolicy } from './policy.ts'

const now = new Date('2026-01-15T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
const connection = (id: string, name: string, values: Partial<Connection> = {}): Connection => ({
  id: id as ConnectionId,
  name,
  providesSecondFactor: false,
  since: ago(3000),
  ...values,
})
const own = connection('own', 'Acme Identity')
const strong = connection('strong', 'Acme Strong', { providesSecondFactor: true })
const renewed = connection('renewed', 'Acme Anew', { since: ago(20) })
const acme = '01890a5d-ac96-774b-bcce-b302099a8057' as OrganizationId
const globex = '01890a5d-ac96-774b-bcce-b302099a8058' as OrganizationId

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
  connectionId: connectionId as ConnectionId | null,
  organizationId: connectionId ? (connectionId === 'other' ? globex : acme) : null,
  at: ago(seconds),
})

const sso = policy({ firstFactor: 'sso', connections: [own, strong] })
const days = 86_400

// The steps as the contract has them, written out once more.
const password: Step = { kind: 'password', proveAt: '/api/v1/proofs/password' }
const emailCode: Step = {
  kind: 'email_otp',
  reason: 'demanded',
  proveAt: '/api/v1/proofs/email-code',
}
const mailbox: Step = {
  kind: 'email_otp',
  reason: 'mailbox-in-doubt',
  proveAt: '/api/v1/proofs/email-code',
}
const totp: Step = { kind: 'totp', enrolled: true, proveAt: '/api/v1/proofs/totp' }
const enrol: Step = {
  kind: 'totp',
  enrolled: false,
  proveAt: '/api/v1/me/authenticator/enrolment',
}
const expired: Step = { kind: 'new_password', reason: 'expired', proveAt: '/api/v1/me/password' }
const temporary: Step = {
  kind: 'new_password',
  reason: 'temporary',
  proveAt: '/api/v1/me/password',
}
const ssoStep: Step = {
  kind: 'sso',
  connections: [
    { id: own.id, name: 'Acme Identity' },
    { id: strong.id, name: 'Acme Strong' },
  ],
  proveAt: '/api/v1/sso/attempts',
}
const through = (...connections: Connection[]): Step => ({
  kind: 'sso',
  connections: connections.map(({ id, name }) => ({ id, name })),
  proveAt: '/api/v1/sso/attempts',
})
const by = (...connections: Connection[]) => policy({ firstFactor: 'sso', connections })
const twice = (demands: SignInPolicy): SignInPolicy => ({ ...demands, secondFactor: 'totp' })

const email = policy({ secondFactor: 'email_otp' })
const cloud = policy({ secondFactor: 'totp' })
const bare = member({ totpEnrolled: false })
const doubted = member({ mailboxInDoubt: true })
const byAdmin = member({ passwordTemporary: true })
const monthly = policy({ passwordDays: 30 })
const aged = (seconds: number) => member({ passwordChangedAt: ago(seconds) })
const guest = member({ guest: true })

// biome-ignore format: a table
const cases: [string, SignInPolicy, MemberAtDoor, Evidence[], Step[]][] = [
  ['LG4: a password opens a password-only door',        policy(),                              member(), [proved('password')],                              []],
  ['nothing proved',                                    policy(),                              member(), [],                                                [password]],
  ['the password never suffices where SSO is demanded', sso,                                   member(), [proved('password')],                              [ssoStep]],
  ['own connection opens',                              sso,                                   member(), [proved('sso', 10, 'own')],                        []],
  ['DR3: another organization’s connection does not',   sso,                                   member(), [proved('sso', 10, 'other')],                      [ssoStep]],
  ['DR1: a guest uses the password instead',            sso,                                   guest,    [proved('password')],                              []],
  ['SSO does not help a guest',                         sso,                                   guest,    [proved('sso', 10, 'own')],                        [password]],
  ['SSO is no password',                                policy(),                              member(), [proved('sso', 10, 'own')],                        [password]],
  ['a code is asked after the password',                email,                                 member(), [proved('password')],                              [emailCode]],
  ['both at once, in order',                            cloud,                                 member(), [],                                                [password, totp]],
  ['the stronger satisfies the weaker',                 email,                                 member(), [proved('password'), proved('totp')],              []],
  ['the weaker does not satisfy the stronger',          cloud,                                 member(), [proved('password'), proved('email_otp')],         [totp]],
  ['a second factor alone is no first',                 cloud,                                 member(), [proved('totp')],                                  [password]],
  ['DR4: not enrolled is told',                         cloud,                                 bare,     [proved('password')],                              [enrol]],
  ['DR4: an authenticator is not asked where none is demanded', email,                         bare,     [proved('password')],                              [emailCode]],
  ['a second factor applies after SSO too',             { ...sso, secondFactor: 'totp' },      member(), [proved('sso', 10, 'own')],                        [totp]],
  ['unless the connection provides it',                 { ...sso, secondFactor: 'totp' },      member(), [proved('sso', 10, 'strong')],                     []],
  ['an old connection of the two is not the used one',  { ...sso, secondFactor: 'totp', evidenceSeconds: 60 }, member(), [proved('sso', 90, 'strong'), proved('sso', 10, 'own')], [totp]],
  ['of two that were used one that provides it suffices', twice(sso),                         member(), [proved('sso', 10, 'own'), proved('sso', 20, 'strong')], []],
  ['it is asked beforehand where one of two does not provide it', twice(sso),                 member(), [],                                                [ssoStep, totp]],
  ['and not where whichever is used provides it',       twice(by(strong)),                     member(), [],                                                [through(strong)]],
  ['a guest has used none that provides it',            twice(by(strong)),                     guest,    [proved('password'), proved('sso', 10, 'strong')], [totp]],
  ['a connection that was not used provides nothing',   twice({ ...sso, firstFactor: 'password' }), member(), [proved('password'), proved('sso', 10, 'strong')], [totp]],
  ['what was proved before a connection was set up anew counts no more', by(renewed),          member(), [proved('sso', 21, 'renewed')],                    [through(renewed)]],
  ['of that very moment it does',                       by(renewed),                           member(), [proved('sso', 20, 'renewed')],                    []],
  ['also not for the second factor',                    twice(by({ ...renewed, providesSecondFactor: true }, own)), member(), [proved('sso', 21, 'renewed'), proved('sso', 10, 'own')], [totp]],
  ['each has its own beginning',                        by(renewed, own),                      member(), [proved('sso', 21, 'renewed'), proved('sso', 30, 'own')], []],
  ['one that is off is none, whatever was proved',      by(strong),                            member(), [proved('sso', 10, 'own')],                        [through(strong)]],
  ['without any connection the door stays shut',        by(),                                  member(), [proved('password'), proved('sso', 10, 'own')],    [through()]],
  ['evidence too old is none',                          policy({ evidenceSeconds: 60 }),       member(), [proved('password', 61)],                          [password]],
  ['evidence just young enough',                        policy({ evidenceSeconds: 60 }),       member(), [proved('password', 60)],                          []],
  ['each proof has its own age',                        { ...cloud, evidenceSeconds: 60 },     member(), [proved('password', 10), proved('totp', 61)],      [totp]],
  ['none is older than a session may become',           policy({ sessionSeconds: 600 }),       member(), [proved('password', 601)],                         [password]],
  ['evidence may be allowed to outlive a session',      policy({ sessionSeconds: 600, evidenceSeconds: 3600 }), member(), [proved('password', 601)],        []],
  ['evidence from the future is none',                  policy(),                              member(), [proved('password', -61)],                         [password]],
  ['a minute of it is forgiven',                        policy(),                              member(), [proved('password', -60)],                         []],
  ['after idling out, older evidence is none',          policy(),                              member({ idledOutAt: ago(30) }), [proved('password', 31)],   [password]],
  ['nor is evidence of that very moment',               policy(),                              member({ idledOutAt: ago(30) }), [proved('password', 30)],   [password]],
  ['after idling out, newer evidence counts',           policy(),                              member({ idledOutAt: ago(30) }), [proved('password', 29)],   []],
  ['an expired password must be replaced',              monthly,                               aged(30 * days + 1), [proved('password')],                   [expired]],
  ['one of its last day need not',                      monthly,                               aged(30 * days), [proved('password')],                       []],
  ['it touches no door that lets passwords grow old',   policy(),                              aged(400 * days), [proved('password')],                      []],
  ['it is not asked for before the rest was proved',    { ...cloud, passwordDays: 30 },        aged(31 * days), [proved('password')],                       [totp]],
  ['nor before it was proved itself',                   monthly,                               aged(31 * days), [],                                         [password]],
  ['an expired password matters not to SSO',            { ...sso, passwordDays: 30 },          aged(31 * days), [proved('sso', 10, 'own')],                 []],
  ['but to a guest there',                              { ...sso, passwordDays: 30 },          member({ guest: true, passwordChangedAt: ago(31 * days) }), [proved('password')], [expired]],
  ['PW4: a temporary password must be replaced',        policy(),                              byAdmin,  [proved('password')],                              [temporary]],
  ['PW4: after all else was proved',                    cloud,                                 byAdmin,  [proved('password')],                              [totp]],
  ['PW4: temporary comes before expired',               monthly,                               member({ passwordTemporary: true, passwordChangedAt: ago(31 * days) }), [proved('password')], [temporary]],
  ['PW4: it is no matter of a door without passwords',  sso,                                   byAdmin,  [proved('sso', 10, 'own')],                        []],
  ['PW4: in doubt, the password does not suffice',      policy(),                              doubted,  [proved('password')],                              [mailbox]],
  ['PW4: nor an authenticator besides',                 cloud,                                 doubted,  [proved('password'), proved('totp')],              [mailbox]],
  ['PW4: nor a code from before the doubt',             email,                                 doubted,  [proved('password'), proved('email_otp')],         [mailbox]],
  ['PW4: one code ends the doubt and opens',            email,                                 doubted,  [],                                                [password, mailbox]],
  ['PW4: the mailbox first, then the authenticator',    cloud,                                 doubted,  [proved('password')],                              [mailbox, totp]],
  ['PW4: SSO is not in doubt',                          sso,                                   doubted,  [proved('sso', 10, 'own')],                        []],
  ['PW4: of a guest there it is',                       sso,                                   member({ guest: true, mailboxInDoubt: true }), [proved('password')], [mailbox]],
]

test.each(cases)('DR2: %s', (_, demands, who, evidence, expected) => {
  const decision = decide(demands, who, evidence, now)
  expect(decision).toEqual(
    expected.length === 0 ? { enter: true } : { enter: false, missing: expected },
  )
})

const here = acme
const elsewhere = globex
const standing: Standing = {
  passwordChangedAt: ago(0),
  passwordTemporary: false,
  totpEnrolled: false,
  mailboxDoubt: null,
  deletionDueAt: null,
}

test.each([
  ['nobody', null, false],
  ['this organization', { by: here }, false],
  ['another organization', { by: elsewhere }, true],
  ['an organization that is gone', { by: null }, true],
])('PW4: a doubt that %s has raised is asked about: %s → %s', (_, mailboxDoubt, asked) => {
  expect(memberAtDoor({ ...standing, mailboxDoubt }, false, here, null).mailboxInDoubt).toBe(asked)
})

const kinds = fc.constantFrom<Evidence['kind']>('password', 'email_otp', 'totp', 'passkey', 'sso')
const anyEvidence = fc.array(
  fc
    .tuple(
      kinds,
      fc.integer({ min: -300, max: 4000 }),
      fc.constantFrom(null, 'own', 'strong', 'renewed', 'other'),
    )
    .map(([kind, seconds, id]) => proved(kind, seconds, id)),
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
  connections: fc.shuffledSubarray([own, strong, { ...renewed, since: ago(500) }]),
})
const anyMember = fc.record({
  guest: fc.boolean(),
  totpEnrolled: fc.boolean(),
  passwordChangedAt: fc.constantFrom(null, ago(0), ago(10 * days), ago(40 * days)),
  passwordTemporary: fc.boolean(),
  mailboxInDoubt: fc.boolean(),
  idledOutAt: fc.constantFrom(null, ago(30), ago(600)),
})

/** The door once more, slowly and otherwise: one sentence for each step, in the order of the contract. */
function decideSlowly(p: SignInPolicy, m: MemberAtDoor, evidence: readonly Evidence[]): Step[] {
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
    evidence.some(
      (e) => counts(e) && e.kind === 'sso' && e.connectionId === c.id && !(e.at < c.since),
    ),
  )
  const wantsSso = p.firstFactor === 'sso' && !m.guest
  const spared =
    used.some((c) => c.providesSecondFactor) ||
    (used.length === 0 && !p.connections.some((c) => !c.providesSecondFactor))
  const demand = wantsSso && spared ? 'none' : p.secondFactor
  const wanted: Record<(typeof stepKinds)[number], Step | null> = {
    password: !wantsSso && !has('password') ? password : null,
    sso: wantsSso && used.length === 0 ? through(...p.connections) : null,
    email_otp:
      !wantsSso && m.mailboxInDoubt
        ? mailbox
        : demand === 'email_otp' && !has('email_otp') && !has('totp')
          ? emailCode
          : null,
    totp: demand === 'totp' && !has('totp') ? (m.totpEnrolled ? totp : enrol) : null,
    passkey: null,
    new_password: null,
  }
  const asked = stepKinds.flatMap((kind) => wanted[kind] ?? [])
  if (asked.length > 0 || wantsSso) return asked
  if (m.passwordTemporary) return [temporary]
  const ageDays =
    m.passwordChangedAt === null ? 0 : (now.getTime() - m.passwordChangedAt.getTime()) / 86_400_000
  return p.passwordDays !== null && ageDays > p.passwordDays ? [expired] : []
}

test('DR2: the door decides like a second, slow implementation, to the last word of each step', () => {
  fc.assert(
    fc.property(anyPolicy, anyMember, anyEvidence, (p, m, evidence) => {
      const decision = decide(p, m, evidence, now)
      expect(decision.enter ? [] : decision.missing).toEqual(decideSlowly(p, m, evidence))
    }),
    { numRuns: 5000 },
  )
})

test('DR2: a decision is the same whatever the order of the evidence, and leaves it as it was', () => {
  fc.assert(
    fc.property(anyPolicy, anyMember, anyEvidence, (p, m, evidence) => {
      const frozen = Object.freeze([...evidence])
      expect(decide(p, m, frozen, now)).toEqual(decide(p, m, evidence.toReversed(), now))
    }),
  )
})

test('SW4: proving exactly what is missing opens the door, and leaving one of it out does not', () => {
  fc.assert(
    fc.property(anyPolicy, anyMember, anyEvidence, (p, m, evidence) => {
      const decision = decide(p, m, evidence, now)
      if (decision.enter) return
      fc.pre(!decision.missing.some((s) => s.kind === 'sso' && s.connections.length === 0))
      /** The door after some of the steps: a code from the mailbox ends the doubt, a new password is new. */
      const afterwards = (taken: readonly Step[]) => {
        const kinds = new Set(taken.map(({ kind }) => kind))
        const renewed = kinds.has('new_password')
        const after: MemberAtDoor = {
          ...m,
          mailboxInDoubt: m.mailboxInDoubt && !kinds.has('email_otp'),
          passwordTemporary: m.passwordTemporary && !renewed,
          passwordChangedAt: renewed ? now : m.passwordChangedAt,
        }
        const proofs = taken.map(
          (step): Evidence => ({
            kind: step.kind === 'new_password' ? 'password' : step.kind,
            connectionId: step.kind === 'sso' ? (step.connections[0]?.id ?? null) : null,
            organizationId: step.kind === 'sso' ? acme : null,
            at: now,
          }),
        )
        return decide(p, after, [...evidence, ...proofs], now)
      }
      const after = afterwards(decision.missing)
      // Once the password is proved it may turn out to be too old.
      if (!after.enter) {
        expect(after.missing.map((s) => s.kind)).toEqual(['new_password'])
        expect(decision.missing.map((s) => s.kind)).not.toContain('new_password')
      }
      for (const left of decision.missing) {
        const without = afterwards(decision.missing.filter((step) => step !== left))
        // A connection that provides the second factor makes a code that was asked for superfluous.
        const [used] = p.connections
        const provided = used?.providesSecondFactor && left.kind !== 'sso'
        if (!provided || p.firstFactor !== 'sso') expect(without.enter).toBe(false)
      }
    }),
    { numRuns: 3000 },
  )
})

test('DR3: evidence of a foreign connection never changes a decision', () => {
  fc.assert(
    fc.property(anyPolicy, anyMember, anyEvidence, (p, m, evidence) => {
      const without = evidence.filter((e) => e.kind !== 'sso' || e.connectionId !== 'other')
      const foreign = proved('sso', 0, 'other')
      expect(decide(p, m, [...without, foreign], now)).toEqual(decide(p, m, without, now))
    }),
  )
})

test('DR1: more evidence never closes a door that is open, and a stricter demand never opens one', () => {
  fc.assert(
    fc.property(anyPolicy, anyMember, anyEvidence, kinds, (p, m, evidence, kind) => {
      const decision = decide(p, m, evidence, now)
      const more = [kind === 'sso' ? 'own' : null, 'strong', 'other'].map((id) =>
        proved(kind, 0, id),
      )
      if (decision.enter) expect(decide(p, m, [...evidence, ...more], now).enter).toBe(true)
      else expect(decide({ ...p, secondFactor: 'totp' }, m, evidence, now).enter).toBe(false)
    }),
  )
})
