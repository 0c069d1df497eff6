import { beforeAll, expect, test } from 'vitest'
import type { OrganizationId } from '#api/common.ts'
import { Problem } from '#api/problem.ts'
import type { Access } from '#api/route.ts'
import { admit } from '#server/access/admit.ts'
import type { Caller, Evidence, SessionCaller, Standing } from '#server/access/caller.ts'
import { decide, memberAtDoor } from '#server/door/decide.ts'
import { missingFreshEvidence, requireFreshForBreakGlass } from '#server/door/fresh-evidence.ts'
import { readPolicy } from '#server/door/policy.ts'

// Every state that somebody with two organizations can come into, by any order of what they, their administrators and time
// can do, and in each of them the door: against rules that are written here once more, from the product's page and not from
// the code. Time is coarse: a proof is of now (younger than any limit), or old by eleven minutes (older than every short one).

const now = new Date('2026-01-15T12:00:00Z')
const minute = 60_000
const tickMs = 11 * minute
const organizations = [
  '01890a5d-ac96-774b-bcce-b302099a8001',
  '01890a5d-ac96-774b-bcce-b302099a8002',
] as OrganizationId[]

// Doors. --------------------------------------------------------------------------------------------------------------------

/** What a door demands, said once for the rules here, and once packed as the database does for the code. */
interface Door {
  second: 'none' | 'email_otp' | 'totp'
  shortEvidence?: true
  shortIdle?: true
  shortSession?: true
  passwordsExpire?: true
  packed: string
  /** The door that it becomes when time passes (DR6). */
  becomes?: string
}

const plain = 'password,none,none,604800,86400,0,0,0,0'
const grace = (milliseconds: number) =>
  `${plain},${now.getTime() + milliseconds},password,totp,none,604800,86400,0,0,0,0`
const doors: Record<string, Door> = {
  lax: { second: 'none', packed: plain },
  email: { second: 'email_otp', packed: 'password,email_otp,none,604800,86400,0,0,0,0' },
  totp: { second: 'totp', packed: 'password,totp,none,604800,86400,0,0,0,0' },
  roleTotp: { second: 'totp', packed: 'password,email_otp,totp,604800,86400,0,0,0,0' },
  roleEmail: { second: 'email_otp', packed: 'password,none,email_otp,604800,86400,0,0,0,1' },
  shortEmail: {
    second: 'email_otp',
    shortEvidence: true,
    packed: 'password,email_otp,none,604800,86400,600,0,0,0',
  },
  shortIdle: { second: 'none', shortIdle: true, packed: 'password,none,none,604800,600,0,0,0,0' },
  expiry: {
    second: 'none',
    passwordsExpire: true,
    packed: 'password,none,none,604800,86400,0,30,0,0',
  },
  strict: {
    second: 'totp',
    shortEvidence: true,
    shortIdle: true,
    passwordsExpire: true,
    packed: 'password,totp,none,604800,600,600,30,1,0',
  },
  brief: {
    second: 'email_otp',
    shortSession: true,
    packed: 'password,email_otp,none,600,600,0,0,1,0',
    shortIdle: true,
  },
  soon: { second: 'none', packed: grace(minute), becomes: 'since' },
  since: { second: 'totp', packed: grace(-minute) },
}
const doorNames = Object.keys(doors)
const doorOf = (n: number): Door => doors[doorNames[n] ?? ''] as Door

// States. -------------------------------------------------------------------------------------------------------------------

/** Numbers alone, so that a state is one integer: each field with how many values it has. */
const sizes = {
  doorA: doorNames.length,
  doorB: doorNames.length,
  /** As below. */
  password: 5,
  /** Not enrolled; with recovery codes; without any left. */
  authenticator: 3,
  /** Nobody; the first organization; the second; one that is gone. */
  doubt: 4,
  // Evidence: none; of now; old.
  byPassword: 3,
  byMailbox: 3,
  byTotp: 3,
  /** Nowhere; in the first organization; in the second. */
  session: 3,
  sessionOld: 2,
  /** No break-glass session; a fresh one; one of eleven minutes (of fifteen). */
  glass: 3,
  /** None; without a target; to the first; to the second. */
  pending: 4,
  // When the last session of this log-in there was last used: never, or left in time; now; eleven minutes before it was left, or before now.
  seenA: 3,
  seenB: 3,
} as const
type State = Record<keyof typeof sizes, number>
const passwords = { none: 0, good: 1, old: 2, temporary: 3, lapsed: 4 }

