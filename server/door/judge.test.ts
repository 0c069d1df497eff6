import { expect, test } from 'vitest'
import type { OrganizationId } from '#api/common.ts'
import type { Evidence, Standing } from '#server/access/caller.ts'
import { type Entry, type Judgement, judge, type LiveSession } from './judge.ts'
import type { SignInPolicy } from './policy.ts'

const now = new Date('2026-03-01T12:00:00Z')
const password: SignInPolicy = {
  firstFactor: 'password',
  secondFactor: 'none',
  evidenceSeconds: null,
  sessionSeconds: 604_800,
  idleSeconds: 86_400,
  passwordDays: null,
  singleSession: false,
  connections: [],
}
const code: SignInPolicy = { ...password, secondFactor: 'email_otp' }
const authenticator: SignInPolicy = { ...password, secondFactor: 'totp' }
const sso: SignInPolicy = {
  ...password,
  firstFactor: 'sso',
  connections: [{ id: 'c', name: 'Acme', providesSecondFactor: false }],
}
const hurried: SignInPolicy = { ...authenticator, idleSeconds: 300, singleSession: true }

// biome-ignore format: a table
test.each<[entry: Entry, what: string, current: SignInPolicy, next: SignInPolicy, has: string[]]>([
  ['open', 'a password for a password', password, password, ['password']],
  ['open', 'an authenticator is there', password, authenticator, ['password', 'totp']],
  ['shut', 'none is there', password, authenticator, ['password', 'mailbox']],
  ['shut', 'no code could arrive', password, code, ['password']],
  ['shut', 'shut before, and more is demanded', code, authenticator, ['password']],
  ['still-shut', 'shut before, and less is demanded', authenticator, code, ['password']],
  ['still-shut', 'shut before, and the same is demanded', authenticator, hurried, ['password', 'mailbox']],
  ['open', 'shut before, and open now', authenticator, code, ['password', 'mailbox']],
  ['shut', 'single sign-on was enough, and there is no password', sso, password, []],
  ['shut', 'single sign-on that no connection offers', password, { ...sso, connections: [] }, ['password']],
])('DR6: the door of an owner is %s: %s', (entry, _, current, next, has) => {
  const who = {
    organizationId: 'o' as OrganizationId,
    guest: false,
    standing: {
      passwordChangedAt: has.includes('password') ? now : null,
      passwordTemporary: false,
      totpEnrolled: has.includes('totp'),
      mailboxDoubt: null,
      deletionDueAt: null,
    },
    mailboxProved: has.includes('mailbox'),
    sessions: [],
  }
  expect(judge({ current, next }, who, now).entry).toBe(entry)
})

const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
const proved = (kind: Evidence['kind'], seconds = 60): Evidence => ({
  kind,
  connectionId: kind === 'sso' ? 'c' : null,
  at: ago(seconds),
})
/** A session that began and was used so long ago, with a password of its beginning and what else was proved. */
const session = (created: number, seen: number, ...evidence: Evidence[]): LiveSession => ({
  createdAt: ago(created),
  lastSeenAt: ago(seen),
  evidence: [proved('password', created), ...evidence],
})
const months: SignInPolicy = { ...password, passwordDays: 90 }
const short: SignInPolicy = { ...password, sessionSeconds: 3600, idleSeconds: 3600 }
const sleepy: SignInPolicy = { ...password, idleSeconds: 600 }
const one: SignInPolicy = { ...password, singleSession: true }

interface Has {
  standing?: Partial<Standing>
  mailboxProved?: boolean
  sessions?: LiveSession[]
}
const old: Has['standing'] = { passwordChangedAt: ago(91 * 86_400) }
const temporary: Has['standing'] = { ...old, passwordTemporary: true }
const enrolled: Has['standing'] = { totpEnrolled: true }
const here = session(60, 0)

