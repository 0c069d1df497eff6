import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { MemberId } from '#api/common.ts'
import { password, startTestApp, type TestApp } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const good = 'marble kettle 7 sings'
const change = (client: Client, currentPassword = password) =>
  client.changePassword({ body: { currentPassword, newPassword: good } })
const goTo = (client: Client, memberId: MemberId) =>
  client.switchOrganization({ body: { memberId } })
const signIn = async (email: string) => {
  const outcome = await app.clientWith().signIn({ body: { email, password, transport: 'bearer' } })
  if (outcome.outcome === 'entered') throw new Error('expected to wait before a door')
  return { outcome, client: app.clientWith(outcome.pendingToken) }
}
const rows = (statement: ReturnType<typeof sql>) =>
  app.owner.transaction((tx) => tx.query<{ event: string }>(statement))
/** Somebody whose password is too old for the door of one organization. */
const someone = async () => {
  const [organization, person] = [await app.organization(), await app.person()]
  const memberId = await app.member(organization, person)
  const signedIn = await app.signedIn(person, memberId)
  await rows(
    sql`update passwords set changed_at = now() - interval '40 days' where identity_id = ${person.id}`,
  )
  await rows(
    sql`update sign_in_policies set password_days = 30 where organization_id = ${organization.id}`,
  )
  return { organization, person, memberId, ...signedIn }
}
const demand = ({ id }: { id: string }, secondFactor: string) =>
  rows(
    sql`update sign_in_policies set second_factor = ${secondFactor} where organization_id = ${id}`,
  )

describe('PW1: where a door asks for a new password', () => {
  test('a pending sign-in gives it, and a session that lives', async () => {
    const { person, memberId } = await someone()
    const { outcome, client } = await signIn(person.email)
    expect(outcome).toMatchObject({ missing: [{ kind: 'new_password' }] })
    const { pendingToken } = await change(client)
    expect((await goTo(app.clientWith(pendingToken), memberId)).outcome).toBe('entered')

    const inside = await someone()
    expect((await problemOf(inside.client.listMyHubs()))?.missing).toMatchObject([
      { kind: 'new_password' },
    ])
    await change(inside.client)
    await inside.client.listMyHubs()
  })

  test('so does a switch to there, from a session whose own door asks for something else', async () => {
    const { person, memberId: inOld } = await someone()
    const shut = await app.organization()
    const inShut = await app.member(shut, person)
    const { client } = await app.signedIn(person, inShut)
    await demand(shut, 'totp')
    expect(await goTo(client, inOld)).toMatchObject({ missing: [{ kind: 'new_password' }] })
    await change(client)
    expect((await goTo(client, inOld)).outcome).toBe('entered')
    const { outcome } = await app
      .clientWith()
      .signIn({ body: { email: person.email, password: good, transport: 'bearer' } })
    expect(outcome).toBe('choose')
  })
})

describe('LG2: attack: whoever has only stolen a password cannot shut its owner out', () => {
  test('at a door that will ask for a new one after what it asks first', async () => {
    const { organization, person } = await someone()
    await demand(organization, 'email_otp')
    const { outcome, client } = await signIn(person.email)
    expect(outcome).toMatchObject({ missing: [{ kind: 'email_otp' }] })
    expect(await resultOf(change(client))).toBe('step-up-required')
    // No guess is judged behind that refusal, so none is counted, nor is anybody told of one.
    for (let n = 0; n < 6; n++)
      expect(await resultOf(change(client, 'not it'))).toBe('step-up-required')
    const events = await rows(
      sql`select event from identity_events where identity_id = ${person.id}`,
    )
    expect(events.map(({ event }) => event)).toEqual(['signed-in', 'signed-in'])
  })

  test('in the picker, though one door there would ask for a new one; nor where there is no door at all', async () => {
    const { person } = await someone()
    await app.member(await app.organization(), person)
    for (const email of [person.email, (await app.person()).email]) {
      const { outcome, client } = await signIn(email)
      expect(outcome.outcome).toBe('choose')
      expect(await resultOf(change(client))).toBe('organization-not-chosen')
    }
  })

  test('at a door that has opened meanwhile: whoever may enter changes it inside', async () => {
    const { organization, person, memberId } = await someone()
    const { client } = await signIn(person.email)
    await rows(
      sql`update sign_in_policies set password_days = null where organization_id = ${organization.id}`,
    )
    expect(await resultOf(change(client))).toBe('organization-not-chosen')
    expect((await goTo(client, memberId)).outcome).toBe('entered')
  })

  test('at a door that is not theirs any more', async () => {
    const { organization, person, memberId } = await someone()
    await app.member(organization, await app.person())
    const { client } = await signIn(person.email)
    await rows(sql`update members set status = 'suspended', status_before_suspension = 'active'
      where id = ${memberId}`)
    expect(await resultOf(change(client))).toBe('organization-not-chosen')
  })

  test('in a session whose door has shut, whatever switch it has begun to a door that asks for more', async () => {
    const { client, organization, person } = await someone()
    await demand(organization, 'totp')
    const refusal = await problemOf(change(client))
    expect(refusal).toMatchObject({ type: '/problems/step-up-required', status: 401 })
    expect(refusal?.missing).toMatchObject([{ kind: 'totp' }])
    const elsewhere = await app.organization({ policy: { secondFactor: 'email_otp' } })
    await goTo(client, await app.member(elsewhere, person))
    expect(await resultOf(change(client))).toBe('step-up-required')
  })
})
