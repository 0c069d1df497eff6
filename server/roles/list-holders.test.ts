import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RoleId } from '#api/common.ts'
import { permissions } from '#api/permissions.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const administrator = async () => {
  const organization = await app.organization()
  const person = await app.person()
  const memberId = await app.member(organization, person, { firstName: 'Ana' })
  return { organization, memberId, ...(await app.signedIn(person, memberId)) }
}

const member = async (
  inside: TestOrganization,
  firstName: string,
  role: 'admin' | 'planner' | 'field_user' | RoleId,
  status: 'active' | 'suspended' | 'registering' = 'active',
) => app.member(inside, await app.person(), { role, firstName, status })

const putRole = (inside: TestOrganization, name: string, granted: string[]) =>
  app.owner.transaction(async (tx) => {
    const [row] = await tx.query<{
      id: RoleId
    }>(sql`insert into roles (organization_id, name, permissions)
      values (${inside.id}, ${name}, ${granted}) returning id`)
    return row!.id
  })

test('RP3: tells which roles hold a permission, and which active members have them, by name', async () => {
  const { client, organization } = await administrator()
  const audit = await putRole(organization, 'Auditor', ['tasks:view'])
  await putRole(organization, 'Nobody', ['hubs:view'])
  await member(organization, 'Citra', audit)
  await member(organization, 'Budi', 'planner')
  await member(organization, 'Dewi', 'planner', 'suspended')
  await member(organization, 'Eko', audit, 'registering')
  const found = await client.listHolders({ params: { permission: 'tasks:view' }, query: {} })
  expect(found.roles.map(({ name, memberCount }) => [name, memberCount])).toEqual([
    ['Owner', 1],
    ['Admin', 0],
    ['Planner', 2],
    ['Field User', 0],
    ['Auditor', 2],
  ])
  expect(found.items.map(({ name, roleId }) => [name, roleId])).toEqual([
    ['Ana Person', organization.roles.owner],
    ['Budi Person', organization.roles.planner],
    ['Citra Person', audit],
  ])
  expect(found).toMatchObject({ about: 3, nextCursor: null })
})

test('RP1: owners hold every permission there is, also where their role does not list it', async () => {
  const { client, organization, memberId } = await administrator()
  const module = await client.createCustomModule({
    body: { name: 'Fleet', url: 'https://fleet.example' },
  })
  await app.owner.transaction((tx) =>
    tx.query(sql`update roles set permissions = '{}' where organization_id = ${organization.id}`),
  )
  for (const permission of [...permissions, module.permission]) {
    const { roles, items } = await client.listHolders({ params: { permission }, query: {} })
    expect([permission, roles.map(({ name }) => name)]).toEqual([permission, ['Owner']])
    expect(items.map(({ id }) => id)).toEqual([memberId])
  }
})

test('RP4: what is no permission of this organization is not found', async () => {
  const [acme, globex] = [await administrator(), await administrator()]
  const theirs = await globex.client.createCustomModule({
    body: { name: 'zxq-planted', url: 'https://fleet.example' },
  })
  for (const permission of [
    theirs.permission,
    `custom_module:${randomUUID()}`,
    'custom_module:x',
    'tasks:fly',
    'constructor:x',
  ])
    expect(await problemOf(acme.client.listHolders({ params: { permission }, query: {} }))).toEqual(
      {
        type: '/problems/not-found',
        title: 'There is nothing here',
        status: 404,
        instance: expect.anything(),
      },
    )
})

test('RP3: pages through many once; a cursor that is none of ours is refused', async () => {
  const { client, organization } = await administrator()
  for (let n = 0; n < 7; n++) await member(organization, 'Same', 'planner')
  const seen: string[] = []
  let cursor: string | null | undefined
  do {
    const page = await client.listHolders({
      params: { permission: 'users:view' },
      query: { limit: 3, ...(cursor && { cursor }) },
    })
    expect(page.about).toBe(8)
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor)
  expect(new Set(seen).size).toBe(8)
  expect(
    await resultOf(
      client.listHolders({ params: { permission: 'users:view' }, query: { cursor: 'bnVsbA' } }),
    ),
  ).toBe('values-refused')
})
