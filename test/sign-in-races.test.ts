import { setTimeout as sleep } from 'node:timers/promises'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, createClient } from '#api/client.ts'
import type { LoginId, MemberId } from '#api/common.ts'
import type { Outcome } from '#api/sessions.ts'
import { createApp } from '#server/app.ts'
import { countFailure, throttleSubjects } from '#server/identities/throttle.ts'
import type { Database, Tx } from '#server/platform/database.ts'
import { hashToken, newToken } from '#server/platform/token.ts'
import { password, startTestApp, type TestApp, type TestPerson } from '#test/harness.ts'
import { mailsTo, secretIn } from '#test/mails.ts'
import { resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { untilBlocked } from '#test/until-blocked.ts'

// Two requests at once, again and again: whatever the order, what stands afterwards is one of the two orders.

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(undefined, { peerAddress: () => null })
})
afterAll(() => app.stop())

/** A session as signing in leaves it, without hashing for it. */
async function sessionOf(person: TestPerson, memberId: MemberId) {
  const { token, hash } = newToken('session')
  await app.owner.transaction((tx) =>
    tx.query(sql`
      with login as (
        insert into logins (identity_id, transport, created_at) values (${person.id}, 'bearer', now()) returning id
      ), proof as (insert into evidence (login_id, kind, at) select id, 'password', now() from login)
      insert into sessions (token_hash, login_id, identity_id, organization_id, member_id, created_at, last_seen_at)
      select ${hash}, login.id, ${person.id}, organization_id, m.id, now(), now() from login, members m where m.id = ${memberId}`),
  )
  return { token, client: app.clientWith(token) }
}

/** A pending sign-in, as a right password leaves it. */
async function pendingOf(person: TestPerson) {
  const { token, hash } = newToken('pending')
  await app.owner.transaction((tx) =>
    tx.query(sql`
      with login as (
        insert into logins (identity_id, transport, created_at) values (${person.id}, 'bearer', now()) returning id
      ), proof as (insert into evidence (login_id, kind, at) select id, 'password', now() from login)
      insert into pending_sign_ins (token_hash, login_id, identity_id, created_at, expires_at)
      select ${hash}, id, ${person.id}, now(), now() + interval '10 minutes' from login`),
  )
  return app.clientWith(token)
}

/** Sessions that still let somebody in, by log-in. */
const liveSessions = (person: TestPerson) =>
  app.owner.transaction((tx) =>
    tx.query<{ loginId: LoginId; memberId: MemberId }>(sql`
      select s.login_id as "loginId", s.member_id as "memberId" from sessions s join logins l on l.id = s.login_id
      where s.identity_id = ${person.id} and s.ended_at is null and l.ended_at is null`),
  )

const tokenOf = (outcome: Outcome) =>
  outcome.outcome === 'entered' ? outcome.token : outcome.pendingToken

const works = (token: string | undefined) =>
  app
    .clientWith(token)
    .listMyOrganizations()
    .then(
      () => true,
      () => false,
    )

/** Both at once, with a head start of up to three milliseconds for one or the other. */
const race = <A, B>(n: number, first: () => Promise<A>, second: () => Promise<B>) => {
  const lead = (n % 7) - 3
  return Promise.all([sleep(Math.max(0, lead)).then(first), sleep(Math.max(0, -lead)).then(second)])
}

async function place() {
  const [acme, globex, person, boss] = await Promise.all([
    app.organization(),
    app.organization(),
    app.person(),
    app.person(),
  ])
  const [inAcme, inGlobex, bossInGlobex] = await Promise.all([
    app.member(acme, person),
    app.member(globex, person, { role: 'planner' }),
    app.member(globex, boss),
  ])
  return { acme, globex, person, boss, inAcme, inGlobex, bossInGlobex }
}

test('US2, SW3: switching into an organization while being suspended there never leaves a session there', async () => {
  const { person, boss, inAcme, inGlobex, bossInGlobex } = await place()
  const admin = (await sessionOf(boss, bossInGlobex)).client
  for (let n = 0; n < 40; n++) {
    const { client } = await sessionOf(person, inAcme)
    const [moved] = await race(
      n,
      () => resultOf(client.switchOrganization({ body: { memberId: inGlobex } })),
      () => admin.suspendUser({ params: { memberId: inGlobex } }),
    )
    const places = (await liveSessions(person)).map((session) => session.memberId)
    // In first, and out again at once; or refused, and the old session stays (SW5).
    expect([moved, places]).toEqual(moved === 'done' ? ['done', []] : [moved, [inAcme]])
    await admin.restoreUser({ params: { memberId: inGlobex } })
    await client.signOut().catch(() => undefined)
  }
})

