import { expect, test } from 'vitest'
import type { OrganizationId } from '#api/common.ts'
import { type Entry, judge } from './judge.ts'
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
