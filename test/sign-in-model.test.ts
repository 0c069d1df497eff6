import fc from 'fast-check'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MemberId, OrganizationId, RoleId, SessionId } from '#api/common.ts'
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
const passwords = [firstPassword, 'walrus timber quartz piano', 'copper lantern orchid meadow']
const garbage = '01890a5d-ac96-774b-bcce-b302099a8057' as MemberId

interface Organization {
  id: OrganizationId
  alive: boolean
  /** Who suspends and adds here; null in those that people of the model have made. */
  boss: { memberId: MemberId; identityId: string; plannerId: RoleId } | null
  policy: {
    secondFactor: 'none' | 'email_otp'
    evidenceSeconds: number | null
    sessionSeconds: number
    idleSeconds: number
  }
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
  password: number
  guesses: Guesses
}

interface Login {
  person: Person
  ended: boolean
  provedAt: number
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
  // Of a pending switch:
  source: Token | null
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

/** What a door still asks for: evidence young enough, and newer than any idling-out. */
function asks({ policy }: Organization, login: Login, idledOutAt: number | null, now: number) {
  const tooOld = now - login.provedAt > (policy.evidenceSeconds ?? policy.sessionSeconds) * 1000
  const slept = idledOutAt !== null && login.provedAt <= idledOutAt
  return [
    ...(tooOld || slept ? ['password'] : []),
    ...(policy.secondFactor === 'none' ? [] : [policy.secondFactor]),
  ]
}

function idledOut(session: Token | undefined, now: number): number | null {
  if (!session?.member) return null
  const at = session.seenAt + session.member.at.policy.idleSeconds * 1000
  return at <= (session.overAt ?? now) ? at : null
}

const mayEnter = (member: Member) =>
  member.at.alive && (member.status === 'active' || member.status === 'registering')

/** Whether a token is good for anything. */
function lives(token: Token, now: number): boolean {
  if (token.over || token.login.ended) return false
  if (token.kind === 'pending')
    return now < token.startedAt + 10 * minute && !(token.source?.over ?? false)
  const member = token.member as Member
  return mayEnter(member) && now < token.startedAt + member.at.policy.sessionSeconds * 1000
}

/** What the door wants of a live session now. */
const missing = (token: Token, now: number) =>
  asks((token.member as Member).at, token.login, idledOut(token, now), now)

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
  const none = { id: null, member: null, source: null }
  const token: Token = { kind, text, login, over: false, ...times, ...none, ...more }
  world.tokens.push(token)
  return token
}

/** A request with a live session whose door is open stamps it as used, once a minute. */
function touch(world: World, token: Token) {
  if (token.kind !== 'session' || !lives(token, world.now)) return
  if (missing(token, world.now).length === 0 && world.now - token.seenAt >= minute)
    token.seenAt = world.now
}

/** Comes from a token, or from a fresh log-in, to a door; what is expected there, and what is then so. */
function comeTo(world: World, login: Login, from: Token | null, member: Member, outcome: Outcome) {
  const { now } = world
  const last = world.tokens.findLast((t) => t.login === login && t.member === member)
  const wants = asks(member.at, login, idledOut(last, now), now)
  const source = from?.kind === 'pending' ? from.source : from
  if (wants.length > 0) {
    if (outcome.outcome !== 'challenged') throw new Error(`was ${outcome.outcome}, not challenged`)
    expect(outcome.organization.id).toBe(member.at.id)
    expect(outcome.missing.map((step) => step.kind)).toEqual(wants)
    for (const t of world.tokens) if (t.login === login && t.kind === 'pending') end(t, now)
    start(world, 'pending', login, outcome.pendingToken ?? '', { source })
    return
  }
  if (outcome.outcome !== 'entered') throw new Error(`was ${outcome.outcome}, not entered`)
  expect(outcome.organization.id).toBe(member.at.id)
  expect(outcome.member.id).toBe(member.id)
  if (from) end(from, now)
  if (source) end(source, now)
  member.entered = true
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
  lives(token, world.now) ? null : 'not-signed-in'

type Step = (world: World) => Promise<void>

/** A command, shown by name and arguments when a sequence fails. */
class Command implements fc.AsyncCommand<World, object> {
  readonly name: string
  readonly step: Step
  constructor(name: string, step: Step) {
    this.name = name
    this.step = step
  }
  check = () => true
  toString = () => this.name
  async run(world: World) {
    app.clock.now = new Date(world.now)
    await this.step(world)
    await checkEverything(world)
  }
}

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)]
/** Mostly one of the newest: those still do something. Old ones are all tried after each command anyway. */
const pickToken = (world: World, n: number): Token | undefined =>
  n % 4 === 0 ? pick(world.tokens, n >> 2) : pick(world.tokens.slice(-6), n >> 2)

