import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConnectionId, OrganizationId } from '#api/common.ts'
import type { Step } from '#api/door.ts'
import type { Caller, Evidence, Standing } from '#server/access/caller.ts'
import { missingFreshEvidence, requireOwnEvidence, requireOwnProof } from './fresh-evidence.ts'

const now = new Date('2026-01-15T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
const acme = '01890a5d-ac96-774b-bcce-b302099a8057' as OrganizationId

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

const stands = (values: Partial<Standing> = {}): Standing => ({
  passwordChangedAt: ago(86_400),
  passwordTemporary: false,
  totpEnrolled: false,
  mailboxDoubt: null,
  deletionDueAt: null,
  ...values,
})
const proved = (
  kind: Evidence['kind'],
  seconds = 10,
  connectionId: string | null = null,
): Evidence => ({
  kind,
  connectionId: connectionId as ConnectionId | null,
  organizationId: connectionId ? acme : null,
  at: ago(seconds),
})

const enrolled = stands({ totpEnrolled: true })
const without = stands({ passwordChangedAt: null })
const doubted = stands({ mailboxDoubt: { by: acme } })
const all = [proved('password'), proved('email_otp'), proved('totp')]

// biome-ignore format: a table
const cases: [string, Standing, Evidence[], Step[]][] = [
  ['nothing proved',                                   stands(), [],                                                       [password, emailCode]],
  ['without an authenticator the mailbox is asked',    stands(), [proved('password')],                                     [emailCode]],
  ['password and mailbox suffice',                     stands(), [proved('password'), proved('email_otp')],                []],
  ['with an authenticator it is asked instead',        enrolled, [proved('password')],                                     [totp]],
  ['password and authenticator suffice',               enrolled, [proved('password'), proved('totp')],                     []],
  ['DR4: the mailbox does not stand in for it',        enrolled, [proved('password'), proved('email_otp')],                [totp]],
  ['a second factor does not stand in for a password', enrolled, [proved('totp'), proved('email_otp')],                    [password]],
  ['ten minutes are fresh',                            enrolled, [proved('password', 600), proved('totp', 600)],           []],
  ['a second more is not',                             enrolled, [proved('password', 601), proved('totp', 600)],           [password]],
  ['each proof has its own age',                       stands(), [proved('password', 600), proved('email_otp', 601)],      [emailCode]],
  ['nor is what lies in the future',                   stands(), [proved('password', -61), proved('email_otp', -60)],      [password]],
  ['single sign-on is none',                           stands(), [proved('sso', 10, 'own')],                               [password, emailCode]],
  ['who has no password proves the mailbox',           without,  [],                                                       [emailCode]],
  ['and that suffices',                                without,  [proved('email_otp')],                                    []],
  ['not single sign-on in its place',                  without,  [proved('sso', 10, 'own')],                               [emailCode]],
  ['and an authenticator besides, where there is one', stands({ passwordChangedAt: null, totpEnrolled: true }), [],         [emailCode, totp]],
  ['PW4: a mailbox in doubt is asked, whatever else',  doubted,  all,                                                      [mailbox]],
  ['PW4: also with an authenticator',                  stands({ totpEnrolled: true, mailboxDoubt: { by: acme } }), [],      [password, mailbox, totp]],
  ['PW4: also where the doubter is gone',              stands({ mailboxDoubt: { by: null } }), all,                        [mailbox]],
]

test.each(cases)(
  'DR4, PW6: before a change of how one signs in: %s',
  (_, standing, evidence, expected) => {
    expect(missingFreshEvidence(standing, evidence, now)).toEqual(expected)
  },
)

const anyStanding: fc.Arbitrary<Standing> = fc.record({
  passwordChangedAt: fc.constantFrom(null, ago(0), ago(40 * 86_400)),
  passwordTemporary: fc.boolean(),
  totpEnrolled: fc.boolean(),
  mailboxDoubt: fc.constantFrom(null, { by: acme }, { by: null }),
  deletionDueAt: fc.constant(null),
})
const anyEvidence = fc.array(
  fc
    .tuple(
      fc.constantFrom<Evidence['kind']>('password', 'email_otp', 'totp', 'passkey', 'sso'),
      fc.integer({ min: -120, max: 1200 }),
      fc.constantFrom(null, 'own', 'other'),
    )
    .map(([kind, seconds, id]) => proved(kind, seconds, id)),
  { maxLength: 6 },
)
const isFresh = ({ at }: Evidence) => at >= ago(600) && at <= ago(-60)
const kindsOf = (steps: readonly Step[]) => steps.map(({ kind }) => kind)

test('DR4: never is nothing missing without two fresh proofs, of which the password where there is one', () => {
  fc.assert(
    fc.property(anyStanding, anyEvidence, (standing, evidence) => {
      fc.pre(missingFreshEvidence(standing, evidence, now).length === 0)
      const fresh = new Set(evidence.filter(isFresh).map(({ kind }) => kind))
      if (standing.passwordChangedAt) expect(fresh).toContain('password')
      if (standing.totpEnrolled) expect(fresh).toContain('totp')
      if (!standing.totpEnrolled || !standing.passwordChangedAt)
        expect(fresh).toContain('email_otp')
      expect(standing.mailboxDoubt).toBeNull()
    }),
    { numRuns: 3000 },
  )
})

test('DR3: evidence of single sign-on or a passkey, and evidence that is not fresh, changes nothing', () => {
  fc.assert(
    fc.property(anyStanding, anyEvidence, (standing, evidence) => {
      const counting = evidence.filter((e) => isFresh(e) && !/sso|passkey/.test(e.kind))
      expect(missingFreshEvidence(standing, evidence, now)).toEqual(
        missingFreshEvidence(standing, counting, now),
      )
    }),
    { numRuns: 2000 },
  )
})

// biome-ignore format: a table
test.each<[string, Standing, Evidence[], Step[]]>([
  ['PW4: the mailbox while it is in doubt, whatever was proved',    doubted,  all,                                                  [mailbox]],
  ['PW4: also where only a provider vouched',                       doubted,  [proved('sso', 10, 'own')],                           [mailbox]],
  ['PW4: nothing more once it is not',                              stands(), all,                                                  []],
  ['DR3: the password where only a provider vouched',               stands(), [proved('sso', 10, 'own')],                           [password]],
  ['DR3: the mailbox where there is no password',                   without,  [proved('sso', 10, 'own')],                           [emailCode]],
  ['DR3: nothing where something of one’s own was proved, however long ago', stands(), [proved('sso', 10, 'own'), proved('email_otp', 90_000)], []],
])('what is done in the name of an identity wants the person: %s', (_, standing, evidence, missing) => {
  const caller = { standing, evidence } as unknown as Caller
  const act = () => requireOwnProof(caller)
  if (missing.length === 0) expect(act).not.toThrow()
  else expect(act).toThrow(expect.objectContaining({ type: 'fresh-evidence-required', extra: { missing } }))
})

// biome-ignore format: a table
test.each<[string, Standing, Evidence[], Step[]]>([
  ['PW4: nothing where one’s own was proved, also in doubt',        doubted,  [proved('password', 90_000)],                         []],
  ['DR3: the mailbox where a provider vouched and it is in doubt',  doubted,  [proved('sso')],                                      [mailbox]],
  ['DR3: the password where only a provider vouched',               stands(), [proved('sso'), proved('sso', 20, 'own')],            [password]],
  ['DR3: the mailbox where there is no password',                   without,  [proved('sso')],                                      [emailCode]],
  ['DR3: nothing where something of one’s own was proved besides',  without,  [proved('sso'), proved('totp')],                      []],
])('what tells of an identity wants the person: %s', (_, standing, evidence, missing) => {
  const caller = { standing, evidence } as unknown as Caller
  const act = () => requireOwnEvidence(caller)
  if (missing.length === 0) expect(act).not.toThrow()
  else expect(act).toThrow(expect.objectContaining({ type: 'fresh-evidence-required', extra: { missing } }))
})

test('PW4: a mailbox in doubt is asked whatever was proved, once, and by no other reason', () => {
  fc.assert(
    fc.property(anyStanding, anyEvidence, (standing, evidence) => {
      const asked = missingFreshEvidence(standing, evidence, now)
      const codes = asked.filter((step) => step.kind === 'email_otp')
      if (standing.mailboxDoubt) expect(codes).toEqual([mailbox])
      else expect(codes).not.toContainEqual(mailbox)
      expect(new Set(kindsOf(asked)).size).toBe(asked.length)
    }),
    { numRuns: 2000 },
  )
})

test('SW4: proving exactly what is missing suffices, and leaving one of it out does not', () => {
  fc.assert(
    fc.property(anyStanding, anyEvidence, (standing, evidence) => {
      const asked = missingFreshEvidence(standing, evidence, now)
      const after = (steps: readonly Step[]) =>
        missingFreshEvidence(
          kindsOf(steps).includes('email_otp') ? { ...standing, mailboxDoubt: null } : standing,
          [...evidence, ...kindsOf(steps).map((kind) => proved(kind as Evidence['kind'], 0))],
          now,
        )
      expect(after(asked)).toEqual([])
      for (const left of asked)
        expect(kindsOf(after(asked.filter((step) => step !== left)))).toEqual([left.kind])
    }),
    { numRuns: 2000 },
  )
})
