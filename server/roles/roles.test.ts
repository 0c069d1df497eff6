import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RoleId } from '#api/common.ts'
import { permissions, templatePermissions } from '#api/permissions.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

type RoleName = 'owner' | 'admin' | 'planner' | 'field_user'

const someone = async (role: RoleName | RoleId = 'owner', inside?: TestOrganization) => {
  const organization = inside ?? (await app.organization())
  const person = await app.person()
  const memberId = await app.member(organization, person, { role })
  return { organization, person, memberId, ...(await app.signedIn(person, memberId)) }
}

/** A role as it stands in the database, without anybody's leave. */
const putRole = (
  organization: TestOrganization,
  values: { permissions?: string[]; restrictions?: string[]; name?: string } = {},
) =>
  app.owner.transaction(async (tx) => {
    const [row] = await tx.query<{
      id: RoleId
    }>(sql`insert into roles (organization_id, name, permissions, restrictions)
      values (${organization.id}, ${values.name ?? `Role ${randomUUID().slice(0, 8)}`}, ${values.permissions ?? []},
        ${values.restrictions ?? []}) returning id`)
    return row!.id
  })

const actionsIn = (organization: TestOrganization) =>
  app.owner.transaction(async (tx) =>
    (
      await tx.query<{ action: string }>(
        sql`select action from audit_events where organization_id = ${organization.id} order by id`,
      )
    ).map((row) => row.action),
  )

test('RP1: the four default roles come first, then the custom ones by name; Owner permits everything', async () => {
  const { client, organization } = await someone()
  await putRole(organization, { name: 'zebra' })
  await putRole(organization, { name: 'Apple' })
  const { items } = await client.listRoles()
  expect(items.map((role) => role.name)).toEqual([
    'Owner',
    'Admin',
    'Planner',
    'Field User',
    'Apple',
    'zebra',
  ])
  expect(items[0]).toMatchObject({
    permissions: [...permissions],
    restrictions: [],
    memberCount: 1,
  })
  expect(items[3]).toMatchObject({ restrictions: ['tasks:only_mine'], memberCount: 0 })
})

describe('RP1: default roles', () => {
  test('keep their names and are never deleted', async () => {
    const { client, organization } = await someone()
    for (const roleId of Object.values(organization.roles)) {
      expect(
        await resultOf(client.updateRole({ params: { roleId }, body: { name: 'Boss' } })),
      ).toBe('default-role')
      expect(await resultOf(client.removeRole({ params: { roleId } }))).toBe('default-role')
    }
  })
  test('what Owner permits is fixed; what the others permit is not', async () => {
    const { client, organization } = await someone()
    const { owner, planner } = organization.roles
    for (const body of [{ permissions: [] }, { restrictions: ['tasks:only_mine' as const] }])
      expect(await resultOf(client.updateRole({ params: { roleId: owner }, body }))).toBe(
        'default-role',
      )
    const changed = await client.updateRole({
      params: { roleId: planner },
      body: {
        name: 'Planner',
        permissions: ['tasks:view', 'tasks:view'],
        restrictions: ['tasks:only_mine'],
      },
    })
    expect(changed).toMatchObject({
      permissions: ['tasks:view'],
      restrictions: ['tasks:only_mine'],
    })
  })
})

