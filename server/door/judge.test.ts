import { expect, test } from 'vitest'
import type { ConnectionId, OrganizationId } from '#api/common.ts'
import type { Evidence, Standing } from '#server/access/caller.ts'
import type { EnabledConnection } from './enabled-connections.ts'
import {
  type Demand,
  type Entry,
  type Judgement,
  judge,
  type Link,
  type LiveSession,
} from './judge.ts'

const now = new Date('2026-03-01T12:00:00Z')
const password: Demand = {
  firstFactor: 'password',
  secondFactor: 'none',
  evidenceSeconds: null,
  sessionSeconds: 604_800,
  idleSeconds: 86_400,
  passwordDays: null,
  singleSession: false,
  connections: [],
}
const code: Demand = { ...password, secondFactor: 'email_otp' }
const authenticator: Demand = { ...password, secondFactor: 'totp' }
const connection = (id: string, values: Partial<EnabledConnection> = {}): EnabledConnection => ({
  id: id as ConnectionId,
  name: `Acme ${id}`,
  providesSecondFactor: false,
  since: new Date(0),
  issuer: 'https://acme.example',
  ...values,
})
const by = (...connections: EnabledConnection[]): Demand => ({
  ...password,
  firstFactor: 'sso',
  connections,
})
const plain = connection('c')
const strong = connection('strong', { providesSecondFactor: true })
const moved = connection('c', { issuer: 'https://elsewhere.example' })
const sso = by(plain)
const link = (id = 'c'): Link => ({
  connectionId: id as ConnectionId,
  issuer: 'https://acme.example',
})
const hurried: Demand = { ...authenticator, idleSeconds: 300, singleSession: true }

