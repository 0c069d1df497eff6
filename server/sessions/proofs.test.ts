import { createHash } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createClient } from '#api/client.ts'
import type { LoginId } from '#api/common.ts'
import { createEmailCode } from '#server/door/email-code.ts'
import { unlockIdentity } from '#server/identities/unlock.ts'
import type { Tx } from '#server/platform/database.ts'
import { newToken } from '#server/platform/token.ts'
import { enrol, mailedCode, otherCode, proveMailbox, totpAt } from '#test/factors.ts'
import { password, startTestApp, type TestApp, type TestPerson } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { untilBlocked } from '#test/until-blocked.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(undefined, { peerAddress: () => null })
})
afterAll(() => app.stop())

const start = Date.now()
/** Sets the server's clock to so many seconds from the beginning. */
const at = (seconds: number): Date => {
  app.clock.now = new Date(start + seconds * 1000)
  return app.clock.now
}
beforeEach(() => {
  at(0)
})
afterEach(() => {
  app.clock.now = null
})

/** Between password and the door of the one organization that they are in. */
const signIn = async (person: TestPerson) => {
  const outcome = await app
    .clientWith()
    .signIn({ body: { email: person.email, password, transport: 'bearer' } })
  if (outcome.outcome !== 'challenged')
    throw new Error(`expected a challenge, was ${outcome.outcome}`)
  return { ...outcome, client: app.clientWith(outcome.pendingToken) }
}

/** Somebody whose one organization demands a second factor. */
const someoneBefore = async (secondFactor: 'email_otp' | 'totp') => {
  const [acme, person] = [await app.organization({ policy: { secondFactor } }), await app.person()]
  const memberId = await app.member(acme, person)
  return { acme, person, memberId }
}
/** The same with an authenticator, whose codes up to the present step are used. */
const someoneEnrolled = async () => {
  const them = await someoneBefore('totp')
  const { secret, recoveryCodes } = await enrol(
    app,
    (await signIn(them.person)).client,
    them.person,
  )
  return { ...them, secret, recoveryCodes }
}

const rows = <Row extends object>(statement: ReturnType<typeof sql>) =>
  app.owner.transaction((tx) => tx.query<Row>(statement))
const eventsOf = async ({ id }: TestPerson) =>
  (
    await rows<{ event: string }>(
      sql`select event from identity_events where identity_id = ${id} order by id`,
    )
  ).map(({ event }) => event)
const mailsTo = async ({ email }: TestPerson) =>
  (
    await rows<{ template: string }>(
      sql`select template from mails where recipient = ${email} order by created_at, id`,
    )
  ).map(({ template }) => template)

test('DR5: a mailed code opens the door, once, and gives the pending sign-in another token', async () => {
  const { person, memberId } = await someoneBefore('email_otp')
  const { client, missing } = await signIn(person)
  expect(missing).toMatchObject([{ kind: 'email_otp', reason: 'demanded' }])
  const sent = await client.sendEmailCode()
  expect(sent).toEqual({
    sentTo: person.email,
    expiresAt: new Date(start + 600_000).toISOString(),
    resendAfter: new Date(start + 60_000).toISOString(),
  })
  const code = await mailedCode(app, person.email)
  const proved = await client.proveEmailCode({
    body: { code: ` ${code.slice(0, 3)} ${code.slice(3)}` },
  })
  // Whoever planted or saw the old token has nothing (session fixation).
  expect(await resultOf(client.listMyOrganizations())).toBe('not-signed-in')
  const next = app.clientWith(proved.pendingToken)
  expect(await resultOf(next.proveEmailCode({ body: { code } }))).toBe('wrong-code')
  expect(await next.switchOrganization({ body: { memberId } })).toMatchObject({
    outcome: 'entered',
  })
})

