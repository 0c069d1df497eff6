import fc from 'fast-check'
import { Secret, TOTP } from 'otpauth'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MemberId, OrganizationId, RoleId, SessionId } from '#api/common.ts'
import { type SecondFactor, type Step, secondFactors } from '#api/door.ts'
import type { Outcome } from '#api/sessions.ts'
import { newToken } from '#server/platform/token.ts'
import { password as firstPassword, startTestApp, type TestApp } from '#test/harness.ts'
import { problemOf } from '#test/problem-of.ts'

// Who may be where, as a description of a page, walked along beside the real server: any order of commands, all tokens kept
// for ever, and after each command every one of them is tried.

let app: TestApp
beforeAll(async () => {
  // Without an address, failures count on the person alone.
  app = await startTestApp(undefined, { peerAddress: () => null })
})
afterAll(() => app.stop())

const minute = 60_000
const day = 24 * 60 * minute
// A password that was used before is not taken again.
let used = 0
const newPassword = () => `walrus timber quartz piano ${++used} meadow`
const garbage = '01890a5d-ac96-774b-bcce-b302099a8057' as MemberId

type Factor = 'password' | 'email_otp' | 'totp'

interface Policy {
  secondFactor: SecondFactor
  evidenceSeconds: number | null
  sessionSeconds: number
  idleSeconds: number
  passwordDays: number | null
  singleSession: boolean
}

interface Organization {
  id: OrganizationId
  alive: boolean
  /** Who suspends and adds here; null in those that people of the model have made. */
  boss: { memberId: MemberId; identityId: string; plannerId: RoleId } | null
  policy: Policy
  planned: { policy: Policy; from: number } | null
  /** What its role Planner demands besides; everybody is a planner, but in what they made themselves. */
  role: { secondFactor: SecondFactor; singleSession: boolean }
}

const lax: Policy = {
  secondFactor: 'none',
  evidenceSeconds: null,
  sessionSeconds: 604_800,
  idleSeconds: 86_400,
  passwordDays: null,
  singleSession: false,
}

interface Member {
  id: MemberId
  person: Person
  at: Organization
  status: 'invited' | 'registering' | 'active' | 'suspended' | 'gone'
  before: 'registering' | 'active' | null
  entered: boolean
  invitedUntil: number | null
}

interface Person {
  email: string
  identityId: string
  home: Organization | null
  password: string
  changedAt: number
  /** An administrator made it; it is good until then. */
  temporaryUntil: number | null
  doubt: { by: Organization; at: number } | null
  authenticator: { secret: Secret; lastStep: number } | null
  recoveryCodes: string[]
  /** When mailbox codes were sent, and links by the home. */
  codesSent: number[]
  linksSent: { password: number; authenticator: number }
  guesses: Record<'password' | 'email_otp' | 'totp' | 'recovery', Guesses>
}

interface Login {
  person: Person
  ended: boolean
  proved: Record<Factor, number | null>
  /** The newest mailbox code. */
  code: { text: string; sentAt: number; tries: number; used: boolean } | null
  guesses: Guesses
}

/** A session or a pending sign-in: what a token once stood for. */
interface Token {
  kind: 'session' | 'pending'
  text: string
  login: Login
  over: boolean
  // Of a session:
  id: SessionId | null
  member: Member | null
  startedAt: number
  seenAt: number
  overAt: number | null
  // Of a pending sign-in or switch:
  source: Token | null
  /** Where it goes to, once that is known. */
  target: Member | null
}

interface World {
  now: number
  organizations: Organization[]
  people: Person[]
  members: Member[]
  tokens: Token[]
}

/** Failures of a proof (LG8): five within a quarter of an hour lock it for half an hour, fifty for the day. */
class Guesses {
  private failures = 0
  private since = Number.NEGATIVE_INFINITY
  private lockedUntil = 0

  locked = (now: number) => this.lockedUntil > now
  fail(now: number) {
    if (this.since < now - 15 * minute) [this.failures, this.since] = [0, now]
    this.failures++
    if (this.failures >= 5) [this.failures, this.lockedUntil] = [0, now + 30 * minute]
  }
  succeed() {
    this.failures = 0
    this.lockedUntil = 0
  }
}

// What holds. --------------------------------------------------------------------------------------------------------------

/** What acts at a member's door: what was planned from its date on, and the stricter of organization and role. */
function policyFor({ at }: Member, now: number): Policy {
  const own = at.planned && at.planned.from <= now ? at.planned.policy : at.policy
  if (!at.boss) return own
  const rank = (factor: SecondFactor) => secondFactors.indexOf(factor)
  return {
    ...own,
    secondFactor:
      rank(at.role.secondFactor) > rank(own.secondFactor) ? at.role.secondFactor : own.secondFactor,
    singleSession: own.singleSession || at.role.singleSession,
  }
}

/** What a door still asks for: evidence young enough, and newer than any idling-out. */
function asks(member: Member, login: Login, idledOutAt: number | null, now: number): Step[] {
  const policy = policyFor(member, now)
  const { person } = login
  const counts = (factor: Factor) => {
    const at = login.proved[factor]
    if (at === null) return false
    const tooOld = now - at > (policy.evidenceSeconds ?? policy.sessionSeconds) * 1000
    return !tooOld && (idledOutAt === null || at > idledOutAt)
  }
  const steps: Step[] = []
  if (!counts('password')) steps.push({ kind: 'password', proveAt: '/api/v1/proofs/password' })
  const code = (reason: 'demanded' | 'mailbox-in-doubt'): Step => ({
    kind: 'email_otp',
    reason,
    proveAt: '/api/v1/proofs/email-code',
  })
  if (person.doubt && person.doubt.by !== member.at) steps.push(code('mailbox-in-doubt'))
  else if (policy.secondFactor === 'email_otp' && !counts('email_otp') && !counts('totp'))
    steps.push(code('demanded'))
  if (policy.secondFactor === 'totp' && !counts('totp'))
    steps.push({
      kind: 'totp',
      enrolled: person.authenticator !== null,
      proveAt: person.authenticator ? '/api/v1/proofs/totp' : '/api/v1/me/authenticator/enrolment',
    })
  if (steps.length > 0) return steps
  const renew = (reason: 'temporary' | 'expired'): Step[] => [
    { kind: 'new_password', reason, proveAt: '/api/v1/me/password' },
  ]
  if (person.temporaryUntil !== null) return renew('temporary')
  const tooOld = policy.passwordDays !== null && now - person.changedAt > policy.passwordDays * day
  return tooOld ? renew('expired') : []
}

