import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '#server/app.ts'
import { countFailure, throttleSubjects } from '#server/identities/throttle.ts'
import type { Database } from '#server/platform/database.ts'
import { password, startTestApp, type TestApp, type TestPerson } from '#test/harness.ts'
import { secretIn } from '#test/mails.ts'
import { resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(undefined, { peerAddress: () => null })
})
afterAll(() => app.stop())

/** A request as somebody sends it who keeps to no client. */
async function send(
  method: string,
  path: string,
  headers: Record<string, string> | [string, string][] = {},
  body?: unknown,
) {
  const sent = new Headers(headers)
  if (body !== undefined) sent.set('content-type', 'application/json')
  const response = await app.fetch(
    new Request(`http://localhost/api/v1${path}`, {
      method,
      headers: sent,
      body: body === undefined ? null : JSON.stringify(body),
    }),
  )
  const text = await response.text()
  return {
    status: response.status,
    json: text ? JSON.parse(text) : null,
    cookies: response.headers.getSetCookie(),
  }
}

const cookie = (values: Record<string, string>) => ({
  cookie: Object.entries(values)
    .map(([name, value]) => `foyer_${name}=${value}`)
    .join('; '),
})
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Somebody in two organizations, with a session in the first and a pending sign-in of another log-in. */
async function somebody() {
  const [acme, globex, person] = [
    await app.organization(),
    await app.organization(),
    await app.person(),
  ]
  const [inAcme, inGlobex] = [await app.member(acme, person), await app.member(globex, person)]
  const { token } = await app.signedIn(person, inAcme)
  const again = await app
    .clientWith()
    .signIn({ body: { email: person.email, password, transport: 'bearer' } })
  const pending = again.outcome === 'choose' ? (again.pendingToken ?? '') : ''
  return { acme, globex, person, inAcme, inGlobex, token, pending }
}