test('DR5: a code is good for ten minutes', async () => {
  const { person } = await someoneBefore('email_otp')
  const { client } = await signIn(person)
  at(-1)
  await client.sendEmailCode()
  const code = await mailedCode(app, person.email)
  at(599)
  expect(await resultOf(client.proveEmailCode({ body: { code } }))).toBe('wrong-code')
  at(598)
  expect(await resultOf(client.proveEmailCode({ body: { code } }))).toBe('done')
})

test('DR5: only the newest code of a log-in is good, and none of another log-in', async () => {
  const { person } = await someoneBefore('email_otp')
  const [here, elsewhere] = [await signIn(person), await signIn(person)]
  await here.client.sendEmailCode()
  const first = await mailedCode(app, person.email)
  at(60)
  await here.client.sendEmailCode()
  const second = await mailedCode(app, person.email)
  expect(await resultOf(here.client.proveEmailCode({ body: { code: first } }))).toBe('wrong-code')
  await elsewhere.client.sendEmailCode()
  expect(await resultOf(elsewhere.client.proveEmailCode({ body: { code: second } }))).toBe(
    'wrong-code',
  )
  expect(await resultOf(here.client.proveEmailCode({ body: { code: second } }))).toBe('done')
})

test('DR5: another code is sent after a minute, and ten in an hour to one person, whichever log-ins ask', async () => {
  const { person } = await someoneBefore('email_otp')
  const { client } = await signIn(person)
  await client.sendEmailCode()
  at(59)
  expect(await problemOf(client.sendEmailCode())).toMatchObject({
    type: '/problems/too-many-requests',
    retryAfterSeconds: 1,
  })
  for (let n = 1; n < 10; n++) {
    at(60 * n)
    await (await signIn(person)).client.sendEmailCode()
  }
  at(1800)
  expect(await problemOf((await signIn(person)).client.sendEmailCode())).toMatchObject({
    type: '/problems/too-many-requests',
    retryAfterSeconds: 1800,
  })
  at(3600)
  expect(await resultOf((await signIn(person)).client.sendEmailCode())).toBe('done')
})

test('DR5: a thief of the password cannot use up the codes of a browser in which the person has shown one', async () => {
  const { person } = await someoneBefore('email_otp')
  const own = browserOf(person)
  await own.enter()
  await proveMailbox(app, own.client, person.email)
  for (let n = 1; n <= 10; n++) {
    at(60 * n)
    await (await newLogin(person)).sendEmailCode()
  }
  at(660)
  expect(await resultOf((await newLogin(person)).sendEmailCode())).toBe('too-many-requests')
  await own.enter()
  expect(await resultOf(own.client.sendEmailCode())).toBe('done')
  // It has ten of its own, and no more.
  for (let n = 1; n < 9; n++) {
    at(660 + 61 * n)
    await own.enter()
    await own.client.sendEmailCode()
  }
  at(1300)
  await own.enter()
  expect(await resultOf(own.client.sendEmailCode())).toBe('too-many-requests')
})

test('DR5: of two requests at once for a code one makes one, and the other sees it', async () => {
  const { person } = await someoneBefore('email_otp')
  await newLogin(person)
  const [login] = await rows<{ id: LoginId }>(
    sql`select id from logins where identity_id = ${person.id}`,
  )
  const of = {
    identityId: person.id,
    loginId: login?.id as LoginId,
    purpose: 'mailbox',
    sentTo: person.email,
  } as const
  const make = (tx: Tx) => createEmailCode(tx, app.settings.secretKey, of, at(0))
  let second: ReturnType<typeof make> | undefined
  await app.db.transaction(async (tx) => {
    expect(await make(tx)).toMatchObject({ expiresAt: new Date(start + 600_000) })
    second = app.db.transaction(make)
    await untilBlocked(tx)
  })
  expect(await second).toMatchObject({ type: 'too-many-requests' })
})