/** What is missing of the fresh evidence that a change of factors wants (DR4). */
function missingFresh({ person, proved }: Login, now: number): Factor[] {
  const fresh = (factor: Factor) =>
    now - (proved[factor] ?? Number.NEGATIVE_INFINITY) <= 10 * minute
  const wanted: Factor[] = person.authenticator ? ['password', 'totp'] : ['password', 'email_otp']
  const missing = wanted.filter((factor) => !fresh(factor))
  return person.doubt ? [...missing, 'email_otp'] : missing
}

function idledOut(session: Token | undefined, now: number): number | null {
  if (!session?.member) return null
  const at = session.seenAt + policyFor(session.member, now).idleSeconds * 1000
  return at <= (session.overAt ?? now) ? at : null
}

/** PW4: while a mailbox is in doubt, the organization that brought it in is all that is shown. */
const isShown = ({ person, at }: Member) => person.doubt === null || person.doubt.by === at

const mayEnter = (member: Member) =>
  member.at.alive && (member.status === 'active' || member.status === 'registering')

/** Whether a token is good for anything. */
function lives(world: World, token: Token): boolean {
  const { now } = world
  if (token.over || token.login.ended) return false
  if (token.kind === 'pending')
    return now < token.startedAt + 10 * minute && !(token.source?.over ?? false)
  const member = token.member as Member
  const policy = policyFor(member, now)
  if (policy.singleSession && newestOf(world, member) !== token) return false
  return mayEnter(member) && now < token.startedAt + policy.sessionSeconds * 1000
}

const newestOf = (world: World, member: Member) =>
  world.tokens.findLast((t) => t.kind === 'session' && t.member === member && !t.over)

/** What the door wants of a live session now. */
const missing = (token: Token, now: number) =>
  asks(token.member as Member, token.login, idledOut(token, now), now)

// What happens. ------------------------------------------------------------------------------------------------------------

function end(token: Token, now: number) {
  if (token.over) return
  token.over = true
  token.overAt = now
}

function endLogin(world: World, login: Login) {
  login.ended = true
  for (const token of world.tokens) if (token.login === login) end(token, world.now)
}

function start(
  world: World,
  kind: Token['kind'],
  login: Login,
  text: string,
  more: Partial<Token>,
) {
  const { now } = world
  const times = { startedAt: now, seenAt: now, overAt: null }
  const none = { id: null, member: null, source: null, target: null }
  const token: Token = { kind, text, login, over: false, ...times, ...none, ...more }
  world.tokens.push(token)
  return token
}

/** A request with a live session whose door is open stamps it as used, once a minute. */
function touch(world: World, token: Token) {
  if (token.kind !== 'session' || !lives(world, token)) return
  if (missing(token, world.now).length === 0 && world.now - token.seenAt >= minute)
    token.seenAt = world.now
}

/** Comes from a token, or from a fresh log-in, to a door; what is expected there, and what is then so. */
function comeTo(world: World, login: Login, from: Token | null, member: Member, outcome: Outcome) {
  const { now } = world
  const last = world.tokens.findLast((t) => t.login === login && t.member === member)
  const wants = asks(member, login, idledOut(last, now), now)
  const source = from?.kind === 'pending' ? from.source : from
  if (wants.length > 0) {
    if (outcome.outcome !== 'challenged') throw new Error(`was ${outcome.outcome}, not challenged`)
    expect(outcome.organization.id).toBe(member.at.id)
    expect(outcome.missing).toEqual(wants)
    for (const t of world.tokens) if (t.login === login && t.kind === 'pending') end(t, now)
    // It takes the place of the pending sign-in that it came from, and what is left of its time (LG2).
    const startedAt = from?.kind === 'pending' ? from.startedAt : now
    expect(outcome.expiresAt).toBe(new Date(startedAt + 10 * minute).toISOString())
    const target = member
    start(world, 'pending', login, outcome.pendingToken ?? '', { source, startedAt, target })
    return
  }
  if (outcome.outcome !== 'entered') throw new Error(`was ${outcome.outcome}, not entered`)
  expect(outcome.organization.id).toBe(member.at.id)
  expect(outcome.member.id).toBe(member.id)
  if (from) end(from, now)
  if (source) end(source, now)
  member.entered = true
  if (policyFor(member, now).singleSession)
    for (const t of world.tokens) if (t.kind === 'session' && t.member === member) end(t, now)
  start(world, 'session', login, outcome.token ?? '', { member })
}

// Commands. ----------------------------------------------------------------------------------------------------------------

const clientOf = (token: Token) => app.clientWith(token.text)

/** Tries a call that must end so: `done`, or refused by this problem. Gives its answer. */
async function expectCall<T>(call: Promise<T>, end: string): Promise<T> {
  const refusal = await problemOf(call)
  expect(refusal?.type.replace('/problems/', '') ?? 'done').toBe(end)
  return refusal ? (undefined as T) : call
}

/** The same, for calls whose answer says nothing. */
const expectEnd = async (call: Promise<unknown>, end: string): Promise<void> => {
  await expectCall(call, end)
}

/** What a call with this token is refused with before anything else is looked at. */
const gate = (world: World, token: Token): 'not-signed-in' | null =>
  lives(world, token) ? null : 'not-signed-in'

/** PW4: while the mailbox is in doubt nothing is answered or made in the person's name. */
const doubted = ({ login }: Token): 'fresh-evidence-required' | null =>
  login.person.doubt ? 'fresh-evidence-required' : null

type Happening = (world: World) => Promise<void>

/** A command, shown by name and arguments when a sequence fails. */
class Command implements fc.AsyncCommand<World, object> {
  readonly name: string
  readonly happening: Happening
  constructor(name: string, happening: Happening) {
    this.name = name
    this.happening = happening
  }
  check = () => true
  toString = () => this.name
  async run(world: World) {
    app.clock.now = new Date(world.now)
    await this.happening(world)
    await checkEverything(world)
  }
}

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)]
/** Mostly one that lives: those still do something. The others are all tried after each command anyway. */
function pickToken(world: World, n: number): Token | undefined {
  if (n % 8 === 0) return pick(world.tokens, n >> 3)
  return pick(
    world.tokens.filter((token) => lives(world, token)),
    n >> 3,
  )
}

const n = fc.nat(1023)

const newLogin = (person: Person, now: number): Login => ({
  person,
  ended: false,
  proved: { password: now, email_otp: null, totp: null },
  code: null,
  guesses: new Guesses(),
})

/** With one organization to its door, else to the picker (LG2). */
function noteSignIn(world: World, login: Login, outcome: Outcome) {
  const mine = world.members.filter((m) => m.person === login.person && mayEnter(m) && isShown(m))
  const only = mine[0]
  if (only?.entered && mine.length === 1) return comeTo(world, login, null, only, outcome)
  if (outcome.outcome !== 'choose') throw new Error(`was ${outcome.outcome}, not choose`)
  expect(outcome.organizations.map((row) => row.memberId).toSorted()).toEqual(
    mine.map((m) => m.id).toSorted(),
  )
  start(world, 'pending', login, outcome.pendingToken ?? '', {})
}