test('LG9: signing out everywhere while switching leaves no token that works', async () => {
  const { person, inAcme, inGlobex } = await place()
  for (let n = 0; n < 40; n++) {
    const [here, elsewhere] = [await sessionOf(person, inAcme), await sessionOf(person, inAcme)]
    const [moved] = await race(
      n,
      () => here.client.switchOrganization({ body: { memberId: inGlobex } }).catch(() => null),
      () => elsewhere.client.signOutEverywhere(),
    )
    expect(await liveSessions(person)).toEqual([])
    for (const token of [here.token, elsewhere.token, ...(moved ? [tokenOf(moved)] : [])])
      expect(await works(token)).toBe(false)
  }
})

test('PW1: no sign-in, pending or switch that began on the old password outlives its change', async () => {
  const { person, inAcme, inGlobex } = await place()
  // Earlier ones are not taken again.
  const nth = (n: number) => (n === 0 ? password : `walrus timber ${n} quartz piano`)
  for (let n = 0; n < 6; n++) {
    const [currentPassword, newPassword] = [nth(n), nth(n + 1)]
    const [changing, moving, waiting] = await Promise.all([
      sessionOf(person, inAcme),
      sessionOf(person, inAcme),
      pendingOf(person),
    ])
    const attempts = await Promise.allSettled([
      ...[20, 45, 70, 95, 120].map((delay) =>
        sleep(delay + n * 4).then(() =>
          app.clientWith().signIn({
            body: { email: person.email, password: currentPassword, transport: 'bearer' },
          }),
        ),
      ),
      sleep(60 + n * 8).then(() =>
        moving.client.switchOrganization({ body: { memberId: inGlobex } }),
      ),
      sleep(60 + n * 8).then(() => waiting.switchOrganization({ body: { memberId: inAcme } })),
      changing.client.changePassword({ body: { currentPassword, newPassword } }),
    ])
    for (const attempt of attempts)
      if (attempt.status === 'fulfilled' && 'outcome' in attempt.value)
        expect(await works(tokenOf(attempt.value))).toBe(false)
    await changing.client.getSession()
    expect(await liveSessions(person)).toHaveLength(1)
    await changing.client.signOut()
  }
})

test('PW1: a sign-in waits for a change of its password that is under way, and is refused', async () => {
  const { person, inAcme } = await place()
  const { client } = await sessionOf(person, inAcme)
  let attempt: Promise<string> | undefined
  await app.owner.transaction(async (tx) => {
    await tx.query(sql`update passwords set hash = 'replaced' where identity_id = ${person.id}`)
    attempt = resultOf(
      app.clientWith().signIn({ body: { email: person.email, password, transport: 'bearer' } }),
    )
    await untilBlocked(tx)
  })
  expect(await attempt).toBe('wrong-credentials')
  await client.getSession()
})

test('US5: of accepting and revoking at once exactly one happens', async () => {
  const { person, inAcme } = await place()
  const mine = (await sessionOf(person, inAcme)).client
  const [other, owner] = [await app.organization(), await app.person()]
  const admin = (await sessionOf(owner, await app.member(other, owner))).client
  const results = new Set<string>()
  for (let n = 0; n < 30; n++) {
    const { id: memberId } = await admin.inviteUser({
      body: { email: person.email, roleId: other.roles.planner },
    })
    const [accepted, revoked] = await race(
      n,
      () => resultOf(mine.acceptInvitation({ params: { memberId } })),
      () => resultOf(admin.revokeInvitation({ params: { memberId } })),
    )
    results.add(`${accepted} ${revoked}`)
    const listed = (await mine.listMyOrganizations()).organizations.map((row) => row.memberId)
    expect(listed.includes(memberId)).toBe(accepted === 'done')
    if (accepted === 'done') await mine.declineInvitation({ params: { memberId } })
  }
  for (const result of results) expect(['done not-in-status', 'not-found done']).toContain(result)
})

test('LG2: one pending sign-in never becomes two sessions, whatever uses of it meet', async () => {
  const { person, inAcme, inGlobex } = await place()
  const [strict, stricter] = [
    await app.organization({ policy: { secondFactor: 'email_otp' } }),
    await app.organization({ policy: { secondFactor: 'totp' } }),
  ]
  const closed = [await app.member(strict, person), await app.member(stricter, person)] as const
  for (let n = 0; n < 40; n++) {
    const pending = await pendingOf(person)
    const to = (memberId: MemberId) => pending.switchOrganization({ body: { memberId } })
    // Two doors that ask for more, and one that is open: every use takes the place of the pending sign-in.
    const attempts = await Promise.allSettled([
      to(closed[0]),
      to(closed[1]),
      ...(n % 2 ? [to(inAcme)] : []),
    ])
    const won = attempts.flatMap((attempt) =>
      attempt.status === 'fulfilled' ? [attempt.value] : [],
    )
    expect(won).toHaveLength(1)
    for (const outcome of won)
      if (outcome.outcome === 'challenged')
        await app
          .clientWith(outcome.pendingToken)
          .switchOrganization({ body: { memberId: inGlobex } })
    const live = await liveSessions(person)
    expect(live).toHaveLength(1)
    await app.owner.transaction((tx) =>
      tx.query(sql`update logins set ended_at = now() where identity_id = ${person.id}`),
    )
  }
})