describe('a token is good for what it is, where it belongs', () => {
  test('LG2: a pending sign-in is no session, nor a session a pending sign-in, wherever it is put', async () => {
    const { token, pending, inGlobex } = await somebody()
    for (const headers of [bearer(pending), cookie({ pending })])
      expect((await send('GET', '/session', headers)).status).toBe(403)
    const misplaced = [
      cookie({ session: pending }),
      cookie({ pending: token }),
      cookie({ browser: token }),
      bearer(pending.replace('fyp_', 'fys_')),
      bearer(token.replace('fys_', 'fyp_')),
      bearer(token.replace('fys_', 'fyb_')),
      bearer(`${token} ${token}`),
      bearer(`${token},${token}`),
      bearer(token.toUpperCase()),
      { authorization: token },
      { authorization: `Basic ${btoa(`${token}:`)}` },
      { 'x-authorization': `Bearer ${token}` },
    ]
    for (const headers of misplaced)
      for (const [method, path, body] of [
        ['GET', '/session'],
        ['GET', '/me/organizations'],
        ['PUT', '/session/organization', { memberId: inGlobex }],
      ] as const)
        expect(await send(method, path, headers, body)).toMatchObject({ status: 401, cookies: [] })
    for (const name of ['token', 'access_token', 'session'])
      expect((await send('GET', `/session?${name}=${token}`)).status).toBe(401)
    expect((await send('GET', '/session', bearer(token))).status).toBe(200)
  })

  test('RFC 6750: with a bearer token cookies count for nothing, also where the token is dead', async () => {
    const [one, other] = [await somebody(), await somebody()]
    const both = { ...bearer(one.token), ...cookie({ session: other.token }) }
    expect((await send('GET', '/session', both)).json.email).toBe(one.person.email)
    await app.clientWith(one.token).signOut()
    expect((await send('GET', '/session', both)).status).toBe(401)
    expect((await send('DELETE', '/session', both)).status).toBe(401)
    expect((await send('GET', '/session', bearer(other.token))).status).toBe(200)
  })

  test('LG2: a session and a pending sign-in of another person in one browser never mix', async () => {
    const [one, other] = [await somebody(), await somebody()]
    const both = cookie({ session: one.token, pending: other.pending })
    expect((await send('GET', '/me/organizations', both)).json.email).toBe(one.person.email)
    // The session asks; what belongs to the other is as unknown as garbage, and stays as it was.
    const { status } = await send('PUT', '/session/organization', both, { memberId: other.inAcme })
    expect(status).toBe(404)
    const moved = await send('PUT', '/session/organization', both, { memberId: one.inGlobex })
    expect(moved.json).toMatchObject({ outcome: 'entered', organization: { id: one.globex.id } })
    // That session is over: what is left in the browser is the other person's sign-in, and only that.
    expect((await send('GET', '/me/organizations', both)).json.email).toBe(other.person.email)
    expect((await send('GET', '/session', both)).status).toBe(403)
    const entered = await send('PUT', '/session/organization', both, { memberId: other.inAcme })
    expect(entered.json.organization.id).toBe(other.acme.id)
  })

  test('SW7: the organization that a page names cannot be blurred', async () => {
    const { token, acme, globex } = await somebody()
    const named = async (query: string, ...values: string[]) =>
      (
        await send('GET', `/session${query}`, [
          ['authorization', `Bearer ${token}`],
          ...values.map((value): [string, string] => ['foyer-organization', value]),
        ])
      ).status
    expect(await named('', acme.id)).toBe(200)
    expect(await named('', acme.id, globex.id)).toBe(409)
    expect(await named('', globex.id, acme.id)).toBe(409)
    expect(await named(`?organization=${globex.id}`)).toBe(409)
    expect(await named(`?organization=${acme.id}&organization=${globex.id}`)).toBe(409)
    expect(await named(`?organization=${globex.id}`, acme.id)).toBe(409)
    expect(await named('', 'not even an id')).toBe(409)
  })

  test('SW7: nor can the member', async () => {
    const [one, other] = [await somebody(), await somebody()]
    const named = async (query: string, ...values: string[]) =>
      (
        await send('GET', `/session${query}`, [
          ['authorization', `Bearer ${one.token}`],
          ...values.map((value): [string, string] => ['foyer-member', value]),
        ])
      ).status
    expect(await named('', one.inAcme)).toBe(200)
    expect(await named(`?member=${one.inAcme}`, one.inAcme)).toBe(200)
    // Also whom one is elsewhere: that is not who is asking.
    for (const wrong of [other.inAcme, one.inGlobex, 'not even an id']) {
      expect(await named('', wrong)).toBe(409)
      expect(await named('', one.inAcme, wrong)).toBe(409)
      expect(await named(`?member=${wrong}`)).toBe(409)
      expect(await named(`?member=${one.inAcme}&member=${wrong}`)).toBe(409)
      expect(await named(`?member=${wrong}`, one.inAcme)).toBe(409)
    }
  })
})

test('LG8: a browser that a person has used before is known for that person alone', async () => {
  const [one, other] = [await app.person(), await app.person()]
  const signIn = (who: TestPerson, secret: string, headers = {}) =>
    send('POST', '/sign-in', headers, { email: who.email, password: secret })
  const first = await signIn(one, password)
  const browser = /foyer_browser=(\w[^;]*)/.exec(first.cookies.join('\n'))?.[1] ?? ''
  expect(browser).toMatch(/^fyb_/)
  for (const who of [one, other]) for (let n = 0; n < 5; n++) await signIn(who, 'wrong')
  // A stranger has locked both; the person's own browser is not a stranger, but says nothing for anybody else.
  expect((await signIn(other, password, cookie({ browser }))).status).toBe(429)
  expect((await signIn(one, password, cookie({ browser }))).status).toBe(200)
  expect((await signIn(one, password)).status).toBe(429)
})