// Written out: these two are called some hundred million times.
// biome-ignore format: a table
const toNumber = (s: State): number =>
  ((((((((((((((s.doorA * sizes.doorB + s.doorB) * sizes.password + s.password) * sizes.authenticator + s.authenticator) *
    sizes.doubt + s.doubt) * sizes.byPassword + s.byPassword) * sizes.byMailbox + s.byMailbox) * sizes.byTotp + s.byTotp) *
    sizes.session + s.session) * sizes.sessionOld + s.sessionOld) * sizes.glass + s.glass) * sizes.pending + s.pending) *
    sizes.seenA + s.seenA) * sizes.seenB + s.seenB))
function toState(number: number): State {
  let rest = number
  const take = (size: number) => {
    const value = rest % size
    rest = (rest - value) / size
    return value
  }
  const seenB = take(sizes.seenB)
  const seenA = take(sizes.seenA)
  const pending = take(sizes.pending)
  const glass = take(sizes.glass)
  const sessionOld = take(sizes.sessionOld)
  const session = take(sizes.session)
  const byTotp = take(sizes.byTotp)
  const byMailbox = take(sizes.byMailbox)
  const byPassword = take(sizes.byPassword)
  const doubt = take(sizes.doubt)
  const authenticator = take(sizes.authenticator)
  const password = take(sizes.password)
  const doorB = take(sizes.doorB)
  const doorA = take(sizes.doorA)
  // biome-ignore format: in the order of above
  return { doorA, doorB, password, authenticator, doubt, byPassword, byMailbox, byTotp, session, sessionOld, glass, pending, seenA, seenB }
}

const nowhere = {
  byPassword: 0,
  byMailbox: 0,
  byTotp: 0,
  session: 0,
  sessionOld: 0,
  glass: 0,
  pending: 0,
  seenA: 0,
  seenB: 0,
}

type Where = 1 | 2
const doorAt = (s: State, at: Where) => (at === 1 ? s.doorA : s.doorB)
const seenAt = (s: State, at: Where) => (at === 1 ? s.seenA : s.seenB)

// The real door. ------------------------------------------------------------------------------------------------------------

const ago = (steps: number) => new Date(now.getTime() - steps * tickMs)
const standingOf = (s: State): Standing => ({
  passwordChangedAt:
    s.password === passwords.none
      ? null
      : s.password === passwords.old
        ? new Date(now.getTime() - 40 * 86_400_000)
        : now,
  passwordTemporary: s.password === passwords.temporary || s.password === passwords.lapsed,
  totpEnrolled: s.authenticator > 0,
  mailboxDoubt: s.doubt === 0 ? null : { by: organizations[s.doubt - 1] ?? null },
  deletionDueAt: null,
})
const evidenceOf = (s: State): Evidence[] =>
  (['byPassword', 'byMailbox', 'byTotp'] as const).flatMap((field, n) =>
    s[field] === 0
      ? []
      : [
          {
            kind: (['password', 'email_otp', 'totp'] as const)[n] ?? 'totp',
            connectionId: null,
            organizationId: null,
            at: ago(s[field] - 1),
          },
        ],
  )

interface Answer {
  asked: readonly string[]
  /** What the organization's pages and its sign-in policy answer to a session there. */
  inside: boolean
  policyInside: boolean
}
const answers = new Map<number, Answer>()

/** What the code says at a door, in this state. */
function ask(s: State, at: Where): Answer {
  const key =
    (((((((doorAt(s, at) * 5 + s.password) * 3 + s.authenticator) * 4 + s.doubt) * 3 +
      s.byPassword) *
      3 +
      s.byMailbox) *
      3 +
      s.byTotp) *
      3 +
      seenAt(s, at)) *
      12 +
    at * 3 +
    s.glass
  let answer = answers.get(key)
  if (!answer) {
    answer = askAfresh(s, at)
    answers.set(key, answer)
  }
  return answer
}