describe('RP1: custom roles', () => {
  test('start empty or from another role’s set, are renamed, changed and deleted, each with an audit row', async () => {
    const { client, organization } = await someone()
    const empty = await client.createRole({ body: { name: 'Empty' } })
    expect(empty).toMatchObject({
      permissions: [],
      restrictions: [],
      template: null,
      memberCount: 0,
    })
    const copied = await client.createRole({
      body: { name: 'Field lead', copyFromRoleId: organization.roles.field_user },
    })
    expect(copied.permissions.toSorted()).toEqual(templatePermissions.field_user.toSorted())
    expect(copied.restrictions).toEqual(['tasks:only_mine'])
    const fromOwner = await client.createRole({
      body: { name: 'Deputy', copyFromRoleId: organization.roles.owner },
    })
    expect(fromOwner).toMatchObject({ template: null, permissions: [...permissions] })

    const changed = await client.updateRole({
      params: { roleId: copied.id },
      body: { name: 'Lead 🚚 قائد', permissions: ['tasks:view', 'tasks:assign'], restrictions: [] },
    })
    expect(changed).toMatchObject({
      name: 'Lead 🚚 قائد',
      permissions: ['tasks:view', 'tasks:assign'],
      restrictions: [],
    })
    await client.removeRole({ params: { roleId: copied.id } })
    expect((await client.listRoles()).items.map((role) => role.name)).not.toContain('Lead 🚚 قائد')
    expect((await actionsIn(organization)).filter((action) => action.startsWith('role.'))).toEqual([
      'role.created',
      'role.created',
      'role.created',
      'role.updated',
      'role.removed',
    ])
  })

  test('have a name of their own in any case, also of two at once', async () => {
    const { client } = await someone()
    expect(await resultOf(client.createRole({ body: { name: 'owner' } }))).toBe('name-taken')
    const answers = await Promise.all(
      ['Driver', 'DRIVER', 'driver'].map((name) =>
        problemOf(client.createRole({ body: { name } })),
      ),
    )
    expect(answers.filter((answer) => answer === null)).toHaveLength(1)
    expect(answers.find((answer) => answer)).toMatchObject({
      type: '/problems/name-taken',
      errors: [{ pointer: '#/name' }],
    })
    const roles = await Promise.all(['A', 'B'].map((name) => client.createRole({ body: { name } })))
    const renamed = await Promise.all(
      roles.map((role) =>
        resultOf(client.updateRole({ params: { roleId: role.id }, body: { name: 'Same' } })),
      ),
    )
    expect(renamed.toSorted()).toEqual(['done', 'name-taken'])
  })

  test.each(['active', 'invited', 'suspended'] as const)(
    'are not deleted while a member who is %s has them',
    async (status) => {
      const { client, organization } = await someone()
      const roleId = await putRole(organization)
      await app.member(organization, await app.person(), { role: roleId, status })
      const refusal = await problemOf(client.removeRole({ params: { roleId } }))
      expect(refusal).toMatchObject({
        type: '/problems/role-in-use',
        detail: expect.stringContaining('still have it: 1.'),
      })
    },
  )

  test('given away and deleted at once, either the one or the other happens', async () => {
    const { client, organization } = await someone()
    const memberId = await app.member(organization, await app.person(), { role: 'planner' })
    for (let round = 0; round < 5; round++) {
      const roleId = await putRole(organization)
      const [removed, given] = await Promise.all([
        resultOf(client.removeRole({ params: { roleId } })),
        resultOf(client.updateUser({ params: { memberId }, body: { roleId } })),
      ])
      expect([
        ['done', 'values-refused'],
        ['role-in-use', 'done'],
      ]).toContainEqual([removed, given])
    }
  })
})

describe('RP3: permissions are those of the catalogue', () => {
  test('unknown ones are refused where they stand', async () => {
    const { client, organization } = await someone()
    const roleId = await putRole(organization)
    const refusal = await problemOf(
      client.updateRole({
        params: { roleId },
        body: { permissions: ['tasks:view', 'tasks:fly', `custom_module:${randomUUID()}`] },
      }),
    )
    expect(refusal).toMatchObject({
      type: '/problems/values-refused',
      errors: [{ pointer: '#/permissions/1' }, { pointer: '#/permissions/2' }],
    })
    for (const garbage of ['*', 'tasks', 'tasks:view\0', '__proto__:x y', 'x'.repeat(90)])
      expect(
        await resultOf(client.updateRole({ params: { roleId }, body: { permissions: [garbage] } })),
      ).toBe('invalid-request')
  })
})

