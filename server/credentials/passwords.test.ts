import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ApiError } from '#api/client.ts'
import { hashPassword } from '#server/identities/password.ts'
import { password, startTestApp, type TestApp } from '#test/harness.ts'
import { mailsTo, secretIn } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { untilBlocked } from '#test/until-blocked.ts'

let app: TestApp
const breached = 'Tulip-Harbour-2291-x'
beforeAll(async () => {
  app = await startTestApp(undefined, {
    breachedPasswords: { has: async (one) => one === breached, close: async () => undefined },
  })
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const good = 'marble kettle 7 sings'
const minute = 60_000
const at = (ms: number) => {
  app.clock.now = new Date(Date.now() + ms)
}

const someone = async () => {
  const organization = await app.organization()
  const person = await app.person()
  const memberId = await app.member(organization, person)
  return { organization, person, memberId, ...(await app.signedIn(person, memberId)) }
}
const signIn = (email: string, secret: string) =>
  app.clientWith().signIn({ body: { email, password: secret, transport: 'bearer' } })
const forget = async (email: string, language?: 'en' | 'id') => {
  await app.clientWith().forgotPassword({ body: { email, language } })
  await runJobs(app, 'forgotten-password')
}
const setWith = (token: string, secret = good) =>
  app.clientWith().setPassword({ body: { token, password: secret } })
const eventsOf = (id: string) =>
  app.owner.transaction(async (tx) => {
    const rows = await tx.query<{ event: string }>(
      sql`select event from identity_events where identity_id = ${id} order by at, id`,
    )
    return rows.map(({ event }) => event)
  })

describe('PW1: what is taken as a password', () => {
  test.each([
    ['of the operator’s list of breaches', breached, 'breached'],
    ['common in breaches', 'QWERTYUIOP123', null],
    ['of the bundled list, in other letters', 'passwordpassword', null],
    ['a person’s own address', null, 'weak'],
  ])('refused with its reason at the field: %s', async (_what, secret, code) => {
    const { client, person } = await someone()
    const newPassword = secret ?? `${person.email}`
    const refusal = await problemOf(
      client.changePassword({ body: { currentPassword: password, newPassword } }),
    )
    expect(refusal?.type).toBe('/problems/password-too-weak')
    expect(refusal?.errors?.[0]).toMatchObject({
      pointer: '#/newPassword',
      code: code ?? expect.stringMatching(/^(weak|breached)$/),
    })
  })

  test('the bundled list knows the common ones of breaches', async () => {
    const { default: words } = await import('@zxcvbn-ts/language-common').then(
      ({ dictionary }) => ({ default: dictionary['passwords-common'].map(String) }),
    )
    const { judgePassword } = await import('#server/identities/password-strength.ts')
    const common = words.filter((word) => word.length >= 12).slice(0, 50)
    expect(common.length).toBe(50)
    for (const word of common)
      expect(await judgePassword(word.toUpperCase(), 'ann@example.test'), word).toBe('breached')
  })

  test('none of the last ten is taken again, by change or by link; the eleventh is', async () => {
    const { client, person } = await someone()
    const earlier = Array.from({ length: 11 }, (_, n) => `earlier sentence nr ${n} of mine`)
    await app.owner.transaction(async (tx) => {
      for (const [n, one] of earlier.entries())
        await tx.query(sql`insert into old_passwords (identity_id, hash, replaced_at)
          values (${person.id}, ${await hashPassword(one)}, now() - make_interval(days => ${20 - n}))`)
    })
    const change = (newPassword: string) =>
      problemOf(client.changePassword({ body: { currentPassword: password, newPassword } }))
    for (const one of [earlier[1], earlier[10]])
      expect((await change(one ?? ''))?.errors).toMatchObject([
        { pointer: '#/newPassword', code: 'used-before' },
      ])
    await forget(person.email)
    const token = await secretIn(app, person.email, 'reset-password')
    for (const one of [earlier[5] ?? '', password])
      expect((await problemOf(setWith(token, one)))?.errors).toMatchObject([
        { pointer: '#/password', code: 'used-before' },
      ])
    expect(await change(earlier[0] ?? '')).toBeNull()
    const kept = await app.owner.transaction((tx) =>
      tx.query(sql`select from old_passwords where identity_id = ${person.id}`),
    )
    expect(kept.length).toBe(10)
  })

  test('who does not know the present password learns nothing of earlier ones', async () => {
    const { client } = await someone()
    const wrong = { currentPassword: 'not the one at all', newPassword: password }
    expect(await resultOf(client.changePassword({ body: wrong }))).toBe('wrong-password')
  })

  test('a change stops the links that were mailed before', async () => {
    const { client, person } = await someone()
    await forget(person.email)
    const token = await secretIn(app, person.email, 'reset-password')
    await client.changePassword({ body: { currentPassword: password, newPassword: good } })
    expect(await resultOf(setWith(token))).toBe('link-not-valid')
    expect(await eventsOf(person.id)).toContain('password-changed')
  })
})

describe('PW2: forgotten', () => {
  test('the answer is the same for any address; an unknown one gets no mail', async () => {
    const { person } = await someone()
    const unknown = `nobody-${person.email}`
    for (const email of [person.email, unknown])
      expect(await app.clientWith().forgotPassword({ body: { email } })).toBeUndefined()
    await runJobs(app, 'forgotten-password')
    expect((await mailsTo(app, person.email)).map(({ template }) => template)).toEqual([
      'reset-password',
    ])
    expect(await mailsTo(app, unknown)).toEqual([])
  })

  test('the link sets another password once, signs everybody out and is no evidence', async () => {
    const { person, client } = await someone()
    await forget(person.email)
    const token = await secretIn(app, person.email, 'reset-password')
    const check = () => app.clientWith().checkPasswordLink({ body: { token } })
    expect(await check()).toEqual({ email: person.email })
    expect(await setWith(token)).toEqual({ email: person.email })
    expect(await resultOf(client.getSession())).toBe('not-signed-in')
    expect(await resultOf(check())).toBe('link-not-valid')
    expect(await resultOf(setWith(token, 'yet another sentence 5'))).toBe('link-not-valid')
    expect(await resultOf(signIn(person.email, password))).toBe('wrong-credentials')
    expect((await signIn(person.email, good)).outcome).toBe('entered')
    expect((await mailsTo(app, person.email)).at(-1)?.template).toBe('password-changed')
    expect(await eventsOf(person.id)).toContain('password-reset')
  })

  test('two confirmations at once: one sets the password', async () => {
    const { person } = await someone()
    await forget(person.email)
    const token = await secretIn(app, person.email, 'reset-password')
    const tried = ['first of the two here', 'second of the two here']
    const results = await Promise.all(tried.map((one) => resultOf(setWith(token, one))))
    expect(results.toSorted()).toEqual(['done', 'link-not-valid'])
    const winner = tried[results.indexOf('done')] ?? ''
    expect((await signIn(person.email, winner)).outcome).toBe('entered')
  })

  test('the slower click of a double one is told that the link is used, not that its password was used before', async () => {
    const { person } = await someone()
    await forget(person.email)
    const token = await secretIn(app, person.email, 'reset-password')
    const hash = await hashPassword(good)
    const { slower } = await app.owner.transaction(async (tx) => {
      await tx.query(sql`lock table passwords in access exclusive mode`)
      const slower = resultOf(setWith(token))
      await untilBlocked(tx)
      // As the faster one does it.
      await tx.query(
        sql`update password_links set used_at = now() where identity_id = ${person.id}`,
      )
      await tx.query(sql`update passwords set hash = ${hash} where identity_id = ${person.id}`)
      return { slower }
    })
    expect(await slower).toBe('link-not-valid')
  })

  test('a new link stops the one before; none is good after 30 minutes', async () => {
    const { person } = await someone()
    await forget(person.email)
    const first = await secretIn(app, person.email, 'reset-password')
    await forget(person.email)
    const second = await secretIn(app, person.email, 'reset-password')
    expect(await resultOf(setWith(first))).toBe('link-not-valid')
    at(31 * minute)
    expect(await resultOf(setWith(second))).toBe('link-not-valid')
  })

  test('three mails an hour, then the last link stays good; also after the clean-up', async () => {
    const { person } = await someone()
    for (let n = 0; n < 5; n++) await forget(person.email)
    await runJobs(app, 'clean-up')
    await forget(person.email)
    expect(await mailsTo(app, person.email)).toHaveLength(3)
    expect(await resultOf(setWith(await secretIn(app, person.email, 'reset-password')))).toBe(
      'done',
    )
    at(61 * minute)
    await forget(person.email)
    expect(
      (await mailsTo(app, person.email)).filter((m) => m.template === 'reset-password'),
    ).toHaveLength(4)
  })

  test('who has no password gets the link to set the first one, in the language that they asked in', async () => {
    const { client, organization } = await someone()
    const email = `first-${organization.slug}@example.test`
    await client.addUser({
      body: { email, roleId: organization.roles.planner, hubIds: [] },
    })
    await app.owner.transaction((tx) =>
      tx.query(sql`update organizations set language = 'id' where id = ${organization.id}`),
    )
    await forget(email, 'en')
    const mail = (await mailsTo(app, email)).at(-1)
    expect(mail).toMatchObject({ template: 'first-password', language: 'id', organizationId: null })
    expect(await resultOf(setWith(mail?.values.token ?? ''))).toBe('done')
    expect((await signIn(email, good)).outcome).toBe('choose')
    // A first password replaces none: nobody needs a warning.
    expect((await mailsTo(app, email)).at(-1)?.template).toBe('first-password')
  })

  test('asking is a refusal for nobody, so that no error tells who is known', async () => {
    await expect(
      app.clientWith().forgotPassword({ body: { email: 'not an address' } }),
    ).rejects.toBeInstanceOf(ApiError)
  })
})