test('DR5, LG8: five wrong tries spend a code and lock the proof; also where they come at once', async () => {
  const { person } = await someoneBefore('email_otp')
  const { client } = await signIn(person)
  await client.sendEmailCode()
  const code = await mailedCode(app, person.email)
  const wrong = await Promise.all(
    Array.from({ length: 9 }, () =>
      resultOf(client.proveEmailCode({ body: { code: otherCode(code) } })),
    ),
  )
  expect(wrong.toSorted()).toEqual([
    ...Array.from({ length: 4 }, () => 'locked'),
    ...Array.from({ length: 5 }, () => 'wrong-code'),
  ])
  // The right one is answered as a wrong one is, and no new one is sent.
  expect(await problemOf(client.proveEmailCode({ body: { code } }))).toMatchObject({
    type: '/problems/locked',
    retryAfterSeconds: 1800,
  })
  expect(await resultOf(client.sendEmailCode())).toBe('locked')
  expect(await mailsTo(person)).toEqual(['email-code', 'codes-locked'])
  expect((await eventsOf(person)).toSorted()).toEqual(
    ['signed-in', 'locked', ...Array.from({ length: 5 }, () => 'sign-in-failed')].toSorted(),
  )
  // Five tries of one code, although the counter was set back in between.
  await app.owner.transaction((tx) => unlockIdentity(tx, app.settings.secretKey, person))
  expect(await resultOf(client.proveEmailCode({ body: { code } }))).toBe('wrong-code')
})

test('DR5: neither code nor seed stands in the database in the clear', async () => {
  const { person } = await someoneBefore('email_otp')
  const { client } = await signIn(person)
  await client.sendEmailCode()
  const code = await mailedCode(app, person.email)
  const [row] = await rows<{ hash: Buffer }>(
    sql`select code_hash as hash from email_codes where identity_id = ${person.id}`,
  )
  for (const clear of [code, createHash('sha256').update(code).digest()])
    expect(row?.hash.includes(clear)).toBe(false)
})

test('PW4: a code proves the mailbox, and ends a doubt that is older than the code', async () => {
  const { person, acme } = await someoneBefore('email_otp')
  const doubt = (seconds: number) =>
    rows(sql`update identities set mailbox_proved_at = null, doubted_at = ${new Date(start + seconds * 1000)},
      doubted_by_organization_id = ${acme.id} where id = ${person.id}`)
  const standing = () =>
    rows(sql`select mailbox_proved_at is not null as proved, doubted_at is not null as doubted,
      doubted_by_organization_id as by from identities where id = ${person.id}`)
  const { client } = await signIn(person)
  await client.sendEmailCode()
  await doubt(1)
  at(2)
  const { pendingToken } = await client.proveEmailCode({
    body: { code: await mailedCode(app, person.email) },
  })
  expect(await standing()).toEqual([{ proved: true, doubted: true, by: acme.id }])
  at(61)
  await proveMailbox(app, app.clientWith(pendingToken), person.email)
  expect(await standing()).toEqual([{ proved: true, doubted: false, by: null }])
})

test('DR4: a code of the authenticator is good once, also for two requests at once, and none before it', async () => {
  const { person, secret } = await someoneEnrolled()
  const prove = async (code: string) =>
    resultOf((await signIn(person)).client.proveTotp({ body: { code } }))
  expect(await prove(totpAt(secret, at(0)))).toBe('wrong-code')
  const [one, two] = [await signIn(person), await signIn(person)]
  const code = totpAt(secret, at(30))
  const answers = await Promise.all(
    [one, two].map(({ client }) => resultOf(client.proveTotp({ body: { code } }))),
  )
  expect(answers.toSorted()).toEqual(['done', 'wrong-code'])
  expect(await prove(totpAt(secret, at(30), -1))).toBe('wrong-code')
  at(60)
  expect(await prove(totpAt(secret, at(60), 2))).toBe('wrong-code')
  expect(await prove(totpAt(secret, at(60), 1))).toBe('done')
})