test('SW3: two tabs that switch to different organizations at once leave one session, in one of them', async () => {
  const { person, inAcme, inGlobex } = await place()
  const third = await app.member(await app.organization(), person)
  for (let n = 0; n < 40; n++) {
    const { client, token } = await sessionOf(person, inAcme)
    const attempts = await Promise.allSettled(
      [inGlobex, third, inAcme].map((memberId) =>
        client.switchOrganization({ body: { memberId } }),
      ),
    )
    const won = attempts.flatMap((attempt) =>
      attempt.status === 'fulfilled' ? [attempt.value] : [],
    )
    expect(won).toHaveLength(1)
    expect(await works(token)).toBe(false)
    expect(await liveSessions(person)).toHaveLength(1)
    await app.clientWith(won[0] && tokenOf(won[0])).signOut()
  }
})

const guess = (email: string, secret: string) =>
  resultOf(app.clientWith().signIn({ body: { email, password: secret, transport: 'bearer' } }))

test('LG8: of ten wrong passwords at once five are judged and counted, and all others find it locked', async () => {
  const person = await app.person()
  app.clock.now = new Date(Date.now() + 60_000)
  try {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => guess(person.email, `wrong ${n}`)),
    )
    expect(answers.toSorted()).toEqual([
      ...Array.from({ length: 5 }, () => 'locked'),
      ...Array.from({ length: 5 }, () => 'wrong-credentials'),
    ])
    const counted = await app.owner.transaction((tx) =>
      tx.query<{ day: number }>(
        sql`select day_failures as day from throttles where day_started_at = ${app.clock.now}`,
      ),
    )
    expect(counted).toEqual([{ day: 5 }])
    expect(await guess(person.email, password)).toBe('locked')
  } finally {
    app.clock.now = null
  }
})

/** A server on the same database that stops before the transaction in which it would judge a password, until it is let go. */
function serverThatWaits() {
  const looked = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  let begun = 0
  const db: Database = {
    ...app.db,
    async transaction(work, head) {
      // The first counts the request against the limit, the second looks for a lock; the password is hashed then.
      const nth = ++begun
      if (nth > 2) await go.promise
      const result = await app.db.transaction(work, head)
      if (nth === 2) looked.resolve()
      return result
    },
  }
  const { fetch } = createApp({ ...app.settings, db })
  const clientWith = (token?: string) =>
    createClient({ baseUrl: 'http://localhost', token, fetch: async (request) => fetch(request) })
  return { clientWith, looked: looked.promise, go: go.resolve }
}

/** Answers to guesses that had found no lock, when one falls before any of them was judged. */
async function lockMeanwhile(
  who: { email: string; knownBrowser: Buffer | null },
  secrets: readonly string[],
  guessAt: (server: ReturnType<typeof serverThatWaits>, secret: string) => Promise<unknown>,
): Promise<string[]> {
  const servers = secrets.map(() => serverThatWaits())
  const answers = servers.map((server, n) => resultOf(guessAt(server, secrets[n] ?? '')))
  await Promise.all(servers.map((server) => server.looked))
  const subjects = throttleSubjects(app.settings.secretKey, { ...who, ip: null })
  await app.db.transaction(async (tx) => {
    for (let n = 0; n < 5; n++) await countFailure(tx, subjects, 'password', new Date())
  })
  for (const server of servers) server.go()
  return Promise.all(answers)
}

test('LG8: a lock that falls while guesses are being checked answers the right one like the wrong ones', async () => {
  const { person, inAcme } = await place()
  const { token } = await sessionOf(person, inAcme)
  const [live] = await liveSessions(person)
  const secrets = ['wrong', password, 'wrong too']
  const atTheDoor = await lockMeanwhile(
    { email: person.email, knownBrowser: null },
    secrets,
    (server, secret) =>
      server
        .clientWith()
        .signIn({ body: { email: person.email, password: secret, transport: 'bearer' } }),
  )
  expect(atTheDoor).toEqual(['locked', 'locked', 'locked'])
  const inside = await lockMeanwhile(
    { email: person.email, knownBrowser: Buffer.from(live?.loginId ?? '') },
    secrets,
    (server, secret) => server.clientWith(token).provePassword({ body: { password: secret } }),
  )
  expect(inside).toEqual(['locked', 'locked', 'locked'])
})