function askAfresh(s: State, at: Where): Answer {
  const policy = readPolicy(doorOf(doorAt(s, at)).packed, now)
  const seen = seenAt(s, at)
  const idledOutAt =
    seen === 0 ? null : new Date(ago(seen - 1).getTime() + policy.idleSeconds * 1000)
  const standing = standingOf(s)
  const evidence = evidenceOf(s)
  const decision = decide(
    policy,
    memberAtDoor(
      standing,
      false,
      organizations[at - 1] as OrganizationId,
      idledOutAt && idledOutAt <= now ? idledOutAt : null,
    ),
    evidence,
    now,
  )
  const missing = decision.enter ? [] : decision.missing
  const caller = {
    kind: 'session',
    standing,
    evidence,
    missing,
    status: 'active',
    permissions: new Set(['sign_in_policy:edit', 'users:view']),
    breakGlassUntil: s.glass > 0 ? now : null,
  } as unknown as SessionCaller
  const admits = (access: Access) => {
    try {
      admit(access, caller)
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return false
    }
  }
  const inside = ['registering', 'member', 'users:view'].map((access) => admits(access as Access))
  if (new Set(inside).size !== 1) throw new Error('one page is open and another is not')
  return {
    asked: missing.map((step) => (step.kind === 'totp' && !step.enrolled ? 'enrol' : step.kind)),
    inside: inside[0] ?? false,
    policyInside: admits('sign_in_policy:edit'),
  }
}

const freshAnswers = new Map<number, readonly string[]>()
/** What the code wants before a change of how somebody signs in. */
function askFresh(s: State): readonly string[] {
  const key =
    ((((s.password * 3 + s.authenticator) * 4 + s.doubt) * 3 + s.byPassword) * 3 + s.byMailbox) *
      3 +
    s.byTotp
  let answer = freshAnswers.get(key)
  if (!answer) {
    answer = missingFreshEvidence(standingOf(s), evidenceOf(s), now).map((step) => step.kind)
    freshAnswers.set(key, answer)
  }
  return answer
}

/** Whether the code would try a break-glass code. */
function mayBreakGlass(s: State): boolean {
  const caller = { standing: standingOf(s), evidence: evidenceOf(s) } as unknown as Caller
  try {
    requireFreshForBreakGlass(caller, now)
    return true
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return false
  }
}

// The rules, once more. -----------------------------------------------------------------------------------------------------

/** What a door may ask for: no more, and not one thing less. */
function demanded(s: State, at: Where): string[] {
  const door = doorOf(doorAt(s, at))
  const slept = door.shortIdle && seenAt(s, at) === 2
  const counts = (evidence: number) =>
    evidence === 1 || (evidence === 2 && !door.shortEvidence && !door.shortSession && !slept)
  const demands: string[] = []
  if (!counts(s.byPassword)) demands.push('password')
  const doubted = s.doubt !== 0 && s.doubt !== at
  const codeWanted = door.second === 'email_otp' && !counts(s.byMailbox) && !counts(s.byTotp)
  if (doubted || codeWanted) demands.push('email_otp')
  if (door.second === 'totp' && !counts(s.byTotp))
    demands.push(s.authenticator > 0 ? 'totp' : 'enrol')
  const stale =
    s.password >= passwords.temporary || (s.password === passwords.old && door.passwordsExpire)
  return demands.length === 0 && stale ? ['new_password'] : demands
}

const sessionLives = (s: State) =>
  s.session !== 0 && !(s.sessionOld && doorOf(doorAt(s, s.session as Where)).shortSession)
/** Inside an organization, its pages open. */
const isIn = (s: State, at: Where) => s.session === at && sessionLives(s) && ask(s, at).inside

// What may happen. ----------------------------------------------------------------------------------------------------------