test('DR4: the authenticator opens the door, and gives another token', async () => {
  const { person, secret, memberId } = await someoneEnrolled()
  at(30)
  const { client, missing } = await signIn(person)
  expect(missing).toMatchObject([{ kind: 'totp', enrolled: true }])
  const { pendingToken } = await client.proveTotp({ body: { code: totpAt(secret, at(30)) } })
  expect(await resultOf(client.listMyOrganizations())).toBe('not-signed-in')
  expect(
    await app.clientWith(pendingToken).switchOrganization({ body: { memberId } }),
  ).toMatchObject({ outcome: 'entered' })
})

test('DR4: a recovery code stands in for the authenticator, once, and the person is told', async () => {
  const { person, recoveryCodes, memberId } = await someoneEnrolled()
  const [first = '', second = ''] = recoveryCodes
  const [one, two] = [await signIn(person), await signIn(person)]
  const answers = await Promise.allSettled(
    [one, two].map(({ client }) => client.proveRecoveryCode({ body: { code: first } })),
  )
  const proved = answers.flatMap((a) => (a.status === 'fulfilled' ? [a.value] : []))
  expect(proved).toHaveLength(1)
  const entered = await app
    .clientWith(proved[0]?.pendingToken)
    .switchOrganization({ body: { memberId } })
  expect(entered.outcome).toBe('entered')
  expect(await mailsTo(person)).toContain('recovery-code-used')
  expect(await eventsOf(person)).toContain('recovery-code-used')
  const typed = ` ${second.toUpperCase().replace('-', ' ').replaceAll('0', 'O')}`
  const third = await signIn(person)
  expect(await resultOf(third.client.proveRecoveryCode({ body: { code: typed } }))).toBe('done')
})

test('DR4: without an authenticator neither its code nor a recovery code is judged', async () => {
  const { person } = await someoneBefore('totp')
  const { client } = await signIn(person)
  expect(await resultOf(client.proveTotp({ body: { code: '123456' } }))).toBe('not-enrolled')
  expect(await resultOf(client.proveRecoveryCode({ body: { code: 'x' } }))).toBe('not-enrolled')
})

