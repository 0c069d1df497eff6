import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HubId, MemberId, RoleId } from '#api/common.ts'
import type { User } from '#api/members.ts'
import { permissions } from '#api/permissions.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

type RoleName = 'owner' | 'admin' | 'planner' | 'field_user'
const planted = 'zxq-planted-elsewhere'

const someone = async (role: RoleName | RoleId = 'owner', inside?: TestOrganization) => {
  const organization = inside ?? (await app.organization())
  const person = await app.person()
  const memberId = await app.member(organization, person, { role })
  return { organization, person, memberId, ...(await app.signedIn(person, memberId)) }
}

const putRole = (organization: TestOrganization, granted: string[], restrictions: string[] = []) =>
  app.owner.transaction(async (tx) => {
    const [row] = await tx.query<{
      id: RoleId
    }>(sql`insert into roles (organization_id, name, permissions, restrictions)
      values (${organization.id}, ${`Role ${randomUUID().slice(0, 8)}`}, ${granted}, ${restrictions}) returning id`)
    return row!.id
  })

/** Many members at once, named `<prefix> 0001` and so on. */
const fill = (organization: TestOrganization, prefix: string, count: number, status = 'active') =>
  app.owner.transaction((tx) =>
    tx.query(sql`with people as (
        insert into identities (email)
        select ${randomUUID()} || '-' || n || '@example.test' from generate_series(1, ${count}::int) n returning id, email)
      insert into members (organization_id, identity_id, email, status, source, role_id, first_name, last_name, invitation_expires_at)
      select ${organization.id}, id, email, ${status}, 'added', ${organization.roles.field_user}, ${prefix},
        lpad((row_number() over ())::text, 4, '0'), case when ${status} = 'invited' then now() + interval '1 day' end
      from people`),
  )

describe('US1: the user table', () => {
  test('shows what the columns need', async () => {
    const { client, organization, memberId, person } = await someone()
    const hubs = [await app.hub(organization, 'b depot'), await app.hub(organization, 'A depot')]
    await client.updateUser({ params: { memberId }, body: { hubIds: hubs } })
    const [row] = (await client.listUsers({ query: {} })).items
    expect(row).toEqual<User>({
      id: memberId,
      email: person.email,
      firstName: 'Test',
      lastName: 'Person',
      title: '',
      phone: '',
      status: 'active',
      source: 'added',
      employeeId: null,
      photoUrl: null,
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      addedBy: 'Ana Admin',
      role: { id: organization.roles.owner, name: 'Owner', template: 'owner' },
      hubs: [
        { id: hubs[1] as HubId, name: 'A depot' },
        { id: hubs[0] as HubId, name: 'b depot' },
      ],
      lastVisitedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      invitationExpiresAt: null,
      guest: false,
      connections: [],
    })
    expect(await client.getUser({ params: { memberId } })).toEqual(row)
  })

  test('pages through everybody once, by name, while others come and go', async () => {
    const { client, organization } = await someone()
    await fill(organization, 'Ana', 120)
    await fill(organization, 'Ana', 120, 'suspended')
    const seen: User[] = []
    let cursor: string | null | undefined
    do {
      const page = await client.listUsers({ query: { limit: 50, ...(cursor && { cursor }) } })
      expect(page.about).toBe(241)
      seen.push(...page.items)
      cursor = page.nextCursor
      // Whoever comes in before the place shown is not shown twice, nor does anybody get lost.
      await fill(organization, 'Aaron', 1)
    } while (cursor)
    expect(new Set(seen.map((user) => user.id)).size).toBe(241)
    const names = seen.map((user) =>
      `${user.firstName} ${user.lastName} ${user.email}`.toLowerCase(),
    )
    expect(names).toEqual(names.toSorted())
  })

  test('says about how many there are where counting all would be slow', async () => {
    const { client, organization } = await someone()
    await fill(organization, 'Budi', 1500)
    await app.owner.transaction((tx) => tx.query(sql`analyze members`))
    const { about } = await client.listUsers({ query: { limit: 1 } })
    expect(about).toBeGreaterThan(1000)
    expect(about).toBeLessThan(5000)
    // More hits than are looked up one by one: found all the same.
    const page = await client.listUsers({ query: { q: 'budi', limit: 100 } })
    expect(page.items).toHaveLength(100)
    expect(page.nextCursor).not.toBeNull()
  })

  test('finds by any part of name or e-mail, in any case and script, and takes % and _ as they are', async () => {
    const { client, organization } = await someone()
    const person = await app.person('hans_müller%x@example.test')
    await app.member(organization, person, { firstName: 'مريم 🚚' })
    await fill(organization, 'Citra', 5)
    const found = async (q: string) =>
      (await client.listUsers({ query: { q } })).items.map((user) => user.firstName)
    expect(await found('CITRA 0003')).toEqual(['Citra'])
    for (const q of ['HANS_', 'müller', '%x@', 'مريم', '🚚'])
      expect(await found(q)).toEqual(['مريم 🚚'])
    for (const q of ['__', '%%', "' or 1=1 --", '\\']) expect(await found(q)).toEqual([])
    expect(await resultOf(client.listUsers({ query: { q: 'a\0b' } }))).toBe('invalid-request')
  })

  test('filters by status, role and hub, together with the search', async () => {
    const { client, organization } = await someone()
    const hub = await app.hub(organization)
    await app.member(organization, await app.person(), {
      role: 'planner',
      hubs: [hub],
      firstName: 'Dewi',
    })
    await app.member(organization, await app.person(), {
      role: 'planner',
      status: 'suspended',
      firstName: 'Eko',
    })
    await app.member(organization, await app.person(), {
      role: 'field_user',
      hubs: [hub],
      status: 'invited',
      firstName: 'Fajar',
    })
    const found = async (query: Parameters<typeof client.listUsers>[0]['query']) => {
      const page = await client.listUsers({ query })
      expect(page.about).toBe(page.items.length)
      return page.items.map((user) => user.firstName)
    }
    expect(await found({ hubId: hub })).toEqual(['Dewi', 'Fajar'])
    expect(await found({ roleId: organization.roles.planner })).toEqual(['Dewi', 'Eko'])
    expect(await found({ status: 'suspended' })).toEqual(['Eko'])
    expect(
      await found({ hubId: hub, roleId: organization.roles.planner, status: 'active', q: 'ew' }),
    ).toEqual(['Dewi'])
    expect(await found({ hubId: hub, q: 'eko' })).toEqual([])
  })

  test('refuses cursors that are none of ours', async () => {
    const { client } = await someone()
    for (const cursor of ['%', 'bnVsbA', Buffer.from('["a","b",1]').toString('base64url')])
      expect(await problemOf(client.listUsers({ query: { cursor } }))).toMatchObject({
        type: '/problems/values-refused',
        errors: [{ pointer: '#query/cursor' }],
      })
  })
})