/** Lets somebody else change what stands in the database while a request that has begun already waits for it. */
async function meanwhile<T>(
  identityId: string,
  request: () => Promise<T>,
  change: (tx: Tx) => Promise<unknown>,
): Promise<T> {
  let answer: Promise<T> | undefined
  await app.owner.transaction(async (tx) => {
    await tx.query(sql`select from identities where id = ${identityId} for update`)
    answer = request()
    await untilBlocked(tx)
    await change(tx)
  })
  if (!answer) throw new Error('expected a request')
  return answer
}

test.each([
  [
    'startIdentityDeletion',
    (c: Client, who: TestPerson) => c.startIdentityDeletion({ body: { email: who.email } }),
  ],
  [
    'startEmailChange',
    (c: Client, who: TestPerson) => c.startEmailChange({ body: { newEmail: `x${who.email}` } }),
  ],
  [
    'nameHome',
    (c: Client, _: TestPerson, memberId: MemberId) => c.nameHome({ body: { memberId } }),
  ],
  ['replaceBreakGlassCodes', (c: Client) => c.replaceBreakGlassCodes()],
  ['startEnrolment', (c: Client) => c.startEnrolment()],
])(
  'DR4, LG9: %s that was begun before the log-in ended, or an authenticator was set up, does not come after it',
  async (_, change) => {
    const acme = await app.organization()
    for (const [meantime, refusal] of [
      [
        (who: TestPerson) => sql`update logins set ended_at = now() where identity_id = ${who.id}`,
        'not-signed-in',
      ],
      [
        (
          who: TestPerson,
        ) => sql`insert into authenticators (identity_id, sealed_seed, key_id, last_step, since)
        values (${who.id}, 'x', 'x', 0, now())`,
        'fresh-evidence-required',
      ],
    ] as const) {
      const person = await app.person()
      const member = await app.member(acme, person)
      await app.member(acme, await app.person())
      const { client, token } = await sessionOf(person, member)
      await app.owner.transaction((tx) =>
        tx.query(sql`
      insert into evidence (login_id, kind, at) select login_id, 'email_otp', now() from sessions
      where token_hash = ${hashToken(token)}`),
      )
      const result = await meanwhile(
        person.id,
        () => resultOf(change(client, person, member)),
        (tx) => tx.query(meantime(person)),
      )
      expect(result).toBe(refusal)
    }
  },
)

test('PW6: an address that was given up while a reset was being mailed gets no link', async () => {
  const person = await app.person()
  await app.clientWith().forgotPassword({ body: { email: person.email } })
  await meanwhile(
    person.id,
    () => runJobs(app, 'forgotten-password'),
    (tx) =>
      tx.query(sql`update identities set email = ${`new-${person.email}`} where id = ${person.id}`),
  )
  expect(await mailsTo(app, person.email)).toEqual([])
})

test('PW6: whoever finishes registering while the address is changed keeps the new one', async () => {
  const acme = await app.organization()
  const person = await app.person()
  const member = await app.member(acme, person, { status: 'registering' })
  const { client } = await sessionOf(person, member)
  const email = `new-${person.email}`
  await meanwhile(
    person.id,
    () => client.completeRegistration({ body: { firstName: 'Ann', lastName: 'Other' } }),
    (tx) => tx.query(sql`update identities set email = ${email} where id = ${person.id}`),
  )
  const [now] = await app.owner.transaction((tx) =>
    tx.query<{ email: string; shown: string }>(sql`
    select i.email, m.email as shown from identities i join members m on m.identity_id = i.id where i.id = ${person.id}`),
  )
  expect(now).toEqual({ email, shown: email })
})

test('PW6: a code of the mailbox and one of a new mailbox, proved at once, wait for one another in one order', async () => {
  const acme = await app.organization()
  const person = await app.person()
  const member = await app.member(acme, person)
  const [one, other] = [await sessionOf(person, member), await sessionOf(person, member)]
  await one.client.sendEmailCode()
  const code = await secretIn(app, person.email, 'email-code')
  await app.owner.transaction((tx) =>
    tx.query(sql`
    insert into evidence (login_id, kind, at) select login_id, 'email_otp', now() from sessions
    where token_hash = ${hashToken(other.token)}`),
  )
  const newEmail = `new-${person.email}`
  await other.client.startEmailChange({ body: { newEmail } })
  const newCode = await secretIn(app, newEmail, 'new-mailbox-code')
  const answers: Promise<string>[] = []
  await app.owner.transaction(async (tx) => {
    await tx.query(
      sql`select from email_codes where identity_id = ${person.id} and purpose = 'mailbox' for update`,
    )
    answers.push(resultOf(one.client.proveEmailCode({ body: { code } })))
    await untilBlocked(tx)
    answers.push(resultOf(other.client.confirmEmailChange({ body: { code: newCode } })))
    await untilBlocked(tx, 2)
  })
  expect(await Promise.all(answers)).toEqual(['done', 'done'])
})