const signIn = fc.tuple(n, fc.integer({ min: 0, max: 9 })).map(
  ([who, luck]) =>
    new Command(`signIn(${who}, ${luck < 8 ? 'right' : 'wrong'})`, async (world) => {
      const person = pick(world.people, who) as Person
      const right = luck < 8
      const call = app.clientWith().signIn({
        body: {
          email: person.email,
          password: right ? person.password : 'not at all',
          transport: 'bearer',
        },
      })
      const guesses = person.guesses.password
      if (guesses.locked(world.now)) return expectEnd(call, 'locked')
      if (!right || lapsed(person, world.now)) {
        guesses.fail(world.now)
        return expectEnd(call, 'wrong-credentials')
      }
      const outcome = await expectCall(call, 'done')
      guesses.succeed()
      noteSignIn(world, newLogin(person, world.now), outcome)
    }),
)

/** The whole way in, as somebody takes it who has all their things; it leads further than single steps at random. */
const goIn = n.map(
  (m) =>
    new Command(`goIn(${m})`, async (world) => {
      const member = pick(world.members, m)
      if (!member || !mayEnter(member) || lapsed(member.person, world.now)) return
      const { codesSent, guesses } = member.person
      const busy = codesSent.filter((at) => at > world.now - 60 * minute).length > 6
      if (busy || Object.values(guesses).some((of) => of.locked(world.now))) return
      const inside = await walkIn(world, member)
      touch(world, inside)
    }),
)

/** With this token, to any row: mostly one's own, sometimes somebody else's or nobody's. */
const switchTo = fc.tuple(n, n).map(
  ([t, m]) =>
    new Command(`switch(${t}, ${m})`, async (world) => {
      const token = pickToken(world, t)
      if (!token) return
      const own = world.members.filter((one) => one.person === token.login.person)
      const member = m % 8 === 0 ? pick(world.members, m >> 3) : pick(own, m >> 3)
      const call = clientOf(token).switchOrganization({
        body: { memberId: (m % 16 !== 1 && member?.id) || garbage },
      })
      const refused = gate(world, token)
      if (refused) return expectEnd(call, refused)
      touch(world, token)
      const enterable = m % 16 !== 1 && member?.person === token.login.person && mayEnter(member)
      if (!enterable) return expectEnd(call, 'organization-not-found')
      comeTo(world, token.login, token, member, await expectCall(call, 'done'))
    }),
)

/** What an administrator made is no password any more (PW4). */
const lapsed = (person: Person, now: number) =>
  person.temporaryUntil !== null && person.temporaryUntil <= now

/** Something was proved with this token: a pending sign-in goes on under another one, and for no longer (LG2). */
function noteProof(
  world: World,
  token: Token,
  factor: Factor,
  answer: { pendingToken?: string | undefined },
) {
  token.login.proved[factor] = world.now
  rotate(world, token, answer)
}

function rotate(
  world: World,
  token: Token,
  { pendingToken }: { pendingToken?: string | undefined },
) {
  expect(pendingToken !== undefined).toBe(token.kind === 'pending')
  if (pendingToken === undefined) return
  const { login, source, startedAt, target } = token
  end(token, world.now)
  start(world, 'pending', login, pendingToken, { source, startedAt, target })
}

const prove = fc.tuple(n, fc.boolean()).map(
  ([t, right]) =>
    new Command(`prove(${t}, ${right ? 'right' : 'wrong'})`, async (world) => {
      const token = pickToken(world, t)
      if (!token) return
      const { login } = token
      const call = clientOf(token).provePassword({
        body: { password: right ? login.person.password : 'not at all' },
      })
      const refused = gate(world, token)
      if (refused) return expectEnd(call, refused)
      touch(world, token)
      if (login.guesses.locked(world.now)) return expectEnd(call, 'locked')
      if (!right || lapsed(login.person, world.now)) {
        login.guesses.fail(world.now)
        return expectEnd(call, 'wrong-password')
      }
      const answer = await expectCall(call, 'done')
      login.guesses.succeed()
      noteProof(world, token, 'password', answer)
    }),
)

/** What the newest mail of a kind to somebody holds: a code, or the token of a link. */
async function secretIn(template: string, person: Person): Promise<string> {
  const [mail] = await app.owner.transaction((tx) =>
    tx.query<{ token: string }>(sql`select "values" ->> 'token' as token from mails
      where recipient = ${person.email} and template = ${template} order by created_at desc, id desc limit 1`),
  )
  return mail?.token ?? ''
}

const sendCode = n.map(
  (t) =>
    new Command(`sendCode(${t})`, async (world) => {
      const token = pickToken(world, t)
      if (token) await send(world, token)
    }),
)

async function send(world: World, token: Token) {
  const { now } = world
  const { login } = token
  const { person } = login
  const call = clientOf(token).sendEmailCode()
  const refused = gate(world, token)
  if (refused) return expectEnd(call, refused)
  touch(world, token)
  if (person.guesses.email_otp.locked(now)) return expectEnd(call, 'locked')
  const lastHour = person.codesSent.filter((at) => at > now - 60 * minute)
  if ((login.code && now < login.code.sentAt + minute) || lastHour.length >= 10)
    return expectEnd(call, 'too-many-requests')
  const answer = await expectCall(call, 'done')
  expect(answer.sentTo).toBe(person.email)
  person.codesSent.push(now)
  login.code = {
    text: await secretIn('email-code', person),
    sentAt: now,
    tries: 0,
    used: false,
  }
}

/** Tries one of the second factors with a token; `right`: whether it is, as long as it is not locked. */
async function trySecond(
  world: World,
  token: Token,
  proof: 'email_otp' | 'totp' | 'recovery',
  call: Promise<{ pendingToken?: string | undefined }>,
  judge: () => boolean,
) {
  const { login } = token
  const refused = gate(world, token)
  if (refused) return expectEnd(call, refused)
  touch(world, token)
  if (proof !== 'email_otp' && !login.person.authenticator) return expectEnd(call, 'not-enrolled')
  const guesses = login.person.guesses[proof]
  if (guesses.locked(world.now)) return expectEnd(call, 'locked')
  if (!judge()) {
    guesses.fail(world.now)
    return expectEnd(call, 'wrong-code')
  }
  const answer = await expectCall(call, 'done')
  guesses.succeed()
  noteProof(world, token, proof === 'email_otp' ? 'email_otp' : 'totp', answer)
}