/** A new log-in, as a right password leaves it, without hashing for it. */
/** A browser that keeps its cookies, and in which this person signs in. */
const browserOf = (person: TestPerson) => {
  const jar = new Map<string, string>()
  const client = createClient({
    baseUrl: 'http://localhost',
    fetch: async (request) => {
      request.headers.set('cookie', [...jar].map(([n, v]) => `${n}=${v}`).join('; '))
      const answer = await app.fetch(request)
      for (const line of answer.headers.getSetCookie()) {
        const [pair = ''] = line.split(';')
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      return answer
    },
  })
  const enter = () => client.signIn({ body: { email: person.email, password } })
  return { client, enter }
}

const newLogin = async (person: TestPerson) => {
  const { token, hash } = newToken('pending')
  await rows(sql`
    with login as (
      insert into logins (identity_id, transport, created_at) values (${person.id}, 'bearer', ${app.clock.now}) returning id
    ), proof as (insert into evidence (login_id, kind, at) select id, 'password', ${app.clock.now} from login)
    insert into pending_sign_ins (token_hash, login_id, identity_id, created_at, expires_at)
    select ${hash}, id, ${person.id}, ${app.clock.now}, ${app.clock.now}::timestamptz + interval '10 minutes' from login`)
  return app.clientWith(token)
}

/** Guesses at the authenticator, each from a log-in of its own. */
const guessTotp = async (person: TestPerson, code: string, times: number) => {
  const answers = []
  for (let n = 0; n < times; n++)
    answers.push(await resultOf((await newLogin(person)).proveTotp({ body: { code } })))
  return answers
}

test('LG8: whoever signs in again and again with a stolen password gets no fresh counter, and locks no other proof', async () => {
  const { person, secret, recoveryCodes } = await someoneEnrolled()
  at(30)
  const right = totpAt(secret, at(30))
  expect(await guessTotp(person, otherCode(right), 6)).toEqual([
    ...Array.from({ length: 5 }, () => 'wrong-code'),
    'locked',
  ])
  // The right one is answered as a wrong one is, and stays good.
  expect(await guessTotp(person, right, 1)).toEqual(['locked'])
  const { client } = await signIn(person)
  const [code = ''] = recoveryCodes
  expect(await resultOf(client.proveRecoveryCode({ body: { code } }))).toBe('done')
})

test('LG8: unlocking ends the wait and not the cap: fifty guesses a day, and no more', async () => {
  const { person, secret } = await someoneEnrolled()
  at(30)
  const right = totpAt(secret, at(30))
  let judged = 0
  for (let n = 0; n < 12; n++) {
    const answers = await guessTotp(person, otherCode(right), 6)
    judged += answers.filter((answer) => answer === 'wrong-code').length
    await app.owner.transaction((tx) => unlockIdentity(tx, app.settings.secretKey, person))
  }
  expect(judged).toBe(50)
  expect(await guessTotp(person, right, 1)).toEqual(['locked'])
  at(86_431)
  expect(await guessTotp(person, totpAt(secret, at(86_431)), 1)).toEqual(['done'])
})

test('LG8: a browser that has shown the authenticator keeps its own counter; one that showed a password or mailbox alone does not', async () => {
  const { person, secret } = await someoneEnrolled()
  at(30)
  const [own, thief] = [browserOf(person), browserOf(person)]
  await own.enter()
  await own.client.proveTotp({ body: { code: totpAt(secret, at(30)) } })
  await thief.enter()
  await proveMailbox(app, thief.client, person.email)
  await thief.enter()
  at(60)
  const code = otherCode(totpAt(secret, at(60)))
  for (let n = 0; n < 5; n++)
    expect(await resultOf(thief.client.proveTotp({ body: { code } }))).toBe('wrong-code')
  expect(await guessTotp(person, code, 1)).toEqual(['locked'])
  await own.enter()
  expect(await resultOf(own.client.proveTotp({ body: { code: totpAt(secret, at(60)) } }))).toBe(
    'done',
  )
})

test('LG8: failures and locks stand in the audit log of the home, and of no other organization', async () => {
  const { person, acme } = await someoneBefore('totp')
  const elsewhere = await app.organization()
  await app.member(elsewhere, person)
  await rows(sql`update identities set home_organization_id = ${acme.id} where id = ${person.id}`)
  for (let n = 0; n < 5; n++)
    await resultOf(
      app
        .clientWith()
        .signIn({ body: { email: person.email, password: 'no', transport: 'bearer' } }),
    )
  const told = await rows<{ id: string; action: string }>(sql`
    select organization_id as id, action from audit_events
    where organization_id in (${acme.id}, ${elsewhere.id}) order by id`)
  expect(told.map(({ id }) => id)).toEqual(told.map(() => acme.id))
  expect(told.map(({ action }) => action).toSorted()).toEqual([
    ...Array.from({ length: 5 }, () => 'sign-in.failed'),
    'sign-in.locked',
  ])
  expect(await mailsTo(person)).toEqual(['sign-in-locked'])
})

test('PR4: a home that one has left is told nothing more, nor the address that one has now', async () => {
  const { person, acme, memberId } = await someoneBefore('totp')
  await app.member(acme, await app.person())
  const elsewhere = await app.organization()
  await app.member(elsewhere, person)
  await rows(sql`update identities set home_organization_id = ${acme.id} where id = ${person.id}`)
  await rows(sql`delete from members where id = ${memberId}`)
  for (let n = 0; n < 5; n++)
    await resultOf(
      app
        .clientWith()
        .signIn({ body: { email: person.email, password: 'no', transport: 'bearer' } }),
    )
  expect(await mailsTo(person)).toEqual(['sign-in-locked'])
  expect(
    await rows(
      sql`select from audit_events where organization_id in (${acme.id}, ${elsewhere.id})`,
    ),
  ).toEqual([])
})
