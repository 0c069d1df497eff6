import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { checkSeals } from '#server/door/check-seals.ts'
import { rotateSeals } from '#server/door/rotate-seals.ts'
import { createKeyRing } from '#server/platform/seal.ts'
import { enrol, otherCode, proveMailbox, totpAt } from '#test/factors.ts'
import { password, startTestApp, type TestApp, type TestPerson } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(undefined, { peerAddress: () => null })
})
afterAll(() => app.stop())

const start = Date.now()
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

const rows = <Row extends object>(statement: ReturnType<typeof sql>) =>
  app.owner.transaction((tx) => tx.query<Row>(statement))
const mailsTo = async ({ email }: TestPerson) =>
  (
    await rows<{ template: string }>(
      sql`select template from mails where recipient = ${email} order by created_at, id`,
    )
  ).map(({ template }) => template)

/** Somebody signed in to one organization, whose door asks for a password alone. */
const someone = async () => {
  const [acme, person] = [await app.organization(), await app.person()]
  const memberId = await app.member(acme, person)
  return { acme, person, memberId, ...(await app.signedIn(person, memberId)) }
}
/** The same before a door that demands an authenticator. */
const someoneBefore = async () => {
  const strict = await app.organization({ policy: { secondFactor: 'totp' } })
  const person = await app.person()
  const memberId = await app.member(strict, person)
  const signIn = async () => {
    const outcome = await app
      .clientWith()
      .signIn({ body: { email: person.email, password, transport: 'bearer' } })
    if (outcome.outcome !== 'challenged') throw new Error(`expected a challenge`)
    return { ...outcome, client: app.clientWith(outcome.pendingToken) }
  }
  return { strict, person, memberId, signIn }
}

test('DR4: a stolen password of somebody not enrolled yet enrols nothing: the mailbox must be proved', async () => {
  const { signIn } = await someoneBefore()
  const { client, missing } = await signIn()
  expect(missing).toMatchObject([{ kind: 'totp', enrolled: false }])
  const refusal = {
    type: '/problems/fresh-evidence-required',
    missing: [{ kind: 'email_otp', proveAt: '/api/v1/proofs/email-code' }],
  }
  expect(await problemOf(client.startEnrolment())).toMatchObject(refusal)
  expect(await problemOf(client.confirmEnrolment({ body: { code: '123456' } }))).toMatchObject(
    refusal,
  )
})

test('DR4: enrolling inside the step opens the door, and its code is used thereby', async () => {
  const { signIn, person, memberId, strict } = await someoneBefore()
  await rows(sql`update identities set home_organization_id = ${strict.id} where id = ${person.id}`)
  const enrolled = await enrol(app, (await signIn()).client, person)
  expect(enrolled.recoveryCodes).toHaveLength(10)
  for (const code of enrolled.recoveryCodes) expect(code).toMatch(/^[0-9a-z]{5}-[0-9a-z]{5}$/)
  const entered = await enrolled.client.switchOrganization({ body: { memberId } })
  expect(entered.outcome).toBe('entered')
  const code = totpAt(enrolled.secret, at(0))
  expect(await resultOf((await signIn()).client.proveTotp({ body: { code } }))).toBe('wrong-code')
  expect(await mailsTo(person)).toEqual(['email-code', 'authenticator-added'])
  const audit = await rows<{ action: string }>(
    sql`select action from audit_events where organization_id = ${strict.id} order by id`,
  )
  expect(audit.map(({ action }) => action)).toContain('authenticator.added')
})

test('DR4: a wrong first code confirms nothing, and can be tried again; an enrolment ends after ten minutes', async () => {
  const { client: before, person } = await someone()
  const client = await proveMailbox(app, before, person.email)
  expect(await resultOf(client.confirmEnrolment({ body: { code: '123456' } }))).toBe('not-enrolled')
  const { secret, expiresAt, uri } = await client.startEnrolment()
  expect(expiresAt).toBe(new Date(start + 600_000).toISOString())
  expect(uri).toContain(`secret=${secret}`)
  const code = totpAt(secret, at(0))
  expect(await resultOf(client.confirmEnrolment({ body: { code: otherCode(code) } }))).toBe(
    'wrong-code',
  )
  expect((await client.getMySecurity()).authenticator).toBeNull()
  await rows(sql`update evidence set at = at + interval '5 minutes'`)
  const late = totpAt(secret, at(600))
  expect(await resultOf(client.confirmEnrolment({ body: { code: late } }))).toBe('not-enrolled')
})

