import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { MemberId, RoleId } from '#api/common.ts'
import { api } from '#api/index.ts'
import { enrol, makeFresh } from '#test/arrange-identity.ts'
import { auditOf } from '#test/arrange-sso.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const arrange = async () => {
  const acme = await app.organization()
  const [olga, ben] = [await app.person(), await app.person()]
  const owner = await app.member(acme, olga, { firstName: 'Olga' })
  const target = await app.member(acme, ben, { role: 'planner', firstName: 'Ben' })
  const { client, token } = await app.signedIn(olga, owner)
  await makeFresh(app, token)
  return { acme, olga, ben, owner, target, client, token }
}
const handOver = (client: Client, memberId: MemberId, roleId: RoleId) =>
  client.handOverOwnership({ body: { memberId, roleId } })
const roleOf = (acme: TestOrganization, memberId: MemberId) =>
  app.owner.transaction(async (tx) => {
    const [row] = await tx.query<{ template: string }>(sql`
      select r.template from members m join roles r on r.organization_id = m.organization_id and r.id = m.role_id
      where m.organization_id = ${acme.id} and m.id = ${memberId}`)
    return row?.template
  })

test('OR3: in one step the other is an owner and the caller has another role; all whom it concerns are told', async () => {
  const { acme, olga, ben, owner, target, client } = await arrange()
  const third = await app.person()
  await app.member(acme, third)
  await handOver(client, target, acme.roles.admin)
  expect([await roleOf(acme, owner), await roleOf(acme, target)]).toEqual(['admin', 'owner'])
  expect((await client.getSession()).role.template).toBe('admin')
  expect(await resultOf(handOver(client, target, acme.roles.planner))).toBe('owners-only')
  expect(await auditOf(app, acme)).toContain('ownership.handed-over')
  for (const { email } of [olga, ben, third])
    expect((await mailsTo(app, email)).map(({ template, values }) => [template, values])).toEqual([
      [
        'ownership-handed-over',
        { organizationName: acme.name, slug: acme.slug, from: 'Olga Person', to: 'Ben Person' },
      ],
    ])
})

test('OR3: wants an owner, and fresh proofs of them', async () => {
  const { acme, ben, target, owner, client, token } = await arrange()
  const planner = await app.signedIn(ben, target)
  await makeFresh(app, planner.token)
  expect(await resultOf(handOver(planner.client, owner, acme.roles.planner))).toBe('owners-only')
  app.clock.now = new Date(Date.now() + 11 * 60_000)
  const stale = await problemOf(handOver(client, target, acme.roles.admin))
  expect(stale).toMatchObject({
    type: '/problems/fresh-evidence-required',
    missing: [{ kind: 'password' }, { kind: 'email_otp' }],
  })
  await makeFresh(app, token)
  expect(await resultOf(handOver(client, target, acme.roles.admin))).toBe('done')
})

test('OR3: only to another, active member of here, and never to stay an owner', async () => {
  const { acme, owner, client } = await arrange()
  const globex = await app.organization()
  const elsewhere = await app.member(globex, await app.person())
  const not = async (memberId: MemberId, roleId: RoleId = acme.roles.admin) =>
    resultOf(handOver(client, memberId, roleId))
  expect(await not(owner)).toBe('yourself')
  expect(await not(elsewhere)).toBe('not-found')
  for (const status of ['invited', 'registering', 'suspended'] as const)
    expect(await not(await app.member(acme, await app.person(), { status }))).toBe('not-in-status')
  const active = await app.member(acme, await app.person(), { role: 'planner' })
  for (const role of [acme.roles.owner, globex.roles.admin])
    expect((await problemOf(handOver(client, active, role)))?.errors).toMatchObject([
      { pointer: '#/roleId' },
    ])
  expect(await roleOf(acme, owner)).toBe('owner')
})

test('DR6: refused where no owner could enter afterwards, as the policy stands', async () => {
  const { acme, olga, ben, owner, target, token } = await arrange()
  await enrol(app, olga)
  await app.owner.transaction((tx) =>
    tx.query(
      sql`update sign_in_policies set second_factor = 'totp' where organization_id = ${acme.id}`,
    ),
  )
  const client = app.clientWith(token)
  expect(await resultOf(handOver(client, target, acme.roles.admin))).toBe('policy-locks-out')
  expect([await roleOf(acme, owner), await roleOf(acme, target)]).toEqual(['owner', 'planner'])
  await enrol(app, ben)
  expect(await resultOf(handOver(client, target, acme.roles.admin))).toBe('done')
})

test('OR3: two owners who hand over to each other at once: one does, and there is an owner', async () => {
  for (let n = 0; n < 8; n++) {
    const { acme, owner, client } = await arrange()
    const second = await app.person()
    const other = await app.member(acme, second)
    const session = await app.signedIn(second, other)
    await makeFresh(app, session.token)
    const results = await Promise.all([
      resultOf(handOver(client, other, acme.roles.admin)),
      resultOf(handOver(session.client, owner, acme.roles.admin)),
    ])
    // One after the other is right as well: who was made an owner again hands it back.
    expect(results).toContain('done')
    for (const result of results) expect(['done', 'owners-only']).toContain(result)
    const roles = [await roleOf(acme, owner), await roleOf(acme, other)]
    expect(new Set(roles)).toEqual(new Set(['admin', 'owner']))
  }
})

test('OR3: to somebody who is being taken out at the same moment: refused, or it stands; never without an owner', async () => {
  for (let n = 0; n < 4; n++) {
    const { acme, owner, target, client } = await arrange()
    const [handed] = await Promise.all([
      resultOf(handOver(client, target, acme.roles.admin)),
      app.owner
        .transaction((tx) =>
          tx.query(sql`delete from members where organization_id = ${acme.id} and id = ${target}`),
        )
        .catch(() => null),
    ])
    const roles = [await roleOf(acme, owner), await roleOf(acme, target)]
    expect(roles).toEqual(handed === 'done' ? ['admin', 'owner'] : ['owner', undefined])
  }
})

test('OR3: any member may ask, since the owner is judged inside; no permission of a role is enough', () => {
  expect(api.handOverOwnership.access).toBe('member')
})