type Event = (s: State) => State | null
const passwordWorks = (s: State) => s.password !== passwords.none && s.password !== passwords.lapsed
const acts = (s: State) => s.pending !== 0 || sessionLives(s)
const older = (evidence: number) => (evidence === 0 ? 0 : 2)

/** An idled session that is left keeps that it had idled out; any other leaves nothing behind. */
const leave = (s: State): State =>
  s.session === 0
    ? s
    : {
        ...s,
        session: 0,
        sessionOld: 0,
        glass: 0,
        ...(s.session === 1 ? { seenA: s.seenA === 2 ? 2 : 0 } : { seenB: s.seenB === 2 ? 2 : 0 }),
      }
const enter = (s: State, at: Where, glass = 0): State => ({
  ...leave(s),
  session: at,
  pending: 0,
  glass,
  ...(at === 1 ? { seenA: 1 } : { seenB: 1 }),
})
const switchTo =
  (at: Where): Event =>
  (s) => {
    if (!acts(s)) return null
    return ask(s, at).asked.length === 0 ? enter(s, at) : { ...s, pending: at + 1 }
  }
/** DR6: in addition to the password and a mailbox code. */
const breakGlass =
  (at: Where): Event =>
  (s) =>
    // Asked of the code only where it could be right: it is slow to be refused.
    acts(s) && s.byPassword === 1 && s.byMailbox === 1 && mayBreakGlass(s) ? enter(s, at, 1) : null
const setDoor =
  (at: Where, door: string): Event =>
  (s) => ({ ...s, [at === 1 ? 'doorA' : 'doorB']: doorNames.indexOf(door) })
const relax =
  (at: Where): Event =>
  (s) =>
    s.session === at && sessionLives(s) && s.glass > 0 && ask(s, at).policyInside
      ? setDoor(at, 'lax')(s)
      : null

/** The door to which one is under way wants nothing but another password. */
const asksNewPassword = (s: State) =>
  s.pending > 1 && ask(s, (s.pending - 1) as Where).asked.join() === 'new_password'

const events = {
  // The person.
  signIn: (s) => (passwordWorks(s) ? { ...s, ...nowhere, byPassword: 1, pending: 1 } : null),
  signOut: (s) => (acts(s) ? { ...s, ...nowhere } : null),
  cancel: (s) => (s.pending ? (s.session ? { ...s, pending: 0 } : { ...s, ...nowhere }) : null),
  use: (s) =>
    isIn(s, s.session as Where)
      ? { ...s, ...(s.session === 1 ? { seenA: 1 } : { seenB: 1 }) }
      : null,
  toA: switchTo(1),
  toB: switchTo(2),
  provePassword: (s) => (acts(s) && passwordWorks(s) ? { ...s, byPassword: 1 } : null),
  proveMailbox: (s) => (acts(s) ? { ...s, byMailbox: 1, doubt: 0 } : null),
  proveTotp: (s) => (acts(s) && s.authenticator > 0 ? { ...s, byTotp: 1 } : null),
  proveRecovery: (s) =>
    acts(s) && s.authenticator === 1 ? { ...s, byTotp: 1, authenticator: 2 } : null,
  enrol: (s) =>
    acts(s) && s.authenticator === 0 && askFresh(s).length === 0
      ? { ...s, authenticator: 1, byTotp: 1 }
      : null,
  replaceAuthenticator: (s) =>
    acts(s) && s.authenticator > 0 && askFresh(s).length === 0
      ? { ...s, authenticator: 1, byTotp: 1 }
      : null,
  removeAuthenticator: (s) =>
    isIn(s, s.session as Where) && s.authenticator > 0 && askFresh(s).length === 0
      ? { ...s, authenticator: 0, byTotp: 0 }
      : null,
  changePassword: (s) =>
    passwordWorks(s) && asksNewPassword(s)
      ? { ...s, password: passwords.good, byPassword: 1 }
      : null,
  changePasswordInside: (s) =>
    passwordWorks(s) &&
    sessionLives(s) &&
    (ask(s, s.session as Where).asked.every((step) => step === 'new_password') ||
      asksNewPassword(s))
      ? { ...s, password: passwords.good, byPassword: 1, pending: 0 }
      : null,
  passwordLink: (s) => ({ ...s, ...nowhere, password: passwords.good }),
  breakGlassA: breakGlass(1),
  breakGlassB: breakGlass(2),
  relaxA: relax(1),
  relaxB: relax(2),
  // The home, which is the first organization; of the second of these also the operator.
  temporaryPassword: (s) => ({ ...s, ...nowhere, password: passwords.temporary, doubt: 1 }),
  factorReset: (s) =>
    s.authenticator > 0 && s.doubt === 0 ? { ...s, ...nowhere, authenticator: 0 } : null,
  // Time.
  elevenMinutes: (s) => {
    const planned = (door: number) => {
      const { becomes } = doorOf(door)
      return becomes ? doorNames.indexOf(becomes) : door
    }
    const doors = { ...s, doorA: planned(s.doorA), doorB: planned(s.doorB), pending: 0 }
    if (s.session === 0) return { ...doors, ...nowhere }
    return {
      ...doors,
      byPassword: older(s.byPassword),
      byMailbox: older(s.byMailbox),
      byTotp: older(s.byTotp),
      sessionOld: 1,
      glass: s.glass === 1 ? 2 : 0,
      seenA: older(s.seenA),
      seenB: older(s.seenB),
    }
  },
  aMonth: (s) => ({
    ...s,
    ...nowhere,
    password:
      s.password === passwords.good
        ? passwords.old
        : s.password === passwords.temporary
          ? passwords.lapsed
          : s.password,
  }),
} satisfies Record<string, Event>
type EventName = keyof typeof events