test('DR4: what one log-in began cannot be confirmed by another; of two confirmations at once one is done', async () => {
  const { client, person, memberId } = await someone()
  await proveMailbox(app, client, person.email)
  const { client: elsewhere } = await app.signedIn(person, memberId)
  await proveMailbox(app, elsewhere, person.email)
  const { secret } = await client.startEnrolment()
  const body = { code: totpAt(secret, at(0)) }
  expect(await resultOf(elsewhere.confirmEnrolment({ body }))).toBe('not-enrolled')
  const answers = await Promise.all([1, 2].map(() => resultOf(client.confirmEnrolment({ body }))))
  expect(answers.toSorted()).toEqual(['done', 'not-enrolled'])
})

test('DR4: replacing, removing and new recovery codes want the present authenticator, not the mailbox', async () => {
  const { client: first, person, memberId } = await someone()
  const { secret } = await enrol(app, first, person)
  at(700)
  const { client } = await app.signedIn(person, memberId)
  await proveMailbox(app, client, person.email)
  for (const call of [
    () => client.startEnrolment(),
    () => client.removeAuthenticator(),
    () => client.replaceRecoveryCodes(),
  ])
    expect(await problemOf(call())).toMatchObject({
      type: '/problems/fresh-evidence-required',
      missing: [{ kind: 'totp', enrolled: true }],
    })
  await client.proveTotp({ body: { code: totpAt(secret, at(700)) } })
  const next = await client.startEnrolment()
  const { recoveryCodes } = await client.confirmEnrolment({
    body: { code: totpAt(next.secret, at(700)) },
  })
  at(730)
  expect(await resultOf(client.proveTotp({ body: { code: totpAt(secret, at(730)) } }))).toBe(
    'wrong-code',
  )
  const renewed = await client.replaceRecoveryCodes()
  const [old = ''] = recoveryCodes
  const [fresh = ''] = renewed.recoveryCodes
  expect(await resultOf(client.proveRecoveryCode({ body: { code: old } }))).toBe('wrong-code')
  expect(await resultOf(client.proveRecoveryCode({ body: { code: fresh } }))).toBe('done')
  expect((await client.getMySecurity()).authenticator).toEqual({
    since: new Date(start + 700_000).toISOString(),
    recoveryCodesLeft: 9,
  })
  await client.removeAuthenticator()
  expect(await resultOf(client.removeAuthenticator())).toBe('not-enrolled')
  expect(await resultOf(client.replaceRecoveryCodes())).toBe('not-enrolled')
  expect(await resultOf(client.proveRecoveryCode({ body: { code: fresh } }))).toBe('not-enrolled')
  const mails = (await mailsTo(person)).filter((template) => template !== 'email-code')
  expect(mails).toEqual([
    'authenticator-added',
    'authenticator-added',
    'recovery-codes-replaced',
    'recovery-code-used',
    'authenticator-removed',
  ])
})

test('DR4: another authenticator takes from all other log-ins what was proved with the old one, and their pending rows', async () => {
  const { client, person, memberId } = await someone()
  const { secret } = await enrol(app, client, person)
  const strict = await app.organization({ policy: { secondFactor: 'totp' } })
  const inStrict = await app.member(strict, person)
  at(30)
  const other = await app.signedIn(person, memberId)
  await other.client.proveTotp({ body: { code: totpAt(secret, at(30)) } })
  const there = await other.client.switchOrganization({ body: { memberId: inStrict } })
  if (there.outcome !== 'entered') throw new Error('expected to enter')
  const waiting = await app
    .clientWith()
    .signIn({ body: { email: person.email, password, transport: 'bearer' } })
  if (waiting.outcome === 'entered') throw new Error('expected the picker')

  const next = await client.startEnrolment()
  await client.confirmEnrolment({ body: { code: totpAt(next.secret, at(30)) } })
  expect(await problemOf(app.clientWith(there.token).listMySessions())).toMatchObject({
    type: '/problems/step-up-required',
    missing: [{ kind: 'totp', enrolled: true }],
  })
  expect(await resultOf(app.clientWith(waiting.pendingToken).listMyOrganizations())).toBe(
    'not-signed-in',
  )
  expect(await resultOf(client.listMySessions())).toBe('done')
})

