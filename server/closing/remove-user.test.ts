import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberId, RoleId } from '#api/common.ts'
import { setHome } from '#test/arrange-identity.ts'
import { password, startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

type Role = 'owner' | 'admin' | 'planner' | 'field_user'

const someone = async (inside: TestOrganization, role: Role | RoleId = 'owner') => {
  const person = await app.person()
  const memberId = await app.member(inside, person, { role })
  return { person, memberId, ...(await app.signedIn(person, memberId)) }
}

const ask = <Row extends object>(statement: ReturnType<typeof sql>) =>
  app.owner.transaction((tx) => tx.query<Row>(statement))

const putRole = async (inside: TestOrganization, granted: string[]) => {
  const [row] = await ask<{ id: RoleId }>(sql`insert into roles (organization_id, name, permissions)
    values (${inside.id}, ${randomUUID()}, ${granted}) returning id`)
  return row!.id
}

const task = async (inside: TestOrganization, assignees: MemberId[], done = false) => {
  const [made] = await ask<{ id: string }>(sql`
    with hub as (insert into hubs (organization_id, name, latitude, longitude) values (${inside.id}, gen_random_uuid(), 0, 0) returning id),
    version as (insert into flow_versions (organization_id, flow_id, version, name, pages)
      values (${inside.id}, gen_random_uuid(), 1, 'x', '[]') returning flow_id)
    insert into tasks (organization_id, hub_id, flow_id, flow_version, title, status, starts_at, ends_at, done_at)
    select ${inside.id}, hub.id, version.flow_id, 1, 'Fetch', ${done ? 'done' : 'ongoing'}, now(), now(), ${done ? new Date() : null}
    from hub, version returning id`)
  for (const member of assignees)
    await ask(
      sql`insert into task_assignees (organization_id, task_id, member_id) values (${inside.id}, ${made!.id}, ${member})`,
    )
  return made!.id
}
const statusOf = async (taskId: string) =>
  (await ask<{ status: string }>(sql`select status from tasks where id = ${taskId}`))[0]?.status

describe('US10: removing a member', () => {
  test('opens their tasks, ends their sessions here and the ways in, keeps the identity and other organizations', async () => {
    const [acme, globex] = [await app.organization(), await app.organization()]
    const boss = await someone(acme)
    const person = await app.person()
    const here = await app.member(acme, person, { role: 'planner', firstName: 'Budi' })
    const there = await app.member(globex, person, { role: 'owner' })
    const inAcme = await app.signedIn(person, here)
    const inGlobex = await app.signedIn(person, there)
    const pending = await app
      .clientWith()
      .signIn({ body: { email: person.email, password, transport: 'bearer' } })
    if (pending.outcome !== 'choose') throw new Error('expected to choose')
    const [alone, shared, done, foreign] = [
      await task(acme, [here]),
      await task(acme, [here, boss.memberId]),
      await task(acme, [here], true),
      await task(globex, [there]),
    ]

    await boss.client.removeUser({ params: { memberId: here } })

    expect(await resultOf(boss.client.getUser({ params: { memberId: here } }))).toBe('not-found')
    expect([
      await statusOf(alone),
      await statusOf(shared),
      await statusOf(done),
      await statusOf(foreign),
    ]).toEqual(['unassigned', 'ongoing', 'done', 'ongoing'])
    expect(await resultOf(inAcme.client.getSession())).toBe('not-signed-in')
    expect((await inGlobex.client.getSession()).member.id).toBe(there)
    expect(
      await resultOf(
        app.clientWith(pending.pendingToken).switchOrganization({ body: { memberId: here } }),
      ),
    ).toBe('organization-not-found')
    const mails = (await mailsTo(app, person.email)).filter(
      ({ template }) => template === 'removed',
    )
    expect(mails).toMatchObject([
      { organizationId: acme.id, values: { organizationName: acme.name } },
    ])
    const events = await ask<{ actor: string; details: object }>(sql`
      select actor_member_id as actor, details from audit_events where subject_id = ${here} and action = 'user.removed'`)
    expect(events).toEqual([
      { actor: boss.memberId, details: { email: person.email, name: 'Budi Person' } },
    ])
    const elsewhere = await ask(
      sql`select from audit_events where organization_id = ${globex.id} and action = 'user.removed'`,
    )
    expect(elsewhere).toEqual([])
    // Twice: there is nobody any more.
    expect(await resultOf(boss.client.removeUser({ params: { memberId: here } }))).toBe('not-found')
  })

  test('drops who is on the way in to this row, and nobody who is on the way elsewhere', async () => {
    const [acme, globex] = [
      await app.organization({ policy: { secondFactor: 'email_otp' } }),
      await app.organization({ policy: { secondFactor: 'email_otp' } }),
    ]
    const bossPerson = await app.person()
    const plain = await app.organization()
    await app.member(plain, bossPerson)
    const person = await app.person()
    const here = await app.member(acme, person, { role: 'planner' })
    const there = await app.member(globex, person, { role: 'planner' })
    const underWay = async (memberId: MemberId) => {
      const first = await app
        .clientWith()
        .signIn({ body: { email: person.email, password, transport: 'bearer' } })
      if (first.outcome !== 'choose') throw new Error('expected to choose')
      const outcome = await app
        .clientWith(first.pendingToken)
        .switchOrganization({ body: { memberId } })
      expect(outcome.outcome).toBe('challenged')
    }
    await underWay(here)
    await underWay(there)
    await app.owner.transaction(async (tx) => {
      await tx.query(
        sql`update sign_in_policies set second_factor = 'none' where organization_id = ${acme.id}`,
      )
    })
    const boss = await someone(acme)
    await boss.client.removeUser({ params: { memberId: here } })
    const left = await ask<{ target: string }>(sql`
      select target_member_id as target from pending_sign_ins where identity_id = ${person.id} and target_member_id is not null`)
    expect(left).toEqual([{ target: there }])
  })

  test('SS2: what this organization’s provider has vouched for counts no more, what another’s has does', async () => {
    const [acme, globex] = [await app.organization(), await app.organization()]
    const boss = await someone(acme)
    const person = await app.person()
    const here = await app.member(acme, person, { role: 'planner' })
    const there = await app.member(globex, person, { role: 'planner' })
    await app.signedIn(person, there)
    const vouched = async (inside: TestOrganization, memberId: MemberId) => {
      const [connection] = await ask<{ id: string }>(sql`
        insert into connections (organization_id, name, kind, sealed_private_key, private_key_key_id, certificate, evidence_since,
          created_at)
        values (${inside.id}, 'Okta', 'oidc', 'x', 'x', 'x', now(), now()) returning id`)
      await ask(sql`
        insert into evidence (login_id, kind, connection_id, organization_id, at)
        select id, 'sso', ${connection!.id}::uuid, ${inside.id}::uuid, now() from logins where identity_id = ${person.id}`)
      await ask(sql`
        insert into held_links (login_id, organization_id, connection_id, member_id, issuer, subject, profile, proved_at, expires_at)
        select id, ${inside.id}::uuid, ${connection!.id}::uuid, ${memberId}::uuid, 'https://idp.example', 'budi', '{}', now(),
          now() + interval '1 hour'
        from logins where identity_id = ${person.id} on conflict do nothing`)
    }
    await vouched(acme, here)
    await vouched(globex, there)
    const left = () =>
      ask<{ evidence: string[]; held: number }>(sql`
        select (select array_agg(e.organization_id::text) from evidence e join logins l on l.id = e.login_id
          where l.identity_id = ${person.id} and e.kind = 'sso') as evidence,
          (select count(*) from held_links where member_id = ${here}) as held`)
    expect((await left())[0]?.held).toBe(1)
    await boss.client.removeUser({ params: { memberId: here } })
    expect(await left()).toEqual([{ evidence: [globex.id], held: 0 }])
  })

  test('of an invitation takes it back without a mail; a suspended member goes too', async () => {
    const acme = await app.organization()
    const boss = await someone(acme)
    const [invited, suspended] = [await app.person(), await app.person()]
    for (const [person, status] of [
      [invited, 'invited'],
      [suspended, 'suspended'],
    ] as const) {
      const memberId = await app.member(acme, person, { role: 'planner', status })
      await boss.client.removeUser({ params: { memberId } })
    }
    expect(await mailsTo(app, invited.email)).toEqual([])
    expect((await mailsTo(app, suspended.email)).map(({ template }) => template)).toEqual([
      'removed',
    ])
  })

  test('and assigning a task at once: it is assigned to nobody who is gone, and open if to nobody else', async () => {
    const acme = await app.organization()
    const boss = await someone(acme)
    for (let n = 0; n < 8; n++) {
      const hub = await app.hub(acme)
      const memberId = await app.member(acme, await app.person(), { role: 'admin', hubs: [hub] })
      const taskId = await task(acme, [])
      await ask(sql`update tasks set status = 'unassigned', hub_id = ${hub} where id = ${taskId}`)
      await ask(sql`insert into member_hubs (organization_id, member_id, hub_id)
        values (${acme.id}, ${boss.memberId}, ${hub}) on conflict do nothing`)
      await Promise.all([
        resultOf(
          boss.client.assignTasks({
            body: { taskIds: [taskId as never], assigneeIds: [memberId] },
          }),
        ),
        resultOf(boss.client.removeUser({ params: { memberId } })),
      ])
      const [row] = await ask<{ status: string; assignees: number }>(sql`
        select status, (select count(*) from task_assignees a where a.task_id = t.id) as assignees
        from tasks t where id = ${taskId}`)
      expect(row?.status).toBe(row?.assignees ? 'ongoing' : 'unassigned')
    }
  })
})

describe('RP5, US9: whoever holds less removes nobody who holds more', () => {
  test.each([
    ['owner', 'owner', 'done'],
    ['owner', 'admin', 'done'],
    ['admin', 'owner', 'owner-protected'],
    ['admin', 'admin', 'done'],
    ['admin', 'planner', 'done'],
    ['planner', 'field_user', 'not-permitted'],
  ] as const)('%s removes %s: %s', async (mine, theirs, expected) => {
    const acme = await app.organization()
    await someone(acme)
    const me = await someone(acme, mine)
    const memberId = await app.member(acme, await app.person(), { role: theirs })
    expect(await resultOf(me.client.removeUser({ params: { memberId } }))).toBe(expected)
    const left = await ask(sql`select from members where id = ${memberId}`)
    expect(left).toHaveLength(expected === 'done' ? 0 : 1)
  })

  test('a role of one’s own making too; and nobody removes themselves', async () => {
    const acme = await app.organization()
    await someone(acme)
    const remover = await someone(acme, await putRole(acme, ['users:view', 'users:remove']))
    const more = await app.member(acme, await app.person(), {
      role: await putRole(acme, ['users:view', 'hubs:edit']),
    })
    const same = await app.member(acme, await app.person(), {
      role: await putRole(acme, ['users:view']),
    })
    const remove = (memberId: MemberId) =>
      resultOf(remover.client.removeUser({ params: { memberId } }))
    expect(await remove(more)).toBe('more-than-you-hold')
    expect(await remove(same)).toBe('done')
    expect(await remove(remover.memberId)).toBe('own-role')
  })

  test('PR3: a member of another organization is nobody', async () => {
    const [acme, globex] = [await app.organization(), await app.organization()]
    const boss = await someone(acme)
    const theirs = await app.member(globex, await app.person(), { role: 'planner' })
    expect(await resultOf(boss.client.removeUser({ params: { memberId: theirs } }))).toBe(
      'not-found',
    )
    expect(await ask(sql`select from members where id = ${theirs}`)).toHaveLength(1)
  })
})

describe('PW5: somebody who was removed from their home', () => {
  test('is at home nowhere: nobody begins a reset there, also after being added anew, and what was begun stops', async () => {
    const [home, other] = [await app.organization(), await app.organization()]
    const [boss, otherBoss] = [await someone(home), await someone(other)]
    const person = await app.person()
    const before = await app.member(home, person, { role: 'planner' })
    const elsewhere = await app.member(other, person, { role: 'planner' })
    await setHome(app, person, home)
    await boss.client.resetUserPassword({ params: { memberId: before }, body: { method: 'mail' } })
    await boss.client.resetUserAuthenticator({ params: { memberId: before } }).catch(() => null)
    const open = () =>
      ask(sql`select from password_links
      where identity_id = ${person.id} and organization_id = ${home.id} and used_at is null`)
    expect((await open()).length).toBeGreaterThan(0)

    await boss.client.removeUser({ params: { memberId: before } })

    expect(await open()).toEqual([])
    const reset = (by: typeof boss, memberId: MemberId) =>
      resultOf(by.client.resetUserPassword({ params: { memberId }, body: { method: 'temporary' } }))
    expect(await reset(boss, before)).toBe('not-found')
    expect(await reset(otherBoss, elsewhere)).toBe('home-elsewhere')
    const added = await boss.client.addUser({
      body: { email: person.email, roleId: home.roles.planner },
    })
    expect(await reset(boss, added.id)).toBe('home-elsewhere')
    // Suspending and restoring does not make them come back by themselves.
    await boss.client.suspendUser({ params: { memberId: added.id } })
    expect(await reset(boss, added.id)).toBe('home-elsewhere')
    await boss.client.restoreUser({ params: { memberId: added.id } })
    expect(await reset(boss, added.id)).toBe('home-elsewhere')
    expect(await resultOf(boss.client.unlockUser({ params: { memberId: added.id } }))).toBe(
      'home-elsewhere',
    )
  })
})

describe('OR3: an organization is never without an active owner', () => {
  const twoOwners = async () => {
    const acme = await app.organization()
    const [one, two] = [await someone(acme), await someone(acme)]
    return { acme, one, two }
  }
  const owners = (inside: TestOrganization) =>
    ask(sql`select from members m join roles r on r.organization_id = m.organization_id and r.id = m.role_id
      where m.organization_id = ${inside.id} and m.status = 'active' and r.template = 'owner'`)
  type Owner = Awaited<ReturnType<typeof someone>>

  const ways: Record<
    string,
    (inside: TestOrganization, by: Owner, whom: Owner) => Promise<unknown>
  > = {
    removal: (_, by, whom) => by.client.removeUser({ params: { memberId: whom.memberId } }),
    deactivation: (_, by, whom) => by.client.suspendUser({ params: { memberId: whom.memberId } }),
    demotion: (inside, by, whom) =>
      by.client.updateUser({
        params: { memberId: whom.memberId },
        body: { roleId: inside.roles.planner },
      }),
    leaving: (_inside, _by, whom) => whom.client.leaveOrganization(),
  }

  const pairs = Object.keys(ways).flatMap((first, at) =>
    Object.keys(ways)
      .slice(at)
      .map((second) => [first, second] as const),
  )

  test.each(pairs)('%s and %s of the last two owners at once: one is refused', async (a, b) => {
    for (let n = 0; n < 4; n++) {
      const { acme, one, two } = await twoOwners()
      const answers = await Promise.all([
        resultOf(ways[a]!(acme, one, two)),
        resultOf(ways[b]!(acme, two, one)),
      ])
      expect((await owners(acme)).length, String(answers)).toBeGreaterThan(0)
      expect(answers).toContain('done')
    }
  })

  test.each(['removal', 'deactivation', 'demotion'] as const)(
    'the %s of the last active owner is refused beside one who is suspended',
    async (way) => {
      const { acme, one, two } = await twoOwners()
      // As if between the look at the caller and the write somebody suspended them.
      await ask(sql`update members set status = 'suspended', status_before_suspension = 'active'
        where id = ${one.memberId}`)
      expect(await resultOf(ways[way]!(acme, one, two))).toBe('not-signed-in')
      expect(await resultOf(two.client.leaveOrganization())).toBe('last-owner')
      expect((await owners(acme)).length).toBe(1)
    },
  )
})
