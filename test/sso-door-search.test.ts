import { expect, test } from 'vitest'
import type { ConnectionId, OrganizationId } from '#api/common.ts'
import { Problem } from '#api/problem.ts'
import type { Caller, Evidence, Standing } from '#server/access/caller.ts'
import { decide, memberAtDoor } from '#server/door/decide.ts'
import {
  missingFreshEvidence,
  requireFreshForBreakGlass,
  requireOwnEvidence,
  requireOwnProof,
} from '#server/door/fresh-evidence.ts'
import { readPolicy } from '#server/door/policy.ts'
import { sees, sightOf } from '#server/door/sight.ts'

// Every combination of what an organization B may demand with its connections, of how somebody stands, and of what was proved,
// also through the provider of another organization A: at the door of B, against rules that are written here once more.
// `door-search` walks through everything else that may happen in between; these say nothing of order, for evidence has none.

const now = new Date('2026-01-15T12:00:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const A = '01890a5d-ac96-774b-bcce-b302099a8001' as OrganizationId
const B = '01890a5d-ac96-774b-bcce-b302099a8002' as OrganizationId

/** B's connections: one plain, one that holds a second factor; each as it has been for an hour, or only for five minutes. */
interface Connection {
  id: ConnectionId
  strong: boolean
  minutes: number
}
const plain: Connection = { id: 'b-plain' as ConnectionId, strong: false, minutes: 60 }
const strong: Connection = { id: 'b-strong' as ConnectionId, strong: true, minutes: 60 }
const anew: Connection = { ...plain, minutes: 5 }
const ofA = 'a' as ConnectionId

interface Door {
  first: 'password' | 'sso'
  second: 'none' | 'email_otp' | 'totp'
  /** Seconds that evidence may be old; null: as long as a session. */
  age: number | null
  connections: Connection[]
}
const doors: Door[] = [
  [],
  [plain],
  [strong],
  [plain, strong],
  [strong, plain],
  [anew, strong],
].flatMap((connections) =>
  (['none', 'email_otp', 'totp'] as const).flatMap((second) =>
    [null, 600].flatMap((age) =>
      (['password', 'sso'] as const).map((first) => ({ first, second, age, connections })),
    ),
  ),
)
/** As the function `policy_of` packs it. */
const packed = ({ first, second, age, connections }: Door) =>
  `${first},${second},none,604800,86400,${age ?? 0},0,0,0|${JSON.stringify(
    connections.map(({ id, strong: holds, minutes }) => [id, id, holds, ago(minutes).getTime()]),
  )}`

/** When something was proved, in minutes before now; null: never. Old is older than ten minutes, and than what is anew. */
const times = [null, 1, 20] as const
type Time = (typeof times)[number]
interface Proofs {
  password: Time
  mailbox: Time
  totp: Time
  throughA: Time
  throughPlain: Time
  throughStrong: Time
}
const proofs: Proofs[] = times.flatMap((password) =>
  times.flatMap((mailbox) =>
    times.flatMap((totp) =>
      times.flatMap((throughA) =>
        times.flatMap((throughPlain) =>
          times.map((throughStrong) => ({
            password,
            mailbox,
            totp,
            throughA,
            throughPlain,
            throughStrong,
          })),
        ),
      ),
    ),
  ),
)
function evidenceOf(p: Proofs): Evidence[] {
  const one = (
    kind: Evidence['kind'],
    time: Time,
    connectionId: ConnectionId | null = null,
    organizationId: OrganizationId | null = null,
  ) => (time === null ? [] : [{ kind, connectionId, organizationId, at: ago(time) }])
  return [
    ...one('password', p.password),
    ...one('email_otp', p.mailbox),
    ...one('totp', p.totp),
    ...one('sso', p.throughA, ofA, A),
    ...one('sso', p.throughPlain, plain.id, B),
    ...one('sso', p.throughStrong, strong.id, B),
  ]
}

interface Who {
  guest: boolean
  hasPassword: boolean
  enrolled: boolean
  doubt: Standing['mailboxDoubt']
}
const everybody: Who[] = [true, false].flatMap((guest) =>
  [true, false].flatMap((hasPassword) =>
    [true, false].flatMap((enrolled) =>
      [null, { by: A }, { by: B }, { by: null }].map((doubt) => ({
        guest,
        hasPassword,
        enrolled,
        doubt,
      })),
    ),
  ),
)
/** Those whom a door tells apart: what they have set up only decides how a step is taken. */
const atDoors = everybody.filter(({ hasPassword, enrolled }) => hasPassword && enrolled)
const standingOf = ({ hasPassword, enrolled, doubt }: Who): Standing => ({
  passwordChangedAt: hasPassword ? ago(1000) : null,
  passwordTemporary: false,
  totpEnrolled: enrolled,
  mailboxDoubt: doubt,
  deletionDueAt: null,
})
const callerOf = (who: Who, p: Proofs) =>
  ({ standing: standingOf(who), evidence: evidenceOf(p) }) as unknown as Caller

/** What the code asks at the door of B. */
function ask(door: Door, who: Who, p: Proofs): string[] {
  const member = memberAtDoor(standingOf(who), who.guest, B, null)
  const decision = decide(readPolicy(packed(door), now), member, evidenceOf(p), now)
  return decision.enter ? [] : decision.missing.map(({ kind }) => kind)
}

/** What it may ask: no more, and not one thing less. */
function demanded(door: Door, who: Who, p: Proofs): string[] {
  const counts = (time: Time, limit = Number.POSITIVE_INFINITY) =>
    time !== null && (door.age === null || time * 60 <= door.age) && time <= limit
  const secondMissing =
    (door.second === 'email_otp' && !counts(p.mailbox) && !counts(p.totp) && 'email_otp') ||
    (door.second === 'totp' && !counts(p.totp) && 'totp')
  if (door.first === 'password' || who.guest) {
    const doubted = who.doubt !== null && who.doubt.by !== B
    return [
      ...(counts(p.password) ? [] : ['password']),
      ...(doubted ? ['email_otp'] : []),
      ...(secondMissing && !(doubted && secondMissing === 'email_otp') ? [secondMissing] : []),
    ]
  }
  const used = door.connections.filter((c) =>
    counts(c.strong ? p.throughStrong : p.throughPlain, c.minutes),
  )
  const holders = used.length > 0 ? used : door.connections
  const spared = used.length > 0 ? holders.some((c) => c.strong) : holders.every((c) => c.strong)
  return [...(used.length > 0 ? [] : ['sso']), ...(secondMissing && !spared ? [secondMissing] : [])]
}

const isRefused = (act: () => void): boolean => {
  try {
    act()
    return false
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return true
  }
}
const tell = (...what: unknown[]) => what.map((one) => JSON.stringify(one)).join('\n')

test('DR1, DR2, SW4: at every door of B exactly that is asked which is demanded and missing, in order', () => {
  for (const door of doors)
    for (const who of atDoors)
      for (const p of proofs) {
        const asked = ask(door, who, p).join()
        const expected = demanded(door, who, p).join()
        if (asked !== expected) expect.fail(`${tell(door, who, p)}\n${asked} ≠ ${expected}`)
      }
}, 60_000)

test('DR3: whatever the provider of A says, nothing changes at any door of B', () => {
  for (const door of doors)
    for (const who of atDoors)
      for (const p of proofs.filter(({ throughA }) => throughA !== null))
        if (ask(door, who, p).join() !== ask(door, who, { ...p, throughA: null }).join())
          expect.fail(tell(door, who, p))
}, 60_000)

test('DR1: a guest of an organization with single sign-on stands before the door that it has without', () => {
  for (const door of doors)
    for (const who of atDoors.filter(({ guest }) => guest))
      for (const p of proofs) {
        const other = ask({ ...door, first: 'password' }, { ...who, guest: false }, p)
        if (ask(door, who, p).join() !== other.join()) expect.fail(tell(door, who, p))
      }
}, 60_000)

test('LG4: where single sign-on is demanded, no password and no second factor opens', () => {
  for (const door of doors.filter(({ first }) => first === 'sso'))
    for (const who of atDoors.filter(({ guest }) => !guest))
      for (const p of proofs.filter((one) => !one.throughPlain && !one.throughStrong))
        if (!ask(door, who, p).includes('sso')) expect.fail(tell(door, who, p))
}, 60_000)

test('DR3, PR4: the administrators of A, with its provider and a password that they made, see and are nobody elsewhere', () => {
  const theirs = proofs.filter((p) => !p.mailbox && !p.throughPlain && !p.throughStrong)
  for (const who of everybody)
    for (const p of theirs) {
      // With the password only where it is the one that they have made.
      const made = who.doubt?.by === A
      if ((p.password !== null && !made) || p.totp !== null) continue
      const caller = callerOf(who, p)
      const does = [
        sees(sightOf(caller), B),
        !isRefused(() => requireOwnProof(caller)),
        missingFreshEvidence(caller.standing, caller.evidence, now).length === 0,
        !isRefused(() => requireFreshForBreakGlass(caller, now)),
        p.password === null && !isRefused(() => requireOwnEvidence(caller)),
        ...doors.map((door) => ask(door, who, p).length === 0),
      ]
      if (does.includes(true)) expect.fail(tell(who, p, does))
    }
})

test('PR4: B is in sight of whom its provider vouched for, and of whom something of their own vouches without doubt', () => {
  for (const who of everybody)
    for (const p of proofs) {
      const own = p.password !== null || p.mailbox !== null || p.totp !== null
      const vouched = p.throughPlain !== null || p.throughStrong !== null
      const expected = vouched || (own && (who.doubt === null || who.doubt.by === B))
      if (sees(sightOf(callerOf(who, p)), B) !== expected) expect.fail(tell(who, p))
    }
})

test('SW4: each step that is asked can be taken and is not asked again', () => {
  const take: Record<string, (door: Door, who: Who, p: Proofs) => [Who, Proofs] | null> = {
    password: (_, who, p) => (who.hasPassword ? [who, { ...p, password: 1 }] : null),
    email_otp: (_, who, p) => [
      { ...who, doubt: null },
      { ...p, mailbox: 1 },
    ],
    totp: (_, who, p) => [
      { ...who, enrolled: true },
      { ...p, totp: 1 },
    ],
    sso: ({ connections: [first] }, who, p) =>
      first ? [who, { ...p, [first.strong ? 'throughStrong' : 'throughPlain']: 1 }] : null,
  }
  for (const door of doors)
    for (const who of atDoors)
      for (const p of proofs) {
        const asked = ask(door, who, p)
        for (const step of asked) {
          const after = take[step]?.(door, who, p)
          if (!after) continue
          const left = ask(door, ...after)
          if (left.includes(step) || left.some((one) => !asked.includes(one)))
            expect.fail(`${tell(door, who, p)}\n${step}: ${asked.join()} → ${left.join()}`)
        }
      }
}, 60_000)