// The search. ---------------------------------------------------------------------------------------------------------------

interface Found {
  /** In the order in which they were found, each with the one before it and the event between. */
  states: number[]
  index: Map<number, number>
  before: number[]
  by: string[]
}

function search(starts: Iterable<State>, happenings: readonly (readonly [string, Event])[]): Found {
  const found: Found = { states: [], index: new Map(), before: [], by: [] }
  const add = (state: State, before: number, by: string) => {
    const number = toNumber(state)
    if (found.index.has(number)) return
    found.index.set(number, found.states.length)
    found.states.push(number)
    found.before.push(before)
    found.by.push(by)
  }
  for (const start of starts) add(start, -1, 'start')
  for (let n = 0; n < found.states.length; n++) {
    const state = toState(found.states[n] as number)
    for (const [name, event] of happenings) {
      const next = event(state)
      if (next) add(next, n, name)
    }
  }
  return found
}

/** How a state was come into, for whoever has to understand a counterexample. */
function tell(found: Found, n: number): string {
  const way: string[] = []
  for (let at = n; at >= 0; at = found.before[at] as number) way.unshift(found.by[at] as string)
  const start = (() => {
    let at = n
    while ((found.before[at] as number) >= 0) at = found.before[at] as number
    return at
  })()
  const show = (m: number) => {
    const s = toState(found.states[m] as number)
    return JSON.stringify({ ...s, doorA: doorNames[s.doorA], doorB: doorNames[s.doorB] })
  }
  return `${show(start)}\n  ${way.join(' → ')}\n  ${show(n)}`
}

const pick = (names: readonly EventName[]) => names.map((name) => [name, events[name]] as const)
function* standings(
  doorA: string,
  doorB: string,
  of: Partial<Record<keyof State, number[]>> = {},
): Generator<State> {
  for (const password of of.password ?? [0, 1, 2, 3, 4])
    for (const authenticator of of.authenticator ?? [0, 1, 2])
      for (const doubt of of.doubt ?? [0, 1, 2, 3])
        yield {
          ...nowhere,
          doorA: doorNames.indexOf(doorA),
          doorB: doorNames.indexOf(doorB),
          password,
          authenticator,
          doubt,
        }
}

/** Nobody being signed in, a search that begins with every pair of doors need not change them. */
function whileIn(change: Event): Event {
  return (s) => (s.session !== 0 || s.pending !== 0 ? change(s) : null)
}

/** Every kind of door in both places, each changed into any other at any time. */
const policyChanges = doorNames.flatMap((door) => [
  [`A demands ${door}`, whileIn(setDoor(1, door))] as const,
  [`B demands ${door}`, whileIn(setDoor(2, door))] as const,
])

