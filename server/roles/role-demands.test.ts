import sql, { type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RoleId } from '#api/common.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const rows = <Row extends object>(statement: Sql) =>
  app.owner.transaction((tx) => tx.query<Row>(statement))

const someone = async (acme: TestOrganization, role: 'owner' | 'admin' | 'planner' | RoleId) => {
  const person = await app.person()
  const member = await app.member(acme, person, { role })
  return { person, member, ...(await app.signedIn(person, member)) }
}
const demand = (
  acme: TestOrganization,
  role: 'admin' | 'planner',
  values: { secondFactor?: string; singleSession?: boolean },
) =>
  rows(sql`update roles set second_factor = ${values.secondFactor ?? 'none'}, single_session = ${values.singleSession ?? false}
    where id = ${acme.roles[role]}`)
const prove = (person: { id: string }, kind: 'email_otp' | 'totp') =>
  rows(
    sql`insert into evidence (login_id, kind, at) select id, ${kind}, now() from logins where identity_id = ${person.id}`,
  )

describe('DR1: a role demands at the door', () => {
  test('what it demands is set, shown and audited, and acts on the next request of its holders alone', async () => {
    const acme = await app.organization()
    const owner = await someone(acme, 'owner')
    const planner = await someone(acme, 'planner')
    const admin = await someone(acme, 'admin')
    const role = await owner.client.updateRole({
      params: { roleId: acme.roles.planner },
      body: { secondFactor: 'email_otp', singleSession: true },
    })
    expect(role).toMatchObject({ secondFactor: 'email_otp', singleSession: true })
    const { items } = await owner.client.listRoles()
    expect(
      items.map(({ template, secondFactor, singleSession }) => [
        template,
        secondFactor,
        singleSession,
      ]),
    ).toEqual([
      ['owner', 'none', false],
      ['admin', 'none', false],
      ['planner', 'email_otp', true],
      ['field_user', 'none', false],
    ])
    expect((await problemOf(planner.client.listMyHubs()))?.missing).toMatchObject([
      { kind: 'email_otp' },
    ])
    await prove(planner.person, 'email_otp')
    await planner.client.listMyHubs()
    await admin.client.listMyHubs()
    expect(
      await rows(
        sql`select details from audit_events where organization_id = ${acme.id} and action = 'role.updated'`,
      ),
    ).toMatchObject([{ details: { secondFactor: 'email_otp', singleSession: true } }])
  })

  test('the stricter of role and organization wins, whichever it is', async () => {
    const acme = await app.organization({ policy: { secondFactor: 'email_otp' } })
    const person = await app.person()
    await app.member(acme, person, { role: 'planner' })
    const asked = async () => {
      const outcome = await app.clientWith().signIn({
        body: { email: person.email, password: 'a rather long sentence', transport: 'bearer' },
      })
      return outcome.outcome === 'challenged' ? outcome.missing.map(({ kind }) => kind) : []
    }
    expect(await asked()).toEqual(['email_otp'])
    await demand(acme, 'planner', { secondFactor: 'totp' })
    expect(await asked()).toEqual(['totp'])
    await rows(
      sql`update sign_in_policies set second_factor = 'totp' where organization_id = ${acme.id}`,
    )
    await demand(acme, 'planner', { secondFactor: 'email_otp' })
    expect(await asked()).toEqual(['totp'])
  })

  test('RP1: a new role demands what its start demands, an empty one what its maker is under', async () => {
    const acme = await app.organization()
    const owner = await someone(acme, 'owner')
    await demand(acme, 'planner', { secondFactor: 'totp', singleSession: true })
    expect(
      await owner.client.createRole({
        body: { name: 'Night', copyFromRoleId: acme.roles.planner },
      }),
    ).toMatchObject({ secondFactor: 'totp', singleSession: true })
    expect(await owner.client.createRole({ body: { name: 'Empty' } })).toMatchObject({
      secondFactor: 'none',
      singleSession: false,
    })
    const admin = await someone(acme, 'admin')
    await demand(acme, 'admin', { secondFactor: 'email_otp', singleSession: true })
    await prove(admin.person, 'email_otp')
    expect(await admin.client.createRole({ body: { name: 'Under' } })).toMatchObject({
      secondFactor: 'email_otp',
      singleSession: true,
    })
  })

  test('RP1: Owner demands nothing, and stays so', async () => {
    const acme = await app.organization()
    const { client } = await someone(acme, 'owner')
    for (const body of [{ secondFactor: 'totp' as const }, { singleSession: true }])
      expect(
        await resultOf(client.updateRole({ params: { roleId: acme.roles.owner }, body })),
      ).toBe('default-role')
  })
})

describe('RP5: lifting a demand counts as granting', () => {
  const underDemands = async () => {
    const acme = await app.organization()
    const admin = await someone(acme, 'admin')
    await demand(acme, 'admin', { secondFactor: 'email_otp', singleSession: true })
    await prove(admin.person, 'email_otp')
    const update = (body: Parameters<typeof admin.client.updateRole>[0]['body']) =>
      admin.client.updateRole({ params: { roleId: acme.roles.planner }, body })
    return { acme, admin, update }
  }

  test('nobody lowers a demand below what their own role is under, and is told where', async () => {
    const { acme, update } = await underDemands()
    await demand(acme, 'planner', { secondFactor: 'totp', singleSession: true })
    expect(await problemOf(update({ secondFactor: 'none', singleSession: false }))).toMatchObject({
      type: '/problems/more-than-you-hold',
      errors: [{ pointer: '#/secondFactor' }, { pointer: '#/singleSession' }],
    })
    expect((await problemOf(update({ singleSession: false })))?.errors).toHaveLength(1)
    // Down to what they are under themselves.
    expect(await update({ secondFactor: 'email_otp' })).toMatchObject({
      secondFactor: 'email_otp',
      singleSession: true,
    })
    expect(await resultOf(update({ secondFactor: 'none' }))).toBe('more-than-you-hold')
  })

  test('a role that demands less already may be changed otherwise, and raised: demands are no powers', async () => {
    const { acme, admin, update } = await underDemands()
    expect(await update({ permissions: ['tasks:view'] })).toMatchObject({ secondFactor: 'none' })
    expect(await update({ secondFactor: 'none' })).toMatchObject({ secondFactor: 'none' })
    expect(await update({ secondFactor: 'totp' })).toMatchObject({ secondFactor: 'totp' })
    const planner = await app.person()
    const member = await app.member(acme, planner, { role: 'planner' })
    await admin.client.suspendUser({ params: { memberId: member } })
  })

  test('who is under no demand lifts any', async () => {
    const acme = await app.organization()
    const admin = await someone(acme, 'admin')
    await demand(acme, 'planner', { secondFactor: 'totp', singleSession: true })
    expect(
      await admin.client.updateRole({
        params: { roleId: acme.roles.planner },
        body: { secondFactor: 'none', singleSession: false },
      }),
    ).toMatchObject({ secondFactor: 'none', singleSession: false })
  })

  test('nobody lifts what their own role demands', async () => {
    const { acme, admin } = await underDemands()
    expect(
      await resultOf(
        admin.client.updateRole({
          params: { roleId: acme.roles.admin },
          body: { secondFactor: 'none' },
        }),
      ),
    ).toBe('own-role')
  })
})