const n = fc.nat(1023)

const signIn = fc.tuple(n, fc.integer({ min: 0, max: 9 })).map(
  ([who, luck]) =>
    new Command(`signIn(${who}, ${luck < 8 ? 'right' : 'wrong'})`, async (world) => {
      const person = pick(world.people, who) as Person
      const right = luck < 8
      const call = app.clientWith().signIn({
        body: {
          email: person.email,
          password: right ? (passwords[person.password] ?? '') : 'not at all',
          transport: 'bearer',
        },
      })
      if (person.guesses.locked(world.now)) return expectEnd(call, 'locked')
      if (!right) {
        person.guesses.fail(world.now)
        return expectEnd(call, 'wrong-credentials')
      }
      const outcome = await expectCall(call, 'done')
      person.guesses.succeed()
      const login = { person, ended: false, provedAt: world.now, guesses: new Guesses() }
      const mine = world.members.filter((m) => m.person === person && mayEnter(m))
      const only = mine[0]
      if (only?.entered && mine.length === 1) return comeTo(world, login, null, only, outcome)
      if (outcome.outcome !== 'choose') throw new Error(`was ${outcome.outcome}, not choose`)
      expect(outcome.organizations.map((row) => row.memberId).toSorted()).toEqual(
        mine.map((m) => m.id).toSorted(),
      )
      start(world, 'pending', login, outcome.pendingToken ?? '', {})
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

const prove = fc.tuple(n, fc.boolean()).map(
  ([t, right]) =>
    new Command(`prove(${t}, ${right ? 'right' : 'wrong'})`, async (world) => {
      const token = pickToken(world, t)
      if (!token) return
      const { login } = token
      const secret = right ? passwords[login.person.password] : 'not at all'
      const call = clientOf(token).provePassword({ body: { password: secret ?? '' } })
      const refused = gate(world, token)
      if (refused) return expectEnd(call, refused)
      touch(world, token)
      if (login.guesses.locked(world.now)) return expectEnd(call, 'locked')
      if (!right) {
        login.guesses.fail(world.now)
        return expectEnd(call, 'wrong-password')
      }
      await expectCall(call, 'done')
      login.guesses.succeed()
      login.provedAt = world.now
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

const changePassword = fc.tuple(n, n).map(
  ([t, p]) =>
    new Command(`changePassword(${t}, ${p % 3})`, async (world) => {
      const token = pickToken(world, t)
      if (!token) return
      const { login } = token
      const { person } = login
      const next = (person.password + 1 + (p % 2)) % 3
      const call = clientOf(token).changePassword({
        body: {
          currentPassword: passwords[person.password] ?? '',
          newPassword: passwords[next] ?? '',
        },
      })
      const refused = inside(world, token) ?? (login.guesses.locked(world.now) ? 'locked' : null)
      await expectCall(call, refused ?? 'done')
      touch(world, token)
      if (refused) return
      person.password = next
      login.provedAt = world.now
      login.guesses.succeed()
      for (const one of world.tokens) {
        if (one.login === login && one.kind === 'pending') end(one, world.now)
        if (one.login !== login && one.login.person === person) endLogin(world, one.login)
      }
    }),
)

const answerInvitation = fc.tuple(n, n, fc.boolean()).map(
  ([t, m, accept]) =>
    new Command(`${accept ? 'accept' : 'decline'}(${t}, ${m})`, async (world) => {
      const token = pickToken(world, t)
      const member = pick(world.members, m)
      if (!token || !member) return
      const request = { params: { memberId: member.id } }
      const client = clientOf(token)
      const call = accept ? client.acceptInvitation(request) : client.declineInvitation(request)
      const refused = gate(world, token)
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
      with login as (
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

const setPolicy = fc
  .record({
    o: n,
    secondFactor: fc.constantFrom('none' as const, 'none' as const, 'email_otp' as const),
    evidenceSeconds: fc.constantFrom(null, 3600),
    sessionSeconds: fc.constantFrom(604_800, 7200),
    idleSeconds: fc.constantFrom(86_400, 1800),
  })
  .map(
    ({ o, ...policy }) =>
      new Command(`policy(${o}, ${Object.values(policy).join(', ')})`, async (world) => {
        const at = pick(world.organizations, o) as Organization
        at.policy = policy
        await app.owner.transaction((tx) =>
          tx.query(sql`update sign_in_policies set second_factor = ${policy.secondFactor},
            evidence_seconds = ${policy.evidenceSeconds}, session_seconds = ${policy.sessionSeconds},
            idle_seconds = ${policy.idleSeconds} where organization_id = ${at.id}`),
        )
      }),
  )

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
      const refused = gate(world, token)
      if (refused) return expectEnd(call, refused)
      const answer = await expectCall(call, 'done')
      if (!('organization' in answer && 'report' in answer)) throw new Error('was challenged')
      if (answer.session.outcome !== 'entered') throw new Error('did not enter')
      const policy = { secondFactor: 'none', evidenceSeconds: null } as const
      const at: Organization = {
        id: answer.organization.id,
        alive: true,
        boss: null,
        policy: { ...policy, sessionSeconds: 604_800, idleSeconds: 86_400 },
      }
      const member: Member = {
        id: answer.session.member.id,
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
  if (!lives(token, now)) {
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
    expect(session.missing.map((step) => step.kind)).toEqual(wants)
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
  const mine = world.members.filter((m) => m.person === token.login.person && m.at.alive)
  const listed = await client.listMyOrganizations()
  expect(listed.email).toBe(token.login.person.email)
  expect(listed.current?.memberId).toBe(here?.id)
  expect(
    Object.fromEntries(listed.organizations.map(({ memberId, requires }) => [memberId, requires])),
  ).toEqual(
    Object.fromEntries(
      mine
        .filter(mayEnter)
        .map((m) => [m.id, m === here ? missing(token, now) : asks(m.at, token.login, null, now)]),
    ),
  )
  expect(listed.pendingInvitations.map((row) => row.memberId).toSorted()).toEqual(
    mine
      .filter((m) => m.status === 'invited' && now < (m.invitedUntil ?? 0))
      .map((m) => m.id)
      .toSorted(),
  )
}

/** Waits for the stamps that are made beside the requests; and never are two sessions on one log-in. */
async function settle(world: World) {
  const stamped = world.tokens.filter((token) => token.id && lives(token, world.now))
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

/** From every state there is a way out: proving what is missing, or signing out; and everybody can sign in again. */
async function checkExits(world: World) {
  // Every lock is over by then.
  world.now += 31 * minute
  app.clock.now = new Date(world.now)
  for (const token of world.tokens.filter((one) => lives(one, world.now))) {
    const { login } = token
    await expectCall(
      clientOf(token).provePassword({ body: { password: passwords[login.person.password] ?? '' } }),
      'done',
    )
    login.provedAt = world.now
    if (token.kind === 'session')
      expect((await clientOf(token).getSession()).missing.map((step) => step.kind)).toEqual(
        asks((token.member as Member).at, login, null, world.now),
      )
    await expectCall(clientOf(token).signOut(), 'done')
    endLogin(world, login)
  }
  for (const person of world.people) {
    const password = passwords[person.password] ?? ''
    await app.clientWith().signIn({ body: { email: person.email, password, transport: 'bearer' } })
  }
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
    world.people.push({ email, identityId: id, password: 0, guesses: new Guesses() })
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
      policy: {
        secondFactor: 'none',
        evidenceSeconds: null,
        sessionSeconds: 604_800,
        idleSeconds: 86_400,
      },
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
  return world
}

const commands = fc.commands(
  [
    signIn,
    signIn,
    switchTo,
    switchTo,
    switchTo,
    switchTo,
    prove,
    pass,
    pass,
    setPolicy,
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

const seed = process.env.FOYER_TEST_SEED
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
    { numRuns: 25, ...(seed && { seed: Number(seed) }), interruptAfterTimeLimit: 60_000 },
  )
})