/** Whether a mailbox code is good now; it is used, or counts as a try, thereby. */
function judgeCode(world: World, login: Login, text: string): boolean {
  const { code, person } = login
  if (!code || code.used || code.tries >= 5 || world.now >= code.sentAt + 10 * minute) return false
  code.tries++
  if (code.text !== text) return false
  code.used = true
  // A code that was sent before the administrator's reset ends no doubt (PW4).
  if (person.doubt && person.doubt.at < code.sentAt) person.doubt = null
  return true
}

const proveCode = fc.tuple(n, n).map(
  ([t, luck]) =>
    new Command(`proveCode(${t}, ${luck % 4 ? 'right' : 'wrong'})`, async (world) => {
      const token = pickToken(world, t)
      if (!token) return
      const right = token.login.code?.text ?? '000000'
      const code = luck % 4 ? right : right === '111111' ? '222222' : '111111'
      await trySecond(
        world,
        token,
        'email_otp',
        clientOf(token).proveEmailCode({ body: { code } }),
        () => judgeCode(world, token.login, code),
      )
    }),
)

const stepOf = (now: number) => Math.floor(now / 30_000)
/** What the authenticator shows, or would show so many half minutes later. */
const codeOf = (secret: Secret, now: number, later = 0) =>
  new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 }).generate({
    timestamp: now + later * 30_000,
  })
const nobodysSecret = new Secret({ size: 20 })

/** Whether a code is good now: of this half minute or one beside it, and later than the last that was used. */
function judgeTotp(world: World, person: Person, later: number): boolean {
  const step = stepOf(world.now) + later
  if (!person.authenticator || Math.abs(later) > 1 || step <= person.authenticator.lastStep)
    return false
  person.authenticator.lastStep = step
  return true
}

const proveTotp = fc.tuple(n, fc.constantFrom(0, 0, 0, 1, -1, 5)).map(
  ([t, later]) =>
    new Command(`proveTotp(${t}, ${later})`, async (world) => {
      const token = pickToken(world, t)
      if (!token) return
      const { person } = token.login
      const code = codeOf(person.authenticator?.secret ?? nobodysSecret, world.now, later)
      await trySecond(world, token, 'totp', clientOf(token).proveTotp({ body: { code } }), () =>
        judgeTotp(world, person, later),
      )
    }),
)

/** The same code twice at once, from two tabs of one log-in: one of them is right, and it is used. */
const proveTwice = fc.tuple(n, fc.boolean()).map(
  ([t, byMail]) =>
    new Command(`proveTwice(${t}, ${byMail ? 'mailbox' : 'authenticator'})`, async (world) => {
      const token = pickToken(world, t)
      const { person } = token?.login ?? {}
      if (!token || !person || gate(world, token)) return
      const proof = byMail ? 'email_otp' : 'totp'
      if (person.guesses[proof].locked(world.now) || (!byMail && !person.authenticator)) return
      touch(world, token)
      const code = byMail
        ? (token.login.code?.text ?? '000000')
        : codeOf(person.authenticator?.secret ?? nobodysSecret, world.now)
      const body = { code }
      const answers = await Promise.all(
        [0, 1].map(async () => {
          const client = clientOf(token)
          const call = byMail ? client.proveEmailCode({ body }) : client.proveTotp({ body })
          const refusal = await problemOf(call)
          return { end: refusal?.type.replace('/problems/', '') ?? 'done', call }
        }),
      )
      // The wrong guess that locked was judged before the one that found it locked.
      const ends = answers
        .map((one) => one.end)
        .toSorted((a, b) => (a === 'locked' ? 1 : b === 'locked' ? -1 : 0))
      const right = byMail ? judgeCode(world, token.login, code) : judgeTotp(world, person, 0)
      const won = answers.find((one) => one.end === 'done')
      expect(won !== undefined).toBe(right)
      if (right) person.guesses[proof].succeed()
      for (const end of ends.filter((one) => one !== 'done')) {
        // The second of two with a pending token may find that the first has replaced it.
        if (end === 'not-signed-in') expect([token.kind, right]).toEqual(['pending', true])
        else {
          expect(['wrong-code', 'locked']).toContain(end)
          if (end === 'locked') expect(person.guesses[proof].locked(world.now)).toBe(true)
          else person.guesses[proof].fail(world.now)
        }
      }
      expect(ends.filter((one) => one === 'done')).toHaveLength(right ? 1 : 0)
      if (byMail && !right && token.login.code && !token.login.code.used)
        judgeCode(world, token.login, code)
      if (won) noteProof(world, token, proof, await won.call)
    }),
)

const proveRecovery = fc.tuple(n, n).map(
  ([t, luck]) =>
    new Command(`proveRecovery(${t}, ${luck % 3 ? 'right' : 'wrong'})`, async (world) => {
      const token = pickToken(world, t)
      if (!token) return
      const { person } = token.login
      const code = (luck % 3 && person.recoveryCodes[0]) || '00000-00000'
      await trySecond(
        world,
        token,
        'recovery',
        clientOf(token).proveRecoveryCode({ body: { code } }),
        () => {
          if (person.recoveryCodes[0] !== code) return false
          person.recoveryCodes.shift()
          return true
        },
      )
    }),
)

/** Sets up an authenticator, or another one in its place. */
const enrol = n.map(
  (t) =>
    new Command(`enrol(${t})`, async (world) => {
      const token = pickToken(world, t)
      if (token) await setUp(world, token)
    }),
)

async function setUp(world: World, token: Token) {
  const { login } = token
  const { person } = login
  const call = clientOf(token).startEnrolment()
  const refused =
    gate(world, token) ??
    (missingFresh(login, world.now).length > 0 ? 'fresh-evidence-required' : null)
  if (refused) {
    if (refused !== 'not-signed-in') touch(world, token)
    return expectEnd(call, refused)
  }
  touch(world, token)
  const { secret: text } = await expectCall(call, 'done')
  const secret = Secret.fromBase32(text)
  const confirm = clientOf(token).confirmEnrolment({ body: { code: codeOf(secret, world.now) } })
  const answer = await expectCall(confirm, 'done')
  expect(new Set(answer.recoveryCodes).size).toBe(10)
  person.authenticator = { secret, lastStep: stepOf(world.now) }
  person.recoveryCodes = answer.recoveryCodes
  forgetTotpOfOthers(world, login)
  noteProof(world, token, 'totp', answer)
}

function forgetTotpOfOthers(world: World, login: Login) {
  for (const other of world.tokens) {
    if (other.login === login || other.login.person !== login.person) continue
    other.login.proved.totp = null
    if (other.kind === 'pending') end(other, world.now)
  }
}