// biome-ignore format: a table
test.each<[what: string, current: SignInPolicy, next: SignInPolicy, has: Has, says: Pick<Judgement, 'reasons' | 'missing'>, keptOut?: boolean]>([
  // Signing in anew.
  ['who has what is wanted walks on', password, password, {}, { reasons: [], missing: [] }],
  ['a password in place of single sign-on is nothing to set up', sso, password, {}, { reasons: [], missing: [] }],
  ['what is asked today already is not held against it', code, code, {}, { reasons: [], missing: [] }],
  ['a code is asked', password, code, {}, { reasons: ['must-prove-again'], missing: ['email_otp'] }],
  ['no code could arrive', password, code, { mailboxProved: false }, { reasons: ['mailbox-not-proved', 'must-prove-again'], missing: ['email_otp'] }, true],
  ['no code could arrive before either', code, code, { mailboxProved: false }, { reasons: ['mailbox-not-proved'], missing: ['email_otp'] }, true],
  ['the authenticator is asked', password, authenticator, { standing: enrolled }, { reasons: ['must-prove-again'], missing: ['totp'] }],
  ['one is set up with the mailbox', password, authenticator, {}, { reasons: ['no-authenticator', 'must-prove-again'], missing: ['totp'] }],
  ['none can be set up without it', authenticator, authenticator, { mailboxProved: false }, { reasons: ['no-authenticator', 'mailbox-not-proved'], missing: ['totp'] }, true],
  ['single sign-on is asked', password, sso, {}, { reasons: ['must-prove-again'], missing: ['sso'] }],
  ['and wants no mailbox', sso, sso, { mailboxProved: false }, { reasons: [], missing: [] }],
  ['single sign-on that no connection offers', password, { ...sso, connections: [] }, {}, { reasons: ['no-connection', 'must-prove-again'], missing: ['sso'] }, true],
  ['a password that is too old', password, months, { standing: old }, { reasons: ['password-expired'], missing: ['new_password'] }],
  ['that is replaced without a mailbox', password, months, { standing: old, mailboxProved: false }, { reasons: ['password-expired'], missing: ['new_password'] }],
  ['that is asked for after all else', password, { ...months, secondFactor: 'totp' }, { standing: { ...old, ...enrolled } },
    { reasons: ['password-expired', 'must-prove-again'], missing: ['totp', 'new_password'] }],
  ['that is temporary, which no policy makes so', password, months, { standing: temporary }, { reasons: [], missing: [] }],
  ['that is asked for after the mailbox that is in doubt', password, months, { standing: { ...old, mailboxDoubt: { by: null } } },
    { reasons: ['password-expired'], missing: ['new_password'] }],
  // Sessions that live.
  ['a session stays', password, password, { sessions: [here] }, { reasons: [], missing: [] }],
  ['a session is asked less', code, password, { sessions: [here] }, { reasons: [], missing: [] }],
  ['a session has proved it', password, code, { sessions: [session(60, 0, proved('email_otp'))] }, { reasons: [], missing: [] }],
  ['one of two has', password, code, { sessions: [here, session(60, 0, proved('email_otp'))] }, { reasons: ['must-prove-again'], missing: ['email_otp'] }],
  ['in a session a password that is too old is no proof to repeat', password, months, { standing: old, sessions: [here] }, { reasons: ['password-expired'], missing: ['new_password'] }],
  ['a session as long as one may be ends', password, short, { sessions: [session(3600, 0)] }, { reasons: ['session-ends'], missing: ['password'] }],
  ['a session a little younger stays', password, short, { sessions: [session(3599.999, 0)] }, { reasons: [], missing: [] }],
  ['a session that has ended today already ends by nothing', short, short, { sessions: [session(3600, 0)] }, { reasons: [], missing: [] }],
  ['the only one stays where one is allowed', password, one, { sessions: [here] }, { reasons: [], missing: [] }],
  ['an older one of two ends', password, one, { sessions: [session(120, 0), here] }, { reasons: ['session-ends'], missing: [] }],
  ['a session that slept as long as it may idles out', password, sleepy, { sessions: [session(700, 600)] }, { reasons: ['must-prove-again'], missing: ['password'] }],
  ['a session a little more awake does not', password, sleepy, { sessions: [session(700, 599.999)] }, { reasons: [], missing: [] }],
])('DR6: what a policy means for somebody: %s', (_, current, next, has, says, keptOut = false) => {
  const who = {
    organizationId: 'o' as OrganizationId,
    guest: false,
    standing: {
      passwordChangedAt: now,
      passwordTemporary: false,
      totpEnrolled: false,
      mailboxDoubt: null,
      deletionDueAt: null,
      ...has.standing,
    },
    mailboxProved: has.mailboxProved ?? true,
    sessions: has.sessions ?? [],
  }
  expect(judge({ current, next }, who, now)).toMatchObject({ ...says, keptOut })
})