let all: Found
beforeAll(() => {
  const starts = doorNames.flatMap((a) => doorNames.flatMap((b) => [...standings(a, b)]))
  all = search(starts, [...Object.entries(events), ...policyChanges])
  console.info(`${all.states.length} states, ${answers.size} different doors`)
}, 120_000)

/** No state for which a rule does not hold; else how one comes into the first of them. */
function expectAll(found: Found, rule: (s: State) => boolean): void {
  const n = found.states.findIndex((number) => !rule(toState(number)))
  if (n >= 0) expect.fail(tell(found, n))
}

const both = [1, 2] as const
const proofs: Record<string, Event> = {
  password: events.provePassword,
  email_otp: events.proveMailbox,
  totp: events.proveTotp,
  enrol: events.enrol,
  new_password: (s) => events.changePassword(s) ?? events.changePasswordInside(s),
}

test('DR1, DR2: nobody is inside without what the door demands, and whoever has it is', () => {
  expectAll(all, (s) =>
    both.every((at) => s.session !== at || ask(s, at).inside === (demanded(s, at).length === 0)),
  )
})

test('SW4: at every door exactly that is asked which is demanded and missing, in order', () => {
  expectAll(all, (s) =>
    both.every((at) => !acts(s) || ask(s, at).asked.join() === demanded(s, at).join()),
  )
})

test('DR6: a break-glass code wants password, mailbox and no doubt, whatever else was proved', () => {
  for (const s of standings('totp', 'lax'))
    for (const byPassword of [0, 1, 2])
      for (const byMailbox of [0, 1, 2])
        for (const byTotp of [0, 1, 2])
          expect(mayBreakGlass({ ...s, byPassword, byMailbox, byTotp })).toBe(
            byPassword === 1 && byMailbox === 1 && s.doubt === 0,
          )
})

test('DR6: a break-glass session opens the sign-in policy and nothing else, for fifteen minutes', () => {
  expectAll(all, (s) => {
    if (s.session === 0) return true
    const answer = ask(s, s.session as Where)
    return answer.policyInside === (answer.inside || s.glass > 0)
  })
})

/** A step that can be taken makes what is asked smaller, and adds nothing but a new password. */
function progresses(s: State, asked: readonly string[], again: (s: State) => readonly string[]) {
  return asked.every((step) => {
    const next = proofs[step]?.(s)
    if (!next) return step === 'enrol' ? askFresh(s).length > 0 : !passwordWorks(s)
    const left = again(next)
    return (
      !left.includes(step) && left.every((one) => asked.includes(one) || one === 'new_password')
    )
  })
}

test('SW4: each step that is asked can be taken and is not asked again, before a door and in a session', () => {
  expectAll(all, (s) =>
    both.every(
      (at) =>
        !(s.pending === at + 1 || (s.session === at && sessionLives(s))) ||
        progresses(s, ask(s, at).asked, (next) => ask(next, at).asked),
    ),
  )
})

test('DR4: each fresh proof that a change of factors asks can be given and is not asked again', () => {
  expectAll(all, (s) => !acts(s) || progresses(s, askFresh(s), askFresh))
})

// Ways out. -----------------------------------------------------------------------------------------------------------------

/** Steps as somebody takes them who proves nothing but what some page asks of them. */
const whenAsked =
  (step: string): Event =>
  (s) => {
    const door =
      s.pending > 1
        ? ((s.pending - 1) as Where)
        : s.session !== 0 && sessionLives(s)
          ? (s.session as Where)
          : null
    if (door === null) return null
    const { asked } = ask(s, door)
    // To set up an authenticator in the step, or in place of a lost one, the page asks for fresh evidence first (DR4).
    const wanted = asked.includes('enrol') ? [...asked, ...askFresh(s)] : asked
    return wanted.includes(step) ? (proofs[step]?.(s) ?? null) : null
  }
const asked = (step: string) => [step, whenAsked(step)] as const