const removeAuthenticator = n.map(
  (t) =>
    new Command(`removeAuthenticator(${t})`, async (world) => {
      const token = pickToken(world, t)
      if (!token) return
      const { login } = token
      const call = clientOf(token).removeAuthenticator()
      const shut = inside(world, token)
      if (shut) return expectEnd(call, shut)
      touch(world, token)
      if (!login.person.authenticator) return expectEnd(call, 'not-enrolled')
      if (missingFresh(login, world.now).length > 0)
        return expectEnd(call, 'fresh-evidence-required')
      await expectCall(call, 'done')
      login.person.authenticator = null
      login.person.recoveryCodes = []
      forgetTotpOfOthers(world, login)
    }),
)

const seldom = fc.nat(3).map((luck) => luck === 0)

const signOut = fc.tuple(n, seldom).map(
  ([t, everywhere]) =>
    new Command(`${everywhere ? 'signOutEverywhere' : 'signOut'}(${t})`, async (world) => {
      const token = pickToken(world, t)
      if (!token) return
      const client = clientOf(token)
      const refused = gate(world, token)
      await expectCall(
        everywhere ? client.signOutEverywhere() : client.signOut(),
        refused ?? 'done',
      )
      if (refused) return
      const { person } = token.login
      const ending = everywhere
        ? world.tokens.map((one) => one.login).filter((login) => login.person === person)
        : [token.login]
      for (const login of ending) if (!login.ended) endLogin(world, login)
    }),
)

/** A live session behind an open door, else the refusal. */
function inside(world: World, token: Token): string | null {
  const refused = gate(world, token)
  if (refused) return refused
  if (token.kind === 'pending') return 'organization-not-chosen'
  return missing(token, world.now).length > 0 ? 'step-up-required' : null
}

const endOther = fc.tuple(n, n).map(
  ([t, o]) =>
    new Command(`endSession(${t}, ${o})`, async (world) => {
      const token = pickToken(world, t)
      const other = pick(
        world.tokens.filter((one) => one.id),
        o,
      )
      if (!token || !other?.id) return
      const call = clientOf(token).endMySession({ params: { sessionId: other.id } })
      const refused = inside(world, token)
      if (refused) return expectEnd(call, refused)
      touch(world, token)
      const mine = other.member === token.member && !other.over
      await expectCall(call, mine ? 'done' : 'not-found')
      if (mine) endLogin(world, other.login)
    }),
)

const changePassword = n.map(
  (t) =>
    new Command(`changePassword(${t})`, async (world) => {
      const token = pickToken(world, t)
      if (token) await replacePassword(world, token)
    }),
)

async function replacePassword(world: World, token: Token) {
  const { login } = token
  const { person } = login
  const next = newPassword()
  const call = clientOf(token).changePassword({
    body: { currentPassword: person.password, newPassword: next },
  })
  const refused =
    gate(world, token) ??
    shutOut(world, token) ??
    (login.guesses.locked(world.now) ? 'locked' : null)
  if (refused !== 'not-signed-in') touch(world, token)
  if (refused) return expectEnd(call, refused)
  if (lapsed(person, world.now)) {
    login.guesses.fail(world.now)
    return expectEnd(call, 'wrong-password')
  }
  const answer = await expectCall(call, 'done')
  login.guesses.succeed()
  Object.assign(person, { password: next, changedAt: world.now, temporaryUntil: null })
  for (const one of world.tokens) {
    if (one.login === login && one.kind === 'pending' && one !== token && token.kind === 'session')
      end(one, world.now)
    if (one.login !== login && one.login.person === person && !one.login.ended)
      endLogin(world, one.login)
  }
  noteProof(world, token, 'password', answer)
}

/** A password is changed inside an open door, or before one that asks for nothing but another (LG2). */
function shutOut(world: World, token: Token): string | null {
  const { login } = token
  const { now } = world
  const lastStep = (steps: Step[]) => steps.every(({ kind }) => kind === 'new_password')
  if (token.kind === 'session' && lastStep(missing(token, now))) return null
  // A session may have begun a switch, whose door counts as well.
  const under = (t: Token) => t.kind === 'pending' && t.login === login && lives(world, t)
  const target = (token.kind === 'pending' ? token : world.tokens.find(under))?.target
  const own = target?.person === login.person && mayEnter(target) ? target : null
  const last = world.tokens.findLast((t) => t.login === login && t.member === own)
  const steps = own && asks(own, login, idledOut(last, now), now)
  if (steps && steps.length > 0 && lastStep(steps)) return null
  return token.kind === 'session' || (steps && steps.length > 0)
    ? 'step-up-required'
    : 'organization-not-chosen'
}

const answerInvitation = fc.tuple(n, n, fc.boolean()).map(
  ([t, m, accept]) =>
    new Command(`${accept ? 'accept' : 'decline'}(${t}, ${m})`, async (world) => {
      const token = pickToken(world, t)
      const member = pick(world.members, m)
      if (!token || !member) return
      const request = { params: { memberId: member.id } }
      const client = clientOf(token)
      const call = accept ? client.acceptInvitation(request) : client.declineInvitation(request)
      const refused = gate(world, token) ?? doubted(token)
      if (refused) return expectEnd(call, refused)
      touch(world, token)
      const own = member.person === token.login.person && member.at.alive
      if (accept) {
        const fits = own && member.status === 'invited' && world.now < (member.invitedUntil ?? 0)
        await expectCall(call, fits ? 'done' : 'not-found')
        if (fits) [member.status, member.invitedUntil] = ['registering', null]
        return
      }
      const fits = own && !member.entered && /invited|registering|active/.test(member.status)
      await expectCall(call, fits ? 'done' : 'not-found')
      if (fits) member.status = 'gone'
    }),
)

/** An administrator with fresh evidence of everything, whatever the policy says. */
async function bossOf(at: Organization, now: number) {
  const { token, hash } = newToken('session')
  await app.owner.transaction((tx) =>
    tx.query(sql`
      with young as (
        update passwords set changed_at = ${new Date(now)} where identity_id = ${at.boss?.identityId}
      ), login as (
        insert into logins (identity_id, transport, created_at)
        values (${at.boss?.identityId}, 'bearer', ${new Date(now)}) returning id
      ), proofs as (
        insert into evidence (login_id, kind, at)
        select id, kind, ${new Date(now)} from login, unnest(array['password', 'totp']) as kind
      )
      insert into sessions (token_hash, login_id, identity_id, organization_id, member_id, created_at, last_seen_at)
      select ${hash}, id, ${at.boss?.identityId}, ${at.id}, ${at.boss?.memberId}, ${new Date(now)}, ${new Date(now)} from login`),
  )
  return app.clientWith(token)
}