describe('LG1: the time tells nothing of who is known', () => {
  /** How often the first of a pair took longer, ties half: 0.5 where both are alike (Mann-Whitney). */
  const longer = (a: readonly number[], b: readonly number[]) => {
    let wins = 0
    for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0
    return wins / (a.length * b.length)
  }

  /** Asked by turns, so that what else the machine does falls upon both. */
  async function compare(known: readonly string[], unknown: readonly string[], times: number) {
    const took: [number[], number[]] = [[], []]
    for (let n = 0; n < times; n++)
      for (const side of n % 2 ? ([0, 1] as const) : ([1, 0] as const)) {
        const email = [known, unknown][side]?.[n % known.length]
        const startedAt = performance.now()
        await send('POST', '/sign-in', {}, { email, password: 'wrong' })
        took[side].push(performance.now() - startedAt)
      }
    return longer(...took)
  }

  const nobody = () => `u-${randomUUID().slice(0, 13)}@example.test`
  const people = (count: number) => Promise.all(Array.from({ length: count }, () => app.person()))

  test('step by step: the same statements are asked for whoever it is, before and after a lock', async () => {
    const statements: string[] = []
    const db: Database = {
      ...app.db,
      transaction: (work, head) =>
        app.db.transaction(
          (tx, rows) =>
            work(
              {
                query: (statement) => {
                  statements.push(statement.text)
                  return tx.query(statement)
                },
                search: tx.search,
              },
              rows,
            ),
          head,
        ),
    }
    const recorded = createApp({ ...app.settings, db })
    const asked = async (email: string) => {
      statements.length = 0
      const body = JSON.stringify({ email, password: 'wrong' })
      const headers = { 'content-type': 'application/json' }
      await recorded.fetch(
        new Request('http://localhost/api/v1/sign-in', { method: 'POST', headers, body }),
      )
      return [...statements]
    }
    const [known, without] = await people(2)
    await app.owner.transaction((tx) =>
      tx.query(sql`delete from passwords where identity_id = ${without?.id}`),
    )
    const stranger = nobody()
    for (let n = 1; n <= 7; n++) {
      const [one, two, three] = [
        await asked(stranger),
        await asked(known?.email ?? ''),
        await asked(without?.email ?? ''),
      ]
      expect(one.length).toBeGreaterThan(2)
      // The fifth failure locks, and mails whoever has a mailbox here: once in half an hour.
      if (n === 5) continue
      expect(two, `attempt ${n}`).toEqual(one)
      expect(three, `attempt ${n}`).toEqual(one)
    }
  })

  test('so does a lock, where no hash covers what is asked of the database', async () => {
    const known = (await people(5)).map((one) => one.email)
    const unknown = Array.from({ length: 5 }, nobody)
    for (const email of [...known, ...unknown]) {
      const who = { email, knownBrowser: null, ip: null }
      const subjects = throttleSubjects(app.settings.secretKey, who)
      for (let n = 0; n < 5; n++)
        await app.db.transaction((tx) => countFailure(tx, subjects, 'password', new Date()))
    }
    await compare(known, unknown, 50)
    // What is asked for some alone shows at each look, noise does not.
    let stray = 1
    for (let look = 0; look < 4 && stray >= 0.2; look++)
      stray = Math.min(stray, Math.abs((await compare(known, unknown, 300)) - 0.5))
    expect(stray).toBeLessThan(0.2)
  })
})