describe('RP2: role and hubs of a user', () => {
  test('are changed, what is left out stays, and the audit log tells', async () => {
    const { client, organization } = await someone()
    const hubs = [
      await app.hub(organization, 'One'),
      await app.hub(organization, 'Two'),
      await app.hub(organization, 'Three'),
    ]
    const memberId = await app.member(organization, await app.person(), {
      role: 'planner',
      hubs: hubs.slice(0, 2),
    })
    const params = { memberId }
    expect(
      await client.updateUser({ params, body: { firstName: 'Łukasz 🚚', lastName: '' } }),
    ).toMatchObject({
      firstName: 'Łukasz 🚚',
      lastName: '',
      role: { template: 'planner' },
      hubs: [{ name: 'One' }, { name: 'Two' }],
    })
    expect(
      await client.updateUser({
        params,
        body: { roleId: organization.roles.admin, hubIds: hubs.slice(1) },
      }),
    ).toMatchObject({
      firstName: 'Łukasz 🚚',
      role: { template: 'admin' },
      hubs: [{ name: 'Three' }, { name: 'Two' }],
    })
    expect((await client.updateUser({ params, body: { hubIds: [] } })).hubs).toEqual([])
    const events = await app.owner.transaction((tx) =>
      tx.query<{ subject: string }>(sql`select subject_id as subject from audit_events
        where organization_id = ${organization.id} and action = 'user.updated'`),
    )
    expect(events).toEqual([{ subject: memberId }, { subject: memberId }, { subject: memberId }])
  })

  test('a user can have 500 hubs', async () => {
    const { client, organization } = await someone()
    const hubs = await app.owner.transaction((tx) =>
      tx.query<{ id: HubId }>(sql`insert into hubs (organization_id, name, latitude, longitude)
        select ${organization.id}, 'Hub ' || n, 0, 0 from generate_series(1, 500) n returning id`),
    )
    const memberId = await app.member(organization, await app.person(), { role: 'planner' })
    const hubIds = hubs.map((hub) => hub.id)
    expect((await client.updateUser({ params: { memberId }, body: { hubIds } })).hubs).toHaveLength(
      500,
    )
    expect(
      await resultOf(
        client.updateUser({ params: { memberId }, body: { hubIds: [...hubIds, hubIds[0]!] } }),
      ),
    ).toBe('invalid-request')
  })

  test('a hub that is deleted while it is given out ends in the one or the other', async () => {
    const { client, organization } = await someone()
    const memberId = await app.member(organization, await app.person(), { role: 'planner' })
    for (let round = 0; round < 5; round++) {
      const hubId = await app.hub(organization)
      const answers = await Promise.all([
        resultOf(client.updateUser({ params: { memberId }, body: { hubIds: [hubId] } })),
        resultOf(client.removeHub({ params: { hubId } })),
      ])
      expect([
        ['done', 'hub-in-use'],
        ['values-refused', 'done'],
      ]).toContainEqual(answers)
    }
  })
})