test('DR4: seeds stand in the database sealed alone', async () => {
  const { client, person } = await someone()
  await proveMailbox(app, client, person.email)
  const { secret } = await client.startEnrolment()
  const seedOf = (base32: string) => {
    const bits = [...base32].map((c) =>
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'),
    )
    return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  }
  const find = (table: 'enrolments' | 'authenticators') =>
    rows<{ row: string; sealed: Buffer }>(
      table === 'enrolments'
        ? sql`select t::text as row, sealed_seed as sealed from enrolments t where login_id in (select id from logins where identity_id = ${person.id})`
        : sql`select t::text as row, sealed_seed as sealed from authenticators t where identity_id = ${person.id}`,
    )
  const begun = await find('enrolments')
  await client.confirmEnrolment({ body: { code: totpAt(secret, at(0)) } })
  const confirmed = await find('authenticators')
  for (const [one] of [begun, confirmed]) {
    expect(one?.row).not.toContain(secret)
    expect(one?.row).not.toContain(seedOf(secret).toString('hex'))
    expect(one?.sealed).toHaveLength(12 + 20 + 16)
  }
  expect(await find('enrolments')).toEqual([])
})

test('OP1: rotating keys seals authenticators and enrolments anew, and the old key is not needed any more', async () => {
  // Other tests of this database leave seeds that no key has sealed.
  await rows(sql`delete from authenticators where key_id in ('x', 'test')`)
  const { client, token, person, memberId } = await someone()
  const { secret } = await enrol(app, client, person)
  const begun = await client.startEnrolment()
  const [oldKey, newKey] = [app.settings.secretKey, Buffer.alloc(32, 9)]
  const both = createKeyRing(newKey, [oldKey])
  expect(await rotateSeals(app.db, both)).toBeGreaterThanOrEqual(2)
  expect(await rotateSeals(app.db, both)).toBe(0)
  expect(
    await rows(sql`select key_id from authenticators union select key_id from enrolments`),
  ).toEqual([{ key_id: both.presentId }])

  await expect(checkSeals(app.db, createKeyRing(newKey))).resolves.toBeUndefined()
  await expect(checkSeals(app.db, createKeyRing(oldKey))).rejects.toThrow(
    /sealed by another secret key/,
  )

  const after = await startTestApp(app.urls, { secretKey: newKey, peerAddress: () => null })
  try {
    after.clock.now = at(30)
    const there = await after.signedIn(person, memberId)
    await there.client.proveTotp({ body: { code: totpAt(secret, at(30)) } })
    const same = after.clientWith(token)
    await same.confirmEnrolment({ body: { code: totpAt(begun.secret, at(30)) } })
  } finally {
    await after.stop()
    await rotateSeals(app.db, createKeyRing(oldKey, [newKey]))
  }
  await expect(rotateSeals(app.db, createKeyRing(newKey))).rejects.toThrow(/FOYER_SECRET_KEY_OLD/)
})

test('DR4: the security page tells how one signs in, before a door as well, and the twenty newest events', async () => {
  const { client, person, acme } = await someone()
  await rows(sql`update identities set home_organization_id = ${acme.id} where id = ${person.id}`)
  expect(await client.getMySecurity()).toMatchObject({
    email: person.email,
    password: { temporary: false },
    mailboxInDoubt: false,
    authenticator: null,
    freshEvidence: [{ kind: 'email_otp' }],
    home: { organizationName: acme.name, here: true, mayBeNamed: false },
    emailChange: null,
    deletion: null,
    events: [{ event: 'signed-in' }],
  })
  const { signIn } = await someoneBefore()
  expect(await (await signIn()).client.getMySecurity()).toMatchObject({
    home: { organizationName: null, here: false, mayBeNamed: true },
  })
  await rows(sql`insert into identity_events (identity_id, at, event, ip)
    select ${person.id}, now() - n * interval '1 day', 'signed-in', '192.0.2.7' from generate_series(1, 30) n`)
  const { events } = await client.getMySecurity()
  expect(events).toHaveLength(20)
  expect(events[1]).toMatchObject({ event: 'signed-in', ip: '192.0.2.7', userAgent: null })
})
