import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enrol, setHome } from '#test/arrange-identity.ts'
import { password, startTestApp, type TestApp, type TestPerson } from '#test/harness.ts'
import { mailTo, secretIn } from '#test/mails.ts'
import { resultOf } from '#test/problem-of.ts'
import { resetAuthenticatorByCommand } from './reset-authenticator-by-command.ts'
import { unlockByCommand } from './unlock-by-command.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(undefined, { peerAddress: () => null })
})
afterAll(() => app.stop())

const signIn = (email: string, secret = password) =>
  app.clientWith().signIn({ body: { email, password: secret, transport: 'bearer' } })
const begin = (email: string) =>
  app.db.transaction((tx) => resetAuthenticatorByCommand(tx, email, new Date()))
const unlock = (email: string) =>
  app.db.transaction((tx) => unlockByCommand(tx, app.settings.secretKey, email, new Date()))
const check = (token: string) => app.clientWith().checkAuthenticatorReset({ body: { token } })
const confirm = (token: string) => app.clientWith().confirmAuthenticatorReset({ body: { token } })
const read = (statement: ReturnType<typeof sql>) =>
  app.owner.transaction((tx) => tx.query<Record<string, unknown>>(statement))
const eventsOf = async ({ id }: TestPerson) =>
  (
    await read(sql`select event from identity_events where identity_id = ${id} order by at, id`)
  ).map(({ event }) => event)
const auditOf = ({ id }: { id: string }) =>
  read(sql`select action, details ->> 'by' as by, details ->> 'email' as email from audit_events
    where organization_id = ${id} and action like 'user.%' order by at, id`)
const someone = async () => {
  const organization = await app.organization({ policy: { secondFactor: 'totp' } })
  const person = await app.person()
  await app.member(organization, person)
  return { organization, person }
}

describe('OP4, DR4: a reset that whoever runs this server begins', () => {
  test('is the way out for somebody without device, recovery codes and home: the mailbox confirms, once', async () => {
    const { person } = await someone()
    await enrol(app, person)
    expect(await begin(person.email)).toMatchObject({ expiresAt: expect.any(Date) })
    expect(await signIn(person.email)).toMatchObject({
      missing: [{ kind: 'totp', enrolled: true }],
    })
    const mail = await mailTo(app, person.email, 'authenticator-reset')
    expect(mail).toMatchObject({ organizationId: null, values: { organizationName: null } })
    const token = await secretIn(app, person.email, 'authenticator-reset')
    expect(await check(token)).toEqual({ email: person.email, organizationName: null })
    const results = await Promise.all([resultOf(confirm(token)), resultOf(confirm(token))])
    expect(results.toSorted()).toEqual(['done', 'link-not-valid'])
    expect(await signIn(person.email)).toMatchObject({
      missing: [{ kind: 'totp', enrolled: false }],
    })
    expect(await eventsOf(person)).toContain('authenticator-removed')
  })

  test('is noted at a home, stays good when that changes, and a second link stops the first', async () => {
    const { organization, person } = await someone()
    await enrol(app, person)
    await setHome(app, person, organization)
    await begin(person.email)
    const first = await secretIn(app, person.email, 'authenticator-reset')
    await begin(person.email)
    expect(await resultOf(check(first))).toBe('link-not-valid')
    const noted = {
      action: 'user.authenticator_reset_started',
      by: 'operator',
      email: person.email,
    }
    expect(await auditOf(organization)).toEqual([noted, noted])
    await setHome(app, person, await app.organization())
    const second = await secretIn(app, person.email, 'authenticator-reset')
    expect(await confirm(second)).toEqual({ email: person.email })
  })

  test('PW4: helps nobody who holds a password that an administrator made', async () => {
    const { organization, person } = await someone()
    await enrol(app, person)
    await begin(person.email)
    await read(sql`update identities set doubted_at = now(), doubted_by_organization_id = ${organization.id}
      where id = ${person.id}`)
    const token = await secretIn(app, person.email, 'authenticator-reset')
    expect(await resultOf(confirm(token))).toBe('mailbox-in-doubt')
  })

  test('mails nothing to whoever is not known or has no authenticator', async () => {
    const { person } = await someone()
    expect(await begin(person.email)).toBe('not-enrolled')
    expect(await begin(`nobody-${person.email}`)).toBe('unknown')
    await expect(mailTo(app, person.email, 'authenticator-reset')).rejects.toThrow('no mail')
  })
})

describe('OP4, LG8: unlocking from the command line', () => {
  test('ends the wait, is noted for the person and at home, and buys no more guesses a day', async () => {
    const { organization, person } = await someone()
    await setHome(app, person, organization)
    for (let round = 0; round < 10; round++) {
      for (let n = 0; n < 5; n++)
        expect(await resultOf(signIn(person.email, 'wrong'))).toBe('wrong-credentials')
      expect(await resultOf(signIn(person.email))).toBe('locked')
      expect(await unlock(person.email)).toEqual({ lockedUntil: expect.any(Date) })
      if (round === 0) expect((await signIn(person.email)).outcome).toBe('challenged')
    }
    expect(await resultOf(signIn(person.email))).toBe('locked')
    expect(await unlock(person.email)).toEqual({ lockedUntil: null })
    expect(await eventsOf(person)).toContain('unlocked')
    expect((await auditOf(organization))[0]).toEqual({
      action: 'user.unlocked',
      by: 'operator',
      email: person.email,
    })
    expect(await unlock(`nobody-${person.email}`)).toBe('unknown')
  })
})