const suspend = fc.tuple(n, fc.boolean()).map(
  ([m, restore]) =>
    new Command(`${restore ? 'restore' : 'suspend'}(${m})`, async (world) => {
      const member = pick(world.members, m)
      if (!member?.at.boss || !member.at.alive) return
      const boss = await bossOf(member.at, world.now)
      const request = { params: { memberId: member.id } }
      const call = restore ? boss.restoreUser(request) : boss.suspendUser(request)
      const { status } = member
      if (status === 'gone') return expectEnd(call, 'not-found')
      const fits = restore
        ? status === 'suspended'
        : status === 'active' || status === 'registering'
      await expectCall(call, fits ? 'done' : 'not-in-status')
      if (!fits) return
      if (restore) {
        member.status = member.before ?? 'active'
        member.before = null
        return
      }
      member.before = status === 'active' ? 'active' : 'registering'
      member.status = 'suspended'
      for (const token of world.tokens) if (token.member === member) end(token, world.now)
    }),
)

const addPerson = fc.tuple(n, n, fc.boolean()).map(
  ([p, o, invite]) =>
    new Command(`${invite ? 'invite' : 'add'}(${p}, ${o})`, async (world) => {
      const person = pick(world.people, p) as Person
      const at = pick(world.organizations, o) as Organization
      if (!at.boss || !at.alive) return
      const there = world.members.find(
        (one) => one.person === person && one.at === at && one.status !== 'gone',
      )
      const expired = there?.status === 'invited' && (there.invitedUntil ?? 0) <= world.now
      const boss = await bossOf(at, world.now)
      const body = { email: person.email, roleId: at.boss.plannerId }
      const call: Promise<{ id: MemberId }> = invite
        ? boss.inviteUser({ body })
        : boss.addUser({ body })
      if (there && !expired) return expectEnd(call, 'already-a-member')
      const { id } = await expectCall(call, 'done')
      if (there) there.status = 'gone'
      world.members.push({
        id,
        person,
        at,
        before: null,
        entered: false,
        status: invite ? 'invited' : 'registering',
        invitedUntil: invite ? world.now + 7 * 24 * 60 * minute : null,
      })
    }),
)

const anyPolicy: fc.Arbitrary<Policy> = fc.record({
  secondFactor: fc.constantFrom('none', 'none', 'email_otp', 'totp'),
  evidenceSeconds: fc.constantFrom(null, null, 3600),
  sessionSeconds: fc.constantFrom(604_800, 604_800, 7200),
  idleSeconds: fc.constantFrom(86_400, 86_400, 1800),
  passwordDays: fc.constantFrom(null, null, 1),
  singleSession: fc.constantFrom(false, false, true),
})

/** A policy at once, giving up what was planned, or from a grace date on. */
const setPolicy = fc.tuple(n, anyPolicy, fc.constantFrom(0, 0, 20, 130)).map(
  ([o, policy, minutes]) =>
    new Command(`policy(${o}, ${JSON.stringify(policy)}, in ${minutes} min)`, async (world) => {
      const at = pick(world.organizations, o) as Organization
      const from = minutes > 0 ? world.now + minutes * minute : null
      if (from === null) [at.policy, at.planned] = [policy, null]
      else {
        if (at.planned && at.planned.from <= world.now) at.policy = at.planned.policy
        at.planned = { policy, from }
      }
      const { policy: p, planned } = at
      await app.owner.transaction((tx) =>
        tx.query(sql`update sign_in_policies set second_factor = ${p.secondFactor},
          evidence_seconds = ${p.evidenceSeconds}, session_seconds = ${p.sessionSeconds},
          idle_seconds = ${p.idleSeconds}, password_days = ${p.passwordDays}, single_session = ${p.singleSession},
          planned = ${planned && JSON.stringify({ firstFactor: 'password', ...planned.policy })}::jsonb,
          planned_from = ${planned && new Date(planned.from)}, planned_by = ${planned && 'Ana Admin'}
          where organization_id = ${at.id}`),
      )
    }),
)

const setRole = fc
  .tuple(n, fc.constantFrom<SecondFactor>('none', 'none', 'email_otp', 'totp'), fc.boolean())
  .map(
    ([o, secondFactor, singleSession]) =>
      new Command(`role(${o}, ${secondFactor}, ${singleSession})`, async (world) => {
        const at = pick(world.organizations, o) as Organization
        if (!at.boss) return
        at.role = { secondFactor, singleSession }
        await app.owner.transaction((tx) =>
          tx.query(sql`update roles set second_factor = ${secondFactor}, single_session = ${singleSession}
            where organization_id = ${at.id} and id = ${at.boss?.plannerId}`),
        )
      }),
  )

/** What the home may do about how one of its people signs in; elsewhere it is refused (PW3). */
const helpBy = fc.tuple(n, fc.constantFrom('temporary', 'mail', 'unlock', 'authenticator')).map(
  ([m, what]) =>
    new Command(`${what}(${m})`, async (world) => {
      const { now } = world
      const member = pick(world.members, m)
      if (!member?.at.boss || !member.at.alive) return
      const { person, at, status } = member
      const boss = await bossOf(at, now)
      const params = { memberId: member.id }
      const call: Promise<unknown> =
        what === 'unlock'
          ? boss.unlockUser({ params })
          : what === 'authenticator'
            ? boss.resetUserAuthenticator({ params })
            : boss.resetUserPassword({
                params,
                body: { method: what === 'mail' ? 'mail' : 'temporary' },
              })
      const finished = status === 'active' || (status === 'suspended' && member.before === 'active')
      if (status === 'gone') return expectEnd(call, 'not-found')
      if (status === 'invited' && (what === 'temporary' || what === 'mail'))
        return expectEnd(call, 'not-in-status')
      if (person.home !== at || !finished) return expectEnd(call, 'home-elsewhere')
      if (what === 'unlock') {
        await expectCall(call, 'done')
        for (const guesses of Object.values(person.guesses)) guesses.succeed()
        for (const { login } of world.tokens)
          if (login.person === person && !login.ended) login.guesses.succeed()
        return
      }
      if (what === 'temporary') {
        const { temporaryPassword } = (await expectCall(call, 'done')) as {
          temporaryPassword: string
        }
        Object.assign(person, {
          password: temporaryPassword,
          changedAt: now,
          temporaryUntil: now + 3 * day,
          doubt: { by: at, at: now },
        })
        return endAllOf(world, person)
      }
      const link = what === 'mail' ? 'password' : 'authenticator'
      if (link === 'authenticator' && !person.authenticator) return expectEnd(call, 'not-enrolled')
      if (now - person.linksSent[link] < minute) return expectEnd(call, 'too-many-requests')
      await expectCall(call, 'done')
      person.linksSent[link] = now
      // The person follows the link at once.
      if (link === 'password') {
        const password = newPassword()
        const token = await secretIn('reset-password', person)
        await expectEnd(app.clientWith().setPassword({ body: { token, password } }), 'done')
        Object.assign(person, { password, changedAt: now, temporaryUntil: null })
        return endAllOf(world, person)
      }
      const token = await secretIn('authenticator-reset', person)
      const confirm = app.clientWith().confirmAuthenticatorReset({ body: { token } })
      if (person.doubt) return expectEnd(confirm, 'mailbox-in-doubt')
      await expectEnd(confirm, 'done')
      person.authenticator = null
      person.recoveryCodes = []
      endAllOf(world, person)
    }),
)