describe('RP5: roles are no ladder', () => {
  const editor = [
    'roles:view',
    'roles:create',
    'roles:edit',
    'roles:delete',
    'users:view',
    'users:edit',
    'tasks:view',
  ]

  test('nobody edits their own role', async () => {
    const organization = await app.organization()
    const roleId = await putRole(organization, {
      permissions: editor,
      restrictions: ['tasks:only_mine'],
    })
    const { client } = await someone(roleId, organization)
    for (const body of [
      { permissions: [...permissions] },
      { restrictions: [] },
      { permissions: ['roles:edit'] },
      { name: 'Better' },
    ])
      expect(await resultOf(client.updateRole({ params: { roleId }, body }))).toBe('own-role')
    const admin = await someone('admin', organization)
    expect(
      await resultOf(
        admin.client.updateRole({
          params: { roleId: organization.roles.admin },
          body: { permissions: [] },
        }),
      ),
    ).toBe('own-role')
  })

  test('nobody adds to a role what they lack, and is told which', async () => {
    const organization = await app.organization()
    const { client } = await someone(
      await putRole(organization, { permissions: editor }),
      organization,
    )
    const target = await putRole(organization, { permissions: ['tasks:view'] })
    const refusal = await problemOf(
      client.updateRole({
        params: { roleId: target },
        body: { permissions: ['tasks:view', 'tasks:delete'] },
      }),
    )
    expect(refusal).toMatchObject({
      type: '/problems/more-than-you-hold',
      errors: [{ pointer: '#/permissions/1' }],
    })
  })

  test('nobody lifts from a role the restriction that they are under', async () => {
    const organization = await app.organization()
    const restrictions = ['tasks:only_mine']
    const { client } = await someone(
      await putRole(organization, { permissions: editor, restrictions }),
      organization,
    )
    const target = await putRole(organization, { permissions: ['tasks:view'], restrictions })
    const refusal = await problemOf(
      client.updateRole({ params: { roleId: target }, body: { restrictions: [] } }),
    )
    expect(refusal).toMatchObject({
      type: '/problems/more-than-you-hold',
      errors: [{ pointer: '#/restrictions' }],
    })
  })

  test('an empty role made under a restriction carries it; one that is free of it is not copied', async () => {
    const organization = await app.organization()
    const restrictions = ['tasks:only_mine']
    const { client } = await someone(
      await putRole(organization, { permissions: editor, restrictions }),
      organization,
    )
    expect((await client.createRole({ body: { name: 'Mine' } })).restrictions).toEqual(restrictions)
    const free = await putRole(organization, { permissions: ['tasks:view'] })
    expect(
      await resultOf(client.createRole({ body: { name: 'Free', copyFromRoleId: free } })),
    ).toBe('more-than-you-hold')
  })

  test('nobody copies, edits or deletes a role that holds more than they do', async () => {
    const organization = await app.organization()
    const { client } = await someone(
      await putRole(organization, { permissions: editor }),
      organization,
    )
    const higher = await putRole(organization, { permissions: [...editor, 'hubs:delete'] })
    for (const call of [
      client.createRole({ body: { name: 'Copy', copyFromRoleId: higher } }),
      client.updateRole({ params: { roleId: higher }, body: { permissions: ['tasks:view'] } }),
      client.updateRole({
        params: { roleId: organization.roles.admin },
        body: { permissions: [] },
      }),
      client.removeRole({ params: { roleId: higher } }),
    ].map(resultOf))
      expect(await call).toBe('more-than-you-hold')
    expect(
      await resultOf(
        client.updateRole({
          params: { roleId: organization.roles.owner },
          body: { permissions: [] },
        }),
      ),
    ).toBe('default-role')
  })

  test('a planner who was given roles:edit cannot climb', async () => {
    const organization = await app.organization()
    const planning = await putRole(organization, {
      permissions: [...templatePermissions.planner, 'roles:edit', 'users:edit'],
    })
    const { client, memberId } = await someone(planning, organization)
    const { admin, owner, field_user } = organization.roles
    expect(
      await resultOf(
        client.updateRole({
          params: { roleId: planning },
          body: { permissions: [...permissions] },
        }),
      ),
    ).toBe('own-role')
    expect(
      await resultOf(
        client.updateRole({ params: { roleId: field_user }, body: { permissions: ['users:add'] } }),
      ),
    ).toBe('more-than-you-hold')
    for (const roleId of [admin, owner])
      expect(await resultOf(client.updateUser({ params: { memberId }, body: { roleId } }))).toBe(
        'own-role',
      )
  })
})