describe('LG8: neither a shared address nor an old password is a way to lock out, or to guess on', () => {
  const at = (peer: string | null) => {
    const server = createApp({ ...app.settings, peerAddress: () => peer })
    return async (email: string, secret: string, browser = '') => {
      const headers = new Headers({ 'content-type': 'application/json' })
      if (browser) headers.set('cookie', `foyer_browser=${browser}`)
      const body = JSON.stringify({ email, password: secret })
      const response = await server.fetch(
        new Request('http://localhost/api/v1/sign-in', { method: 'POST', headers, body }),
      )
      const [, made = browser] =
        /foyer_browser=(fyb_[^;]*)/.exec(response.headers.getSetCookie().join()) ?? []
      return { status: response.status, browser: made }
    }
  }

  test('a stranger behind the same address locks out no browser that a person has used', async () => {
    const signIn = at('203.0.113.9')
    const person = await app.person()
    const { browser } = await signIn(person.email, password)
    for (let n = 0; n < 50; n++) {
      const who = { email: `u-${n}@example.test`, knownBrowser: null, ip: '203.0.113.9' }
      const subjects = throttleSubjects(app.settings.secretKey, who)
      await app.db.transaction((tx) => countFailure(tx, subjects, 'password', new Date()))
    }
    expect((await signIn(person.email, password)).status).toBe(429)
    expect((await signIn(person.email, password, browser)).status).toBe(200)
    // It has a counter all the same.
    for (let n = 0; n < 5; n++)
      expect((await signIn(person.email, 'wrong', browser)).status).toBe(401)
    expect((await signIn(person.email, password, browser)).status).toBe(429)
  })

  test('browsers that knew a password which was replaced have no counters of their own any more', async () => {
    const signIn = at(null)
    const person = await app.person()
    await app.member(await app.organization(), person)
    const thief = await signIn(person.email, password)
    const own = await signIn(person.email, password)
    const { json } = await send('POST', '/sign-in', cookie({ browser: own.browser }), {
      email: person.email,
      password,
    })
    expect(json.outcome).toBe('entered')
    const cookies = (
      await send('POST', '/sign-in', cookie({ browser: own.browser }), {
        email: person.email,
        password,
      })
    ).cookies
    const [, session = ''] = /foyer_session=([^;]*)/.exec(cookies.join()) ?? []
    const newPassword = 'marble kettle 7 sings'
    const changed = await send('PUT', '/me/password', cookie({ session }), {
      currentPassword: password,
      newPassword,
    })
    expect(changed.status).toBe(200)
    for (let n = 0; n < 5; n++) await signIn(person.email, 'wrong')
    expect((await signIn(person.email, 'wrong', thief.browser)).status).toBe(429)
    expect((await signIn(person.email, newPassword, own.browser)).status).toBe(200)
  })
})

test('PR3: what runs with the rights of the owner of the tables looks nowhere but in ours, and is nobody’s by default', async () => {
  const found = await app.owner.transaction((tx) =>
    tx.query<{ name: string; config: string[] | null; everybody: boolean }>(sql`
      select p.proname as name, p.proconfig as config, exists (
        select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) as everybody
      from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace`),
  )
  expect(found.length).toBeGreaterThan(10)
  for (const { name, config, everybody } of found) {
    // What else is set for them is for the planner.
    const path = config?.filter((setting) => !setting.startsWith('enable_')).join()
    expect(path, name).toMatch(/^search_path=(pg_catalog, )?(public, )?pg_temp$/)
    // A trigger runs by itself: no one can call it.
    if (everybody) expect(name).toMatch(/^keep_/)
  }
  const forMembers = await app.owner.transaction((tx) =>
    tx.query<{ name: string }>(sql`
      select p.proname as name from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace
        and has_function_privilege('foyer_member', p.oid, 'execute') and p.prorettype <> 'trigger'::regtype order by 1`),
  )
  const names = forMembers.map(({ name }) => name)
  for (const unconfined of [
    'live_session',
    'language_of_identity',
    'replace_email',
    'own_home',
    'own_last_ownerships',
    'erase_identity',
  ])
    expect(names).not.toContain(unconfined)
})

test('PW6: a code for a new mailbox proves no mailbox, nor the other way round; nor does one of another log-in', async () => {
  const { person, token, inAcme } = await somebody()
  const client = app.clientWith(token)
  await client.sendEmailCode()
  const code = await secretIn(app, person.email, 'email-code')
  const other = await app.signedIn(person, inAcme)
  expect(await resultOf(other.client.proveEmailCode({ body: { code } }))).toBe('wrong-code')
  await client.proveEmailCode({ body: { code } })
  const newEmail = `new-${person.email}`
  await client.startEmailChange({ body: { newEmail } })
  const newCode = await secretIn(app, newEmail, 'new-mailbox-code')
  expect(await resultOf(client.confirmEmailChange({ body: { code } }))).toBe('wrong-code')
  expect(await resultOf(client.proveEmailCode({ body: { code: newCode } }))).toBe('wrong-code')
  expect(await resultOf(client.confirmEmailChange({ body: { code: newCode } }))).toBe('done')
})