function endAllOf(world: World, person: Person) {
  for (const { login } of world.tokens)
    if (login.person === person && !login.ended) endLogin(world, login)
}

const pass = fc.constantFrom(1, 1, 5, 9, 11, 20, 35, 61, 130, 1500).map(
  (minutes) =>
    new Command(`pass(${minutes} min)`, async (world) => {
      world.now += minutes * minute
    }),
)

const setDeleting = fc.tuple(n, seldom).map(
  ([o, dying]) =>
    new Command(`${dying ? 'delete' : 'undelete'}(${o})`, async (world) => {
      const at = pick(world.organizations, o) as Organization
      at.alive = !dying
      await app.owner.transaction((tx) =>
        tx.query(
          sql`update organizations set status = ${dying ? 'deleting' : 'active'} where id = ${at.id}`,
        ),
      )
    }),
)

const create = n.map(
  (t) =>
    new Command(`create(${t})`, async (world) => {
      const token = pickToken(world, t)
      if (!token) return
      const call = clientOf(token).createOrganization({
        body: { name: 'Made', hub: { name: 'Depot', latitude: -6.2, longitude: 106.8 } },
      })
      const refused = gate(world, token) ?? doubted(token)
      if (refused) return expectEnd(call, refused)
      const answer = await expectCall(call, 'done')
      if (!('organization' in answer && 'report' in answer)) throw new Error('was challenged')
      const [row] = await app.owner.transaction((tx) =>
        tx.query<{ id: MemberId }>(
          sql`select id from members where organization_id = ${answer.organization.id}`,
        ),
      )
      const at: Organization = {
        id: answer.organization.id,
        alive: true,
        boss: null,
        policy: lax,
        planned: null,
        role: { secondFactor: 'none', singleSession: false },
      }
      const member: Member = {
        id: row?.id ?? garbage,
        person: token.login.person,
        at,
        status: 'active',
        before: null,
        entered: false,
        invitedUntil: null,
      }
      world.organizations.push(at)
      world.members.push(member)
      comeTo(world, token.login, token, member, answer.session)
    }),
)

// After each command. ------------------------------------------------------------------------------------------------------

async function checkEverything(world: World) {
  app.clock.now = new Date(world.now)
  await Promise.all(world.tokens.map((token) => checkToken(world, token)))
  for (const token of world.tokens) touch(world, token)
  await settle(world)
}

/** Works exactly where the model says, and is refused elsewhere. */
async function checkToken(world: World, token: Token) {
  const client = clientOf(token)
  const { now } = world
  if (!lives(world, token)) {
    await expectCall(client.getSession(), 'not-signed-in')
    await expectCall(client.listMyOrganizations(), 'not-signed-in')
    return
  }
  const here = token.kind === 'session' ? (token.member as Member) : null
  if (here) {
    const wants = missing(token, now)
    const session = await client.getSession()
    token.id ??= session.id
    expect([session.id, session.organization.id, session.member.id]).toEqual([
      token.id,
      here.at.id,
      here.id,
    ])
    expect(session.missing).toEqual(wants)
    // Nobody gets in without what the door demands, and whoever has it gets in.
    await expectCall(client.listMySessions(), wants.length > 0 ? 'step-up-required' : 'done')
    if (wants.length === 0)
      await expectCall(
        client.listMyHubs(),
        here.status === 'active' ? 'done' : 'registration-unfinished',
      )
  } else {
    await expectCall(client.getSession(), 'organization-not-chosen')
    await expectCall(client.listMyHubs(), 'organization-not-chosen')
  }
  const { person } = token.login
  const mine = world.members.filter((m) => m.person === person && m.at.alive && isShown(m))
  const listed = await client.listMyOrganizations()
  expect(listed.email).toBe(person.email)
  expect(listed.mailboxInDoubt).toBe(person.doubt !== null)
  expect(listed.current?.memberId).toBe(here?.id)
  expect(
    Object.fromEntries(listed.organizations.map(({ memberId, requires }) => [memberId, requires])),
  ).toEqual(Object.fromEntries(mine.filter(mayEnter).map((m) => [m.id, requires(world, token, m)])))
  expect(listed.pendingInvitations.map((row) => row.memberId).toSorted()).toEqual(
    mine
      .filter((m) => m.status === 'invited' && now < (m.invitedUntil ?? 0) && !person.doubt)
      .map((m) => m.id)
      .toSorted(),
  )
}

/** What a row of the picker says: also that a session was left idled out (LG3). */
function requires(world: World, token: Token, member: Member) {
  const { now } = world
  const last = world.tokens.findLast((t) => t.login === token.login && t.member === member)
  return asks(member, token.login, idledOut(last, now), now).map((step) => step.kind)
}

/** Waits for the stamps that are made beside the requests; and never are two sessions on one log-in. */
async function settle(world: World) {
  const stamped = world.tokens.filter((token) => token.id && lives(world, token))
  const identities = world.people.map((person) => person.identityId)
  for (let tries = 0; ; tries++) {
    const rows = await app.owner.transaction((tx) =>
      tx.query<{ id: SessionId; seenAt: Date; onLogin: number }>(sql`
        select s.id, s.last_seen_at as "seenAt", count(*) over (partition by login_id)::int as "onLogin"
        from sessions s join logins l on l.id = s.login_id
        where s.identity_id = any(${identities}::uuid[]) and s.ended_at is null and l.ended_at is null`),
    )
    for (const row of rows) expect(row.onLogin).toBe(1)
    const seen = new Map(rows.map((row) => [row.id, row.seenAt.getTime()]))
    const late = stamped.filter((token) => seen.get(token.id as SessionId) !== token.seenAt)
    if (late.length === 0) return
    if (tries === 100)
      expect(late.map((token) => seen.get(token.id as SessionId))).toEqual(
        late.map((token) => token.seenAt),
      )
  }
}

/**
 * From every state there is a way out: whoever has their password, their mailbox and their authenticator takes the steps
 * that a door asks, one after the other, and is in; in every organization of theirs.
 */