const everything = [
  ...pick(['signIn', 'passwordLink', 'toA', 'toB']),
  ...['password', 'email_otp', 'enrol', 'new_password'].map(asked),
]
const withDevice = [...everything, asked('totp')]
const withRecoveryCode = [
  ...everything,
  ['recovery code', (s: State) => (whenAsked('totp')(s) ? events.proveRecovery(s) : null)] as const,
]
const withReset = [...everything, ...pick(['factorReset'])]
/** The password and a mailbox code are asked by the break-glass page itself. */
const asOwner = [
  ...everything,
  ...pick(['provePassword', 'proveMailbox', 'breakGlassA', 'breakGlassB', 'relaxA', 'relaxB']),
]

/** The states from which no way, of these steps alone, leads to an open door of this organization. */
function stuck(found: Found, steps: readonly (readonly [string, Event])[], at: Where): number[] {
  const count = found.states.length
  const next = new Int32Array(count * steps.length).fill(-1)
  const good = new Uint8Array(count)
  for (let n = 0; n < count; n++) {
    const state = toState(found.states[n] as number)
    if (isIn(state, at)) {
      good[n] = 1
      continue
    }
    for (const [m, [, step]] of steps.entries()) {
      const after = step(state)
      if (after) next[n * steps.length + m] = found.index.get(toNumber(after)) ?? -1
    }
  }
  for (let changed = true; changed; ) {
    changed = false
    for (let n = count - 1; n >= 0; n--) {
      if (good[n]) continue
      for (let m = n * steps.length; m < (n + 1) * steps.length; m++)
        if (next[m] !== -1 && good[next[m] as number]) {
          good[n] = 1
          changed = true
          break
        }
    }
  }
  return [...good.keys()].filter((n) => !good[n])
}

const lost = (s: State) => s.authenticator > 0
const exits: [title: string, steps: typeof everything, but: (s: State, at: Where) => boolean][] = [
  ['password or its mailbox, and the device', withDevice, () => false],
  [
    'a recovery code, while there is one, in place of the device',
    withRecoveryCode,
    (s) => s.authenticator === 2,
  ],
  // Whoever has no home asks the operator (OP4).
  [
    'a reset that was begun for them and the mailbox in place of the device',
    withReset,
    () => false,
  ],
  ['a break-glass code of an owner in place of the device', asOwner, () => false],
  // And by themselves, without device and codes, nobody gets in where an authenticator is demanded.
  [
    'nothing in place of the device where none is demanded',
    everything,
    (s, at) => lost(s) && doorOf(doorAt(s, at)).second === 'totp',
  ],
]
test.each(exits)(
  'DR4: no state is without a way in, with %s',
  { timeout: 60_000 },
  (_, steps, but) => {
    for (const at of both)
      for (const n of stuck(all, steps, at)) {
        const s = toState(all.states[n] as number)
        if (!but(s, at)) expect.fail(`no way to ${at === 1 ? 'A' : 'B'} from:\n${tell(all, n)}`)
      }
  },
)

// Thieves. ------------------------------------------------------------------------------------------------------------------

/** Where somebody may get who holds some things and not others; each world begins before they have done anything. */
const rob = (
  starts: Iterable<State>,
  steps: readonly EventName[],
  more: readonly (readonly [string, Event])[] = [],
) =>
  search(starts, [
    ...pick(['toA', 'toB', 'use', 'cancel', 'signOut', 'elevenMinutes', 'aMonth', ...steps]),
    ...more,
  ])
const doorsOfB = ['lax', 'email', 'totp', 'strict', 'expiry', 'soon'] as const
function* starts(of: Partial<Record<keyof State, number[]>>, also: Partial<State> = {}) {
  for (const a of doorNames)
    for (const b of doorsOfB) for (const s of standings(a, b, of)) yield { ...s, ...also }
}
const changesOfA = policyChanges.filter(([name]) => name.startsWith('A'))