describe('RP5, US9: nobody climbs by the user table', () => {
  test.each<[RoleName, RoleName, string]>([
    ['owner', 'owner', 'done'],
    ['owner', 'admin', 'done'],
    ['admin', 'owner', 'owner-protected'],
    ['admin', 'admin', 'done'],
    ['admin', 'planner', 'done'],
  ])('%s edits, suspends and restores %s: %s', async (mine, theirs, expected) => {
    const { client, organization } = await someone(mine)
    if (mine !== 'owner') await app.member(organization, await app.person())
    const target = {
      params: { memberId: await app.member(organization, await app.person(), { role: theirs }) },
    }
    expect(await resultOf(client.updateUser({ ...target, body: { firstName: 'New' } }))).toBe(
      expected,
    )
    expect(await resultOf(client.suspendUser(target))).toBe(expected)
    expect(await resultOf(client.restoreUser(target))).toBe(expected === 'done' ? 'done' : expected)
  })

  test('only owners make owners, or unmake them', async () => {
    const { client, organization } = await someone('admin')
    const owner = await app.member(organization, await app.person())
    const planner = await app.member(organization, await app.person(), { role: 'planner' })
    const { roles } = organization
    expect(
      await problemOf(
        client.updateUser({ params: { memberId: planner }, body: { roleId: roles.owner } }),
      ),
    ).toMatchObject({ type: '/problems/owner-protected', errors: [{ pointer: '#/roleId' }] })
    expect(
      await resultOf(
        client.updateUser({ params: { memberId: owner }, body: { roleId: roles.planner } }),
      ),
    ).toBe('owner-protected')
  })

  test('nobody changes their own role, up or down; saying the same role again is no change', async () => {
    for (const role of ['owner', 'admin'] as const) {
      const { client, organization, memberId } = await someone(role)
      for (const roleId of [
        organization.roles.owner,
        organization.roles.admin,
        organization.roles.planner,
      ])
        expect(await resultOf(client.updateUser({ params: { memberId }, body: { roleId } }))).toBe(
          roleId === organization.roles[role] ? 'done' : 'own-role',
        )
    }
  })

  test('nobody suspends themselves', async () => {
    const { client, memberId } = await someone()
    expect(await resultOf(client.suspendUser({ params: { memberId } }))).toBe('own-role')
  })

  test('a member who holds more is not touched, nor a role given that holds more', async () => {
    const organization = await app.organization()
    const mine = ['users:view', 'users:edit', 'users:suspend', 'users:add', 'tasks:view']
    const { client } = await someone(
      await putRole(organization, mine, ['tasks:only_mine']),
      organization,
    )
    const free = await putRole(organization, ['tasks:view'])
    const more = await putRole(organization, [...mine, 'hubs:view'], ['tasks:only_mine'])
    const within = await putRole(organization, ['tasks:view'], ['tasks:only_mine'])
    const target = await app.member(organization, await app.person(), { role: within })
    for (const roleId of [free, more]) {
      const memberId = await app.member(organization, await app.person(), { role: roleId })
      const params = { memberId }
      expect(await resultOf(client.updateUser({ params, body: { firstName: 'X' } }))).toBe(
        'more-than-you-hold',
      )
      expect(await resultOf(client.suspendUser({ params }))).toBe('more-than-you-hold')
      expect(
        await problemOf(client.updateUser({ params: { memberId: target }, body: { roleId } })),
      ).toMatchObject({ type: '/problems/more-than-you-hold', errors: [{ pointer: '#/roleId' }] })
      const email = `${randomUUID()}@example.test`
      expect(await resultOf(client.addUser({ body: { email, roleId } }))).toBe('more-than-you-hold')
      expect(await resultOf(client.inviteUser({ body: { email, roleId } }))).toBe(
        'more-than-you-hold',
      )
    }
    expect(
      await resultOf(client.updateUser({ params: { memberId: target }, body: { firstName: 'X' } })),
    ).toBe('done')
  })

  test('everything but the word Owner is not enough to touch an owner', async () => {
    const organization = await app.organization()
    const { client } = await someone(await putRole(organization, [...permissions]), organization)
    const memberId = await app.member(organization, await app.person())
    for (const call of [
      resultOf(client.updateUser({ params: { memberId }, body: { firstName: 'X' } })),
      resultOf(client.suspendUser({ params: { memberId } })),
      resultOf(
        client.addUser({ body: { email: 'x@example.test', roleId: organization.roles.owner } }),
      ),
      resultOf(
        client.inviteUser({ body: { email: 'x@example.test', roleId: organization.roles.owner } }),
      ),
    ])
      expect(await call).toBe('owner-protected')
  })
})