describe('RP4: custom modules', () => {
  const entry = { name: 'Wiki', url: 'https://wiki.example.test/start' }

  test('make a permission that Owner holds at once, in the session that is open, and nobody else', async () => {
    const { client, organization } = await someone()
    const admin = await someone('admin', organization)
    const created = await admin.client.createCustomModule({ body: entry })
    expect(created).toEqual({ id: created.id, ...entry, permission: `custom_module:${created.id}` })
    expect((await client.getSession()).permissions).toContain(created.permission)
    expect((await admin.client.getSession()).permissions).not.toContain(created.permission)
    expect((await client.listCustomModules()).items).toEqual([created])
  })

  test('open a web address and nothing else, which holds no password and hides no host behind a name', async () => {
    const { client } = await someone()
    const refused = [
      'http://a.test',
      'javascript:alert(1)',
      'https://us@a.test',
      'https://u:p@a.test',
    ]
    for (const url of refused)
      expect(await resultOf(client.createCustomModule({ body: { ...entry, url } })), url).toBe(
        'invalid-request',
      )
    expect((await client.listCustomModules()).items).toEqual([])
  })

  test('an administrator who lacks the permission does not grant it, an owner does', async () => {
    const { client, organization } = await someone()
    const admin = await someone('admin', organization)
    const { permission } = await client.createCustomModule({ body: entry })
    const roleId = await putRole(organization)
    const grant = { params: { roleId }, body: { permissions: [permission] } }
    expect(await resultOf(admin.client.updateRole(grant))).toBe('more-than-you-hold')
    expect((await client.updateRole(grant)).permissions).toEqual([permission])
    expect(
      await resultOf(admin.client.updateRole({ params: { roleId }, body: { permissions: [] } })),
    ).toBe('more-than-you-hold')
    const memberId = await app.member(organization, await app.person(), { role: roleId })
    expect(await resultOf(admin.client.suspendUser({ params: { memberId } }))).toBe(
      'more-than-you-hold',
    )
  })

  test('removing one drops its permission from every role; granting it at once never leaves it behind', async () => {
    const { client, organization } = await someone()
    const roleId = await putRole(organization)
    for (let round = 0; round < 5; round++) {
      const { id, permission } = await client.createCustomModule({ body: entry })
      await client.updateRole({
        params: { roleId: organization.roles.planner },
        body: { permissions: [permission] },
      })
      await Promise.all([
        resultOf(client.removeCustomModule({ params: { customModuleId: id } })),
        resultOf(client.updateRole({ params: { roleId }, body: { permissions: [permission] } })),
        resultOf(
          client.createRole({
            body: { name: `Copy ${round}`, copyFromRoleId: organization.roles.owner },
          }),
        ),
      ])
      expect(JSON.stringify(await client.listRoles())).not.toContain(permission)
    }
    expect((await client.listCustomModules()).items).toEqual([])
  })

  test('have a name of their own and an https address', async () => {
    const { client } = await someone()
    const answers = await Promise.all(
      ['Wiki', 'WIKI'].map((name) =>
        resultOf(client.createCustomModule({ body: { ...entry, name } })),
      ),
    )
    expect(answers.toSorted()).toEqual(['done', 'name-taken'])
    for (const url of [
      'http://wiki.example.test',
      'javascript:alert(1)',
      'wiki',
      '',
      `https://x/${'y'.repeat(2000)}`,
    ])
      expect(await resultOf(client.createCustomModule({ body: { name: 'Other', url } }))).toBe(
        'invalid-request',
      )
  })

  test('are listed for whoever may view them, and for whoever looks after roles', async () => {
    const { client, organization } = await someone()
    const { permission } = await client.createCustomModule({ body: entry })
    const viewer = await someone(
      await putRole(organization, { permissions: [permission] }),
      organization,
    )
    const [planner, fieldUser] = [
      await someone('planner', organization),
      await someone('field_user', organization),
    ]
    expect((await viewer.client.listCustomModules()).items).toHaveLength(1)
    // Whoever looks at roles reads what its permission is called, not the address that it guards.
    expect((await viewer.client.listCustomModules()).items).toEqual([
      expect.objectContaining({ name: entry.name, url: entry.url }),
    ])
    expect((await planner.client.listCustomModules()).items).toEqual([
      expect.objectContaining({ name: entry.name, permission, url: null }),
    ])
    const admin = await someone('admin', organization)
    expect((await admin.client.listCustomModules()).items[0]?.url).toBe(entry.url)
    expect((await fieldUser.client.listCustomModules()).items).toEqual([])
  })
})

describe('PR3: roles and custom modules of another organization', () => {
  test('answer as what does not exist, and none of their words comes through', async () => {
    const [acme, globex] = [await someone(), await someone()]
    const planted = 'zxq-planted-elsewhere'
    const foreignRole = await putRole(globex.organization, {
      name: planted,
      permissions: ['tasks:view'],
    })
    const foreignModule = await globex.client.createCustomModule({
      body: { name: planted, url: 'https://planted.test/' },
    })
    const mine = await putRole(acme.organization)
    const notFound = [
      acme.client.updateRole({ params: { roleId: foreignRole }, body: { permissions: [] } }),
      acme.client.removeRole({ params: { roleId: foreignRole } }),
      acme.client.removeRole({ params: { roleId: randomUUID() } }),
      acme.client.removeRole({ params: { roleId: '../users' } }),
      acme.client.removeCustomModule({ params: { customModuleId: foreignModule.id } }),
    ]
    for (const refusal of await Promise.all(notFound.map(problemOf)))
      expect({ ...refusal, instance: null }).toEqual({
        type: '/problems/not-found',
        title: 'There is nothing here',
        status: 404,
        instance: null,
      })
    const memberId = await app.member(acme.organization, await app.person(), { role: 'planner' })
    const refusals = await Promise.all(
      [
        acme.client.createRole({ body: { name: 'Copy', copyFromRoleId: foreignRole } }),
        acme.client.updateRole({
          params: { roleId: mine },
          body: { permissions: [foreignModule.permission] },
        }),
        acme.client.updateUser({
          params: { memberId: memberId },
          body: { roleId: foreignRole },
        }),
      ].map(problemOf),
    )
    for (const refusal of refusals)
      expect(refusal).toMatchObject({ type: '/problems/values-refused' })
    const seen = JSON.stringify([
      refusals,
      await acme.client.listRoles(),
      await acme.client.listCustomModules(),
    ])
    expect(seen).not.toContain('planted')
    expect((await globex.client.listRoles()).items.map((role) => role.name)).toContain(planted)
  })
})