async function checkExits(world: World) {
  // Every lock and every pending sign-in is over by then, and every mail may be sent again.
  pass61(world)
  for (const token of world.tokens.filter((one) => lives(world, one))) {
    if (token.kind !== 'session' || lapsed(token.login.person, world.now)) continue
    const ask = async () => (await clientOf(token).getSession()).missing
    await takeSteps(world, () => token, ask)
    await expectCall(clientOf(token).listMySessions(), 'done')
  }
  for (const member of world.members) {
    pass61(world)
    if (!mayEnter(member) || lapsed(member.person, world.now)) continue
    const inside = await walkIn(world, member)
    await expectCall(clientOf(inside).listMySessions(), 'done')
  }
}

/** Signs in with the right password and takes every step that the door of one organization asks. */
async function walkIn(world: World, member: Member): Promise<Token> {
  // A code of the very instant of an administrator's reset would end no doubt.
  world.now += 1000
  app.clock.now = new Date(world.now)
  const { person } = member
  const { email, password } = person
  const outcome = await app.clientWith().signIn({ body: { email, password, transport: 'bearer' } })
  person.guesses.password.succeed()
  const login = newLogin(person, world.now)
  noteSignIn(world, login, outcome)
  const newest = () => world.tokens.at(-1) as Token
  if (newest().member === member) return newest()
  await takeSteps(world, newest, async () => {
    const answer = await clientOf(newest()).switchOrganization({ body: { memberId: member.id } })
    comeTo(world, login, newest(), member, answer)
    return answer.outcome === 'challenged' ? answer.missing : []
  })
  return newest()
}

function pass61(world: World) {
  world.now += 61 * minute
  app.clock.now = new Date(world.now)
}

/** Takes what is asked until nothing is. */
async function takeSteps(world: World, holder: () => Token, ask: () => Promise<readonly Step[]>) {
  for (let turns = 0; turns < 8; turns++) {
    const [step] = await ask()
    if (!step) return
    const { person } = holder().login
    if (step.kind === 'password') await byPassword(world, holder())
    else if (step.kind === 'email_otp') await byMailbox(world, holder)
    else if (step.kind === 'new_password') await replacePassword(world, holder())
    else if (step.kind === 'totp' && person.authenticator) await byTotp(world, holder())
    else if (step.kind === 'totp') {
      const missing = missingFresh(holder().login, world.now)
      if (missing.includes('password')) await byPassword(world, holder())
      if (missing.includes('email_otp')) await byMailbox(world, holder)
      await setUp(world, holder())
    }
  }
  throw new Error(`asked for ever: ${JSON.stringify(await ask())}`)
}

async function byPassword(world: World, token: Token) {
  const { login } = token
  const body = { password: login.person.password }
  const answer = await clientOf(token).provePassword({ body })
  login.guesses.succeed()
  noteProof(world, token, 'password', answer)
}

async function byMailbox(world: World, holder: () => Token) {
  await send(world, holder())
  const token = holder()
  const { login } = token
  const code = login.code?.text ?? ''
  await trySecond(
    world,
    token,
    'email_otp',
    clientOf(token).proveEmailCode({ body: { code } }),
    () => judgeCode(world, login, code),
  )
}

async function byTotp(world: World, token: Token) {
  const { person } = token.login
  // The code of this half minute may be used.
  world.now += minute
  app.clock.now = new Date(world.now)
  const code = codeOf(person.authenticator?.secret ?? nobodysSecret, world.now)
  await trySecond(world, token, 'totp', clientOf(token).proveTotp({ body: { code } }), () =>
    judgeTotp(world, person, 0),
  )
}

async function makeWorld(): Promise<World> {
  app.clock.now = null
  const world: World = {
    now: Math.floor(Date.now() / 1000) * 1000,
    organizations: [],
    people: [],
    members: [],
    tokens: [],
  }
  const places = await Promise.all([1, 2, 3].map(() => app.organization()))
  const people = await Promise.all([1, 2, 3].map(() => app.person()))
  for (const { id, email } of people)
    world.people.push({
      email,
      identityId: id,
      home: null,
      password: firstPassword,
      changedAt: world.now,
      temporaryUntil: null,
      doubt: null,
      authenticator: null,
      recoveryCodes: [],
      codesSent: [],
      linksSent: { password: Number.NEGATIVE_INFINITY, authenticator: Number.NEGATIVE_INFINITY },
      guesses: {
        password: new Guesses(),
        email_otp: new Guesses(),
        totp: new Guesses(),
        recovery: new Guesses(),
      },
    })
  for (const [o, place] of places.entries()) {
    const boss = await app.person()
    const at: Organization = {
      id: place.id,
      alive: true,
      boss: {
        memberId: await app.member(place, boss),
        identityId: boss.id,
        plannerId: place.roles.planner,
      },
      policy: lax,
      planned: null,
      role: { secondFactor: 'none', singleSession: false },
    }
    world.organizations.push(at)
    // The first is everywhere, the second in one place, the third nowhere yet.
    for (const [p, person] of people.entries())
      if (p === 0 || (p === 1 && o === 0))
        world.members.push({
          id: await app.member(place, person, { role: 'planner' }),
          person: world.people[p] as Person,
          at,
          status: 'active',
          before: null,
          entered: true,
          invitedUntil: null,
        })
  }
  // The first organization is the home of whoever is there.
  const home = world.organizations[0] as Organization
  for (const person of world.people.slice(0, 2)) person.home = home
  await app.owner.transaction((tx) =>
    tx.query(sql`
      with of_now as (
        update passwords set changed_at = ${new Date(world.now)}
        where identity_id = any(${people.map(({ id }) => id)}::uuid[])
      )
      update identities set home_organization_id = ${home.id}
      where id = any(${people.slice(0, 2).map(({ id }) => id)}::uuid[])`),
  )
  return world
}

const commands = fc.commands(
  [
    signIn,
    signIn,
    goIn,
    goIn,
    goIn,
    switchTo,
    switchTo,
    switchTo,
    switchTo,
    prove,
    sendCode,
    proveCode,
    enrol,
    proveTotp,
    proveTwice,
    proveRecovery,
    removeAuthenticator,
    helpBy,
    pass,
    pass,
    setPolicy,
    setRole,
    signOut,
    endOther,
    changePassword,
    answerInvitation,
    suspend,
    addPerson,
    setDeleting,
    create,
  ],
  { maxCommands: 60, size: 'max' },
)

const seed = Number(process.env.FOYER_TEST_SEED ?? 20_260_115)
test('LG, SW, DR, US: in any order of commands every token works exactly where it should, and nowhere else', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const world = await makeWorld()
      try {
        await fc.asyncModelRun(() => ({ model: world, real: {} }), sequence)
        await checkExits(world)
      } finally {
        app.clock.now = null
      }
    }),
    { numRuns: 40, seed, interruptAfterTimeLimit: 40_000 },
  )
})