describe('OR3: an organization keeps an active owner', () => {
  test.each(['suspend', 'demote'] as const)(
    'two owners who %s each other at once: one is refused',
    async (how) => {
      for (let round = 0; round < 5; round++) {
        const first = await someone()
        const second = await someone('owner', first.organization)
        const { planner } = first.organization.roles
        const act = (by: typeof first, whom: MemberId) =>
          how === 'suspend'
            ? by.client.suspendUser({ params: { memberId: whom } })
            : by.client.updateUser({ params: { memberId: whom }, body: { roleId: planner } })
        const answers = await Promise.all([
          resultOf(act(first, second.memberId)),
          resultOf(act(second, first.memberId)),
        ])
        expect(answers).toContain('done')
        // The slower one lost, either at the constraint or by having been shut out before it was heard.
        const loser = answers.find((answer) => answer !== 'done')
        expect(['last-owner', 'not-signed-in', 'not-permitted', 'owner-protected']).toContain(loser)
        const owners = await app.owner.transaction((tx) =>
          tx.query(sql`select from members where organization_id = ${first.organization.id} and status = 'active'
          and role_id = ${first.organization.roles.owner}`),
        )
        expect(owners).toHaveLength(1)
      }
    },
  )

  test('many suspensions at once do not get in each other’s way', async () => {
    const { client, organization } = await someone()
    const targets = await Promise.all(
      Array.from({ length: 8 }, async () =>
        app.member(organization, await app.person(), { role: 'planner' }),
      ),
    )
    const answers = await Promise.all(
      targets.map((memberId) => resultOf(client.suspendUser({ params: { memberId } }))),
    )
    expect(answers).toEqual(targets.map(() => 'done'))
  })
})

describe('US2: suspending', () => {
  test('ends the sessions at once, in this organization only, and restoring gives back what was', async () => {
    const { client, organization } = await someone()
    const elsewhere = await app.organization()
    const person = await app.person()
    const [here, there] = [
      await app.member(organization, person, { role: 'planner' }),
      await app.member(elsewhere, person),
    ]
    const sessions = [await app.signedIn(person, here), await app.signedIn(person, here)]
    const other = await app.signedIn(person, there)
    const suspended = await client.suspendUser({ params: { memberId: here } })
    expect(suspended).toMatchObject({ status: 'suspended', role: { template: 'planner' } })
    for (const session of sessions)
      expect(await resultOf(session.client.getSession())).toBe('not-signed-in')
    expect((await other.client.getSession()).organization.id).toBe(elsewhere.id)

    const mine = await other.client.listMyOrganizations()
    expect(JSON.stringify(mine)).not.toContain(organization.id)
    expect(await resultOf(other.client.switchOrganization({ body: { memberId: here } }))).toBe(
      'organization-not-found',
    )

    expect(await client.restoreUser({ params: { memberId: here } })).toMatchObject({
      status: 'active',
    })
    for (const session of sessions)
      expect(await resultOf(session.client.getSession())).toBe('not-signed-in')
    expect((await other.client.switchOrganization({ body: { memberId: here } })).outcome).toBe(
      'entered',
    )
  })

  test('of somebody who was registering goes back to registering', async () => {
    const { client, organization } = await someone()
    const memberId = await app.member(organization, await app.person(), {
      role: 'planner',
      status: 'registering',
    })
    await client.suspendUser({ params: { memberId } })
    expect((await client.restoreUser({ params: { memberId } })).status).toBe('registering')
  })

  test.each(['invited', 'suspended'] as const)(
    'does not apply to somebody who is %s',
    async (status) => {
      const { client, organization } = await someone()
      const memberId = await app.member(organization, await app.person(), {
        role: 'planner',
        status,
      })
      expect(await resultOf(client.suspendUser({ params: { memberId } }))).toBe('not-in-status')
    },
  )

  test('restoring applies to nobody else', async () => {
    const { client, organization } = await someone()
    for (const status of ['invited', 'registering', 'active'] as const) {
      const memberId = await app.member(organization, await app.person(), {
        role: 'planner',
        status,
      })
      expect(await resultOf(client.restoreUser({ params: { memberId } }))).toBe('not-in-status')
    }
  })

  test('twice at once: one does it', async () => {
    const { client, organization } = await someone()
    const memberId = await app.member(organization, await app.person(), { role: 'planner' })
    const answers = await Promise.all(
      [1, 2].map(() => resultOf(client.suspendUser({ params: { memberId } }))),
    )
    expect(answers.toSorted()).toEqual(['done', 'not-in-status'])
  })
})