test('PW4: the home’s administrator with a temporary password, a begun reset and any policy of theirs never gets into B', () => {
  const found = rob(
    starts({ password: [passwords.temporary], doubt: [1] }),
    // Not what the mailbox or the device gives; `enrol` and the others if the code lets them.
    [
      'temporaryPassword',
      'signIn',
      'provePassword',
      'changePassword',
      'changePasswordInside',
      'enrol',
      'replaceAuthenticator',
      'removeAuthenticator',
      'breakGlassA',
      'breakGlassB',
      'relaxA',
    ],
    changesOfA,
  )
  expect(found.states.length).toBeGreaterThan(1000)
  expectAll(found, (s) => !isIn(s, 2))
  expectAll(found, (s) => s.doubt === 1)
})

test('PW4: nor, with the authenticator in the hand as well, does anything change that signs in elsewhere', () => {
  const found = rob(
    starts({ password: [passwords.temporary], doubt: [1], authenticator: [2] }),
    [
      'temporaryPassword',
      'signIn',
      'provePassword',
      'changePassword',
      'changePasswordInside',
      'proveTotp',
      'replaceAuthenticator',
      'removeAuthenticator',
      'breakGlassA',
      'breakGlassB',
    ],
    changesOfA,
  )
  expectAll(found, (s) => !isIn(s, 2) && s.authenticator === 2)
})

/** What somebody can try who holds the password and nothing else. */
const byPassword = [
  'signIn',
  'provePassword',
  'changePassword',
  'changePasswordInside',
  'enrol',
  'replaceAuthenticator',
  'removeAuthenticator',
  'breakGlassA',
  'breakGlassB',
] as const

test('DR4: a stolen password alone passes no second factor and sets up, replaces and removes none', () => {
  for (const authenticator of [0, 1, 2]) {
    const found = rob(starts({ password: [1, 2], authenticator: [authenticator] }), byPassword)
    expect(found.states.length).toBeGreaterThan(1000)
    expectAll(found, (s) => s.authenticator === authenticator && s.byTotp === 0)
    expectAll(found, (s) =>
      both.every((at) => !isIn(s, at) || doorOf(doorAt(s, at)).second === 'none'),
    )
    expectAll(found, (s) => !isIn(s, 1) || s.doubt === 0 || s.doubt === 1)
    expectAll(found, (s) => !isIn(s, 2) || s.doubt === 0 || s.doubt === 2)
  }
})

test('LG2: a stolen password alone is never replaced where every door asks for a second factor', () => {
  const shut = doorNames.filter((door) => doorOf(doorNames.indexOf(door)).second !== 'none')
  const of = { password: [passwords.old, passwords.temporary] }
  const found = rob(
    shut.flatMap((a) => shut.flatMap((b) => [...standings(a, b, of)])),
    byPassword,
  )
  expect(found.states.length).toBeGreaterThan(1000)
  expectAll(found, (s) => s.password !== passwords.good)
})

test('DR4: a stolen mailbox alone neither passes nor replaces an authenticator that is set up', () => {
  const found = rob(starts({ authenticator: [2] }), [
    'passwordLink',
    'signIn',
    'provePassword',
    'changePassword',
    'changePasswordInside',
    'proveMailbox',
    'enrol',
    'replaceAuthenticator',
    'removeAuthenticator',
  ])
  expect(found.states.length).toBeGreaterThan(1000)
  expectAll(found, (s) => s.authenticator === 2 && s.byTotp === 0)
  expectAll(found, (s) =>
    both.every((at) => !isIn(s, at) || doorOf(doorAt(s, at)).second !== 'totp'),
  )
})

test('DR4, PW6: a stolen session changes no factor once its proofs are ten minutes old', () => {
  const inA = { session: 1, seenA: 1, byPassword: 2, byMailbox: 2, byTotp: 2 }
  for (const authenticator of [0, 2]) {
    const found = rob(
      starts({ password: [1, 2], authenticator: [authenticator] }, inA),
      ['enrol', 'replaceAuthenticator', 'removeAuthenticator', 'breakGlassA', 'breakGlassB'],
      changesOfA,
    )
    expect(found.states.length).toBeGreaterThan(1000)
    expectAll(found, (s) => s.authenticator === authenticator && s.glass === 0)
    expectAll(found, (s) => askFresh(s).length > 0)
  }
})
