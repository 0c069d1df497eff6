import { expect, test } from 'vitest'
import type { ConnectionId, MemberId, OrganizationId } from '#api/common.ts'
import type { Evidence, Standing } from '#server/access/caller.ts'
import { steps } from '#server/door/steps.ts'
import { decideFor, type Membership, toRows } from './membership.ts'

const now = new Date('2026-01-15T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
const standing: Standing = {
  passwordChangedAt: ago(1000),
  passwordTemporary: false,
  totpEnrolled: true,
  mailboxDoubt: null,
  deletionDueAt: null,
}
const password: Evidence[] = [
  { kind: 'password', connectionId: null, organizationId: null, at: ago(100) },
]
const proved = { evidence: password, standing }

let made = 0
const membership = (values: Partial<Membership> = {}): Membership => {
  made++
  return {
    memberId: `member-${made}` as MemberId,
    organizationId: `organization-${made}` as OrganizationId,
    name: `Organization ${made}`,
    slug: `o-${made}`,
    logoId: null,
    role: 'Planner',
    template: 'planner',
    status: 'active',
    guest: false,
    addedBy: 'Ana',
    invitationExpiresAt: null,
    entered: true,
    lastVisitedAt: null,
    policy: 'password,none,none,86400,600,0,0,0,0',
    ...values,
  }
}
const needingCode = 'password,totp,none,86400,600,0,0,0,0'
const none = new Map()
const requires = (rows: ReturnType<typeof toRows>) =>
  rows.organizations.map(({ requires }) => requires)

test('LG3: rows with the same door are judged alike, and each with its own', () => {
  const mine = [membership(), membership({ policy: needingCode }), membership()]
  expect(requires(toRows(mine, proved, null, none, now))).toEqual([[], ['totp'], []])
})

test('LG3: the row of where one is says what this session still misses', () => {
  const [here, other] = [membership(), membership()]
  const missing = [steps.password]
  const rows = toRows([here, other], proved, { memberId: here.memberId, missing }, none, now)
  expect(requires(rows)).toEqual([['password'], []])
  expect(rows.organizations.map(({ current }) => current)).toEqual([true, false])
})

test('DR1: the row of an organization that was left while it had idled out says that the password is asked', () => {
  const [idled, used] = [membership(), membership()]
  const left = new Map([
    [idled.memberId, { lastSeenAt: ago(690), endedAt: ago(80) }],
    [used.memberId, { lastSeenAt: ago(690), endedAt: ago(95) }],
  ])
  expect(requires(toRows([idled, used], proved, null, left, now))).toEqual([['password'], []])
})

test('DR1: a session idles out at the very second, and not before', () => {
  const at = (seconds: number) =>
    decideFor(membership(), proved, { lastSeenAt: ago(seconds), endedAt: null }, now).enter
  // After 600 seconds. The proof is 100 seconds old: newer than an idling-out 200 seconds ago.
  expect([at(599), at(600), at(800)]).toEqual([true, false, true])
})

test('US5: an invitation is shown until it expires, and not at that moment', () => {
  const invited = (expiresAt: Date) =>
    membership({ status: 'invited', invitationExpiresAt: expiresAt.toISOString(), entered: false })
  const rows = toRows([invited(ago(-1)), invited(now), invited(ago(1))], proved, null, none, now)
  expect(rows.organizations).toEqual([])
  expect(rows.pendingInvitations).toHaveLength(1)
})

test('PW4: in doubt only the organization that brought it is in sight, and it is said that there is doubt', () => {
  const [home, other] = [membership(), membership()]
  const doubt = { ...proved, standing: { ...standing, mailboxDoubt: { by: home.organizationId } } }
  const rows = toRows([home, other], doubt, null, none, now)
  expect(rows).toMatchObject({ mailboxInDoubt: true, organizations: [{ slug: home.slug }] })
  expect(requires(rows)).toEqual([[]])
  expect(toRows([home, other], proved, null, none, now).mailboxInDoubt).toBe(false)
  const gone = { ...proved, standing: { ...standing, mailboxDoubt: { by: null } } }
  expect(toRows([home, other], gone, null, none, now).organizations).toEqual([])
})

test('PW4: in doubt each door says what it asks, also where the same policy stands at two in sight', () => {
  const [home, vouched] = [membership(), membership()]
  const sso: Evidence = {
    kind: 'sso',
    connectionId: 'connection' as ConnectionId,
    organizationId: vouched.organizationId,
    at: ago(100),
  }
  const doubt = {
    evidence: [...password, sso],
    standing: { ...standing, mailboxDoubt: { by: home.organizationId } },
  }
  for (const rows of [
    [home, vouched],
    [vouched, home],
  ])
    expect(requires(toRows(rows, doubt, null, none, now))).toEqual(
      rows.map((row) => (row === home ? [] : ['email_otp'])),
    )
})