test('PR3: users, hubs and roles of another organization are as unknown as garbage', async () => {
  const [acme, globex] = [await someone(), await someone()]
  const theirHub = await app.hub(globex.organization, planted)
  const theirs = await app.member(globex.organization, await app.person(), {
    role: 'planner',
    firstName: planted,
  })
  const mine = await app.member(acme.organization, await app.person(), { role: 'planner' })
  for (const memberId of [theirs, globex.memberId, randomUUID() as MemberId, 'x' as MemberId]) {
    const params = { memberId }
    const answers = await Promise.all(
      [
        acme.client.getUser({ params }),
        acme.client.updateUser({ params, body: { firstName: 'Mine' } }),
        acme.client.suspendUser({ params }),
        acme.client.restoreUser({ params }),
        acme.client.resendInvitation({ params }),
        acme.client.revokeInvitation({ params }),
      ].map(problemOf),
    )
    for (const answer of answers)
      expect({ ...answer, instance: null }).toEqual({
        type: '/problems/not-found',
        title: 'There is nothing here',
        status: 404,
        instance: null,
      })
  }
  const refusals = await Promise.all(
    [
      acme.client.updateUser({ params: { memberId: mine }, body: { hubIds: [theirHub] } }),
      acme.client.addUser({
        body: {
          email: 'new@example.test',
          roleId: acme.organization.roles.planner,
          hubIds: [theirHub],
        },
      }),
      acme.client.updateUser({
        params: { memberId: mine },
        body: { roleId: globex.organization.roles.planner },
      }),
      acme.client.inviteUser({
        body: { email: 'new@example.test', roleId: globex.organization.roles.planner },
      }),
    ].map(problemOf),
  )
  expect(refusals.map((refusal) => [refusal?.type, refusal?.errors?.[0]?.pointer])).toEqual([
    ['/problems/values-refused', '#/hubIds/0'],
    ['/problems/values-refused', '#/hubIds/0'],
    ['/problems/values-refused', '#/roleId'],
    ['/problems/values-refused', '#/roleId'],
  ])
  const seen = JSON.stringify([
    refusals,
    await acme.client.listUsers({ query: {} }),
    await acme.client.listUsers({ query: { q: 'planted' } }),
    await acme.client.listUsers({ query: { hubId: theirHub } }),
    await acme.client.getUser({ params: { memberId: mine } }),
  ])
  expect(seen).not.toContain('planted')
  // Refused as a whole: nothing of the addition stands.
  expect((await acme.client.listUsers({ query: { q: 'new@example' } })).items).toEqual([])
})

test('RP3: a planner sees users and changes none; a field user does not see them', async () => {
  const { client, organization, memberId } = await someone('planner')
  expect((await client.listUsers({ query: {} })).items).toHaveLength(1)
  const target = await app.member(organization, await app.person(), { role: 'field_user' })
  for (const call of [
    resultOf(client.updateUser({ params: { memberId: target }, body: { firstName: 'X' } })),
    resultOf(
      client.updateUser({ params: { memberId }, body: { roleId: organization.roles.owner } }),
    ),
    resultOf(client.suspendUser({ params: { memberId: target } })),
    resultOf(
      client.addUser({ body: { email: 'x@example.test', roleId: organization.roles.field_user } }),
    ),
  ])
    expect(await call).toBe('not-permitted')
  const fieldUser = await someone('field_user', organization)
  expect(await resultOf(fieldUser.client.listUsers({ query: {} }))).toBe('not-permitted')
})