// biome-ignore format: a table
test.each<[entry: Entry, what: string, current: Demand, next: Demand, has: string[]]>([
  ['open', 'a password for a password', password, password, ['password']],
  ['open', 'an authenticator is there', password, authenticator, ['password', 'totp']],
  ['shut', 'none is there', password, authenticator, ['password', 'mailbox']],
  ['shut', 'no code could arrive', password, code, ['password']],
  ['shut', 'shut before, and more is demanded', code, authenticator, ['password']],
  ['still-shut', 'shut before, and less is demanded', authenticator, code, ['password']],
  ['still-shut', 'shut before, and the same is demanded', authenticator, hurried, ['password', 'mailbox']],
  ['open', 'shut before, and open now', authenticator, code, ['password', 'mailbox']],
  ['shut', 'single sign-on was enough, and there is no password', sso, password, ['link']],
  ['shut', 'single sign-on that no connection offers', password, by(), ['password', 'link']],
  ['open', 'single sign-on through a connection with a link', password, sso, ['password', 'link']],
  ['open', 'and without any password', sso, sso, ['link']],
  ['shut', 'single sign-on without a link, whatever else', password, sso, ['password', 'mailbox', 'totp']],
  ['shut', 'linked to whom the connection trusted before', sso, by(moved), ['password', 'link']],
  ['shut', 'linked to another connection', sso, by(strong), ['password', 'link']],
  ['open', 'one of two connections is gone', by(plain, strong), by(plain), ['link']],
  ['shut', 'the last one is gone', sso, by(), ['link']],
  ['still-shut', 'linked to none before either', by(plain, strong), sso, ['password']],
  ['open', 'linked to none, and the password suffices again', sso, password, ['password']],
  ['open', 'a guest with a password', password, sso, ['guest', 'password']],
  ['shut', 'a guest without one, though with a link', password, sso, ['guest', 'link']],
  ['open', 'a guest where no connection is left', sso, by(), ['guest', 'password']],
  ['shut', 'the second factor after it is not there', password, { ...sso, secondFactor: 'totp' }, ['password', 'link', 'mailbox']],
  ['open', 'it is', password, { ...sso, secondFactor: 'totp' }, ['link', 'totp']],
  ['shut', 'no code of a second factor could arrive', password, { ...sso, secondFactor: 'email_otp' }, ['password', 'link']],
  ['open', 'the connection holds it', password, { ...by(plain, strong), secondFactor: 'totp' }, ['password', 'strong link']],
  ['open', 'of two links one holds it', password, { ...by(plain, strong), secondFactor: 'totp' }, ['link', 'strong link']],
  ['shut', 'a connection that is not theirs holds it', password, { ...by(strong, plain), secondFactor: 'totp' }, ['link']],
  ['shut', 'the connection holds it no more', { ...by(strong), secondFactor: 'totp' }, { ...by({ ...strong, providesSecondFactor: false }), secondFactor: 'totp' }, ['strong link']],
])('DR6: the door of an owner is %s: %s', (entry, _, current, next, has) => {
  const who = {
    organizationId: 'o' as OrganizationId,
    guest: has.includes('guest'),
    links: ['', 'strong '].flatMap((which) =>
      has.includes(`${which}link`) ? [link(which.trim() || 'c')] : [],
    ),
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
  connectionId: kind === 'sso' ? plain.id : null,
  organizationId: kind === 'sso' ? ('o' as OrganizationId) : null,
  at: ago(seconds),
})
/** A session that began and was used so long ago, with a password of its beginning and what else was proved. */
const session = (created: number, seen: number, ...evidence: Evidence[]): LiveSession => ({
  createdAt: ago(created),
  lastSeenAt: ago(seen),
  evidence: [proved('password', created), ...evidence],
})
const months: Demand = { ...password, passwordDays: 90 }
const short: Demand = { ...password, sessionSeconds: 3600, idleSeconds: 3600 }
const sleepy: Demand = { ...password, idleSeconds: 600 }
const one: Demand = { ...password, singleSession: true }

interface Has {
  standing?: Partial<Standing>
  mailboxProved?: boolean
  guest?: boolean
  links?: Link[]
  sessions?: LiveSession[]
}
const old: Has['standing'] = { passwordChangedAt: ago(91 * 86_400) }
const temporary: Has['standing'] = { ...old, passwordTemporary: true }
const enrolled: Has['standing'] = { totpEnrolled: true }
const linked: Has = { links: [link()] }
const none: Has['standing'] = { passwordChangedAt: null }
const here = session(60, 0)

// biome-ignore format: a table
test.each<[what: string, current: Demand, next: Demand, has: Has, says: Pick<Judgement, 'reasons' | 'missing'>, keptOut?: boolean]>([
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
  ['single sign-on is asked', password, sso, linked, { reasons: ['must-prove-again'], missing: ['sso'] }],
  ['and wants no mailbox', sso, sso, { ...linked, mailboxProved: false }, { reasons: [], missing: [] }],
  ['who has no link yet makes one with the password', password, sso, { mailboxProved: false }, { reasons: ['not-linked', 'must-prove-again'], missing: ['sso'] }],
  ['or with the mailbox', password, sso, { standing: none }, { reasons: ['not-linked', 'must-prove-again'], missing: ['sso'] }],
  ['who has neither is kept out', password, sso, { standing: none, mailboxProved: false }, { reasons: ['not-linked', 'must-prove-again'], missing: ['sso'] }, true],
  ['not who has a link', password, sso, { ...linked, standing: none, mailboxProved: false }, { reasons: ['must-prove-again'], missing: ['sso'] }],
  ['who has no link is named though it is demanded already', sso, sso, {}, { reasons: ['not-linked'], missing: ['sso'] }],
  ['a link to whom a connection trusted before is none', sso, by(moved), linked, { reasons: ['not-linked'], missing: ['sso'] }],
  ['a guest is asked nothing', password, sso, { guest: true }, { reasons: [], missing: [] }],
  ['a guest no longer is', { ...sso, secondFactor: 'email_otp' }, { ...by(), passwordDays: 90 }, { guest: true, standing: old }, { reasons: ['password-expired'], missing: ['new_password'] }],
  ['single sign-on that no connection offers', password, by(), linked, { reasons: ['no-connection', 'must-prove-again'], missing: ['sso'] }, true],
  ['the second factor comes after it', password, { ...sso, secondFactor: 'totp' }, linked, { reasons: ['no-authenticator', 'must-prove-again'], missing: ['sso', 'totp'] }],
  ['unless the connection holds it', password, { ...by(plain, strong), secondFactor: 'totp' }, { links: [link('strong')] }, { reasons: ['must-prove-again'], missing: ['sso'] }],
  ['who could come through one that does not is asked for it', password, { ...by(strong, plain), secondFactor: 'totp' }, {}, { reasons: ['no-authenticator', 'not-linked', 'must-prove-again'], missing: ['sso', 'totp'] }],
  ['nobody is, where each holds it', password, { ...by(strong), secondFactor: 'totp' }, {}, { reasons: ['not-linked', 'must-prove-again'], missing: ['sso'] }],
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
  ['a session of a connection that is gone is asked', by(plain, strong), by(strong), { ...linked, sessions: [session(60, 0, proved('sso'))] }, { reasons: ['not-linked', 'must-prove-again'], missing: ['sso'] }],
  ['a session of one that was set up anew as well', sso, by({ ...plain, since: ago(59) }), { ...linked, sessions: [session(60, 0, proved('sso'))] }, { reasons: ['must-prove-again'], missing: ['sso'] }],
  ['a session of one that stays goes on', by(plain, strong), sso, { ...linked, sessions: [session(60, 0, proved('sso'))] }, { reasons: [], missing: [] }],
  ['the only one stays where one is allowed', password, one, { sessions: [here] }, { reasons: [], missing: [] }],
  ['an older one of two ends', password, one, { sessions: [session(120, 0), here] }, { reasons: ['session-ends'], missing: [] }],
  ['a session that slept as long as it may idles out', password, sleepy, { sessions: [session(700, 600)] }, { reasons: ['must-prove-again'], missing: ['password'] }],
  ['a session a little more awake does not', password, sleepy, { sessions: [session(700, 599.999)] }, { reasons: [], missing: [] }],
])('DR6: what a policy means for somebody: %s', (_, current, next, has, says, keptOut = false) => {
  const who = {
    organizationId: 'o' as OrganizationId,
    guest: has.guest ?? false,
    links: has.links ?? [],
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
