import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { MemberId, OperationId, RoleId } from '#api/common.ts'
import type { UserChange, UserFilter } from '#api/members.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { untilBlocked } from '#test/until-blocked.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
})
afterEach(() => {
  app.clock.now = null
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

const putRole = async (
  inside: TestOrganization,
  granted: string[],
  restrictions: string[] = [],
) => {
  const [row] = await ask<{
    id: RoleId
  }>(sql`insert into roles (organization_id, name, permissions, restrictions)
    values (${inside.id}, ${randomUUID()}, ${granted}, ${restrictions}) returning id`)
  return row!.id
}

const members = async (inside: TestOrganization, count: number, role: Role = 'planner') => {
  const ids: MemberId[] = []
  for (let n = 0; n < count; n++)
    ids.push(await app.member(inside, await app.person(), { role, firstName: `Name ${n}` }))
  return ids
}

const crowd = (inside: TestOrganization, count: number) =>
  ask(sql`with people as (
      insert into identities (email) select gen_random_uuid() || '@example.test' from generate_series(1, ${count}::int)
      returning id, email)
    insert into members (organization_id, identity_id, email, status, source, role_id)
    select ${inside.id}, id, email, 'active', 'added', ${inside.roles.field_user} from people`)

/** Performs until the operation is over. */
const finish = async (client: Client, operationId: OperationId) => {
  for (let n = 0; n < 200; n++) {
    await runJobs(app, 'operation-user-change')
    const operation = await client.getOperation({ params: { operationId } })
    if (operation.status !== 'running') return operation
  }
  throw new Error('it never ends')
}

const change = async (
  client: Client,
  which: { memberIds: MemberId[] } | { filter: UserFilter },
  wanted: UserChange,
) => finish(client, (await client.changeUsers({ body: { which, change: wanted } })).id)

const undo = async (client: Client, operationId: OperationId) =>
  finish(client, (await client.undoUserChange({ params: { operationId } })).id)

const statusesOf = async (ids: readonly MemberId[]) =>
  (
    await ask<{ status: string }>(
      sql`select status from members where id = any(${ids}::uuid[]) order by array_position(${ids}::uuid[], id)`,
    )
  ).map(({ status }) => status)

const rolesOf = async (ids: readonly MemberId[]) =>
  (
    await ask<{ id: RoleId }>(
      sql`select role_id as id from members where id = any(${ids}::uuid[]) order by array_position(${ids}::uuid[], id)`,
    )
  ).map(({ id }) => id)

describe('US1: changing many users at once', () => {
  test('each kind of change does what the call for one does, and is undone; oneself is passed over', async () => {
    const acme = await app.organization()
    const boss = await someone(acme)
    const ids = await members(acme, 3)
    const which = { memberIds: [...ids, boss.memberId] }
    const [north, south] = [await app.hub(acme, 'North'), await app.hub(acme, 'South')]
    const user = (memberId: MemberId) => boss.client.getUser({ params: { memberId } })
    await boss.client.updateUser({ params: { memberId: ids[0]! }, body: { hubIds: [south] } })
    const was = await Promise.all(ids.map(user))
    const cases: [UserChange, (after: Awaited<ReturnType<typeof user>>) => unknown, unknown][] = [
      [{ kind: 'role', roleId: acme.roles.field_user }, (u) => u.role.template, 'field_user'],
      [
        { kind: 'hubs', add: [north], remove: [south] },
        (u) => u.hubs.map((h) => h.name),
        ['North'],
      ],
      [{ kind: 'guest', guest: true }, (u) => u.guest, true],
      [{ kind: 'suspend' }, (u) => u.status, 'suspended'],
    ]
    for (const [wanted, look, expected] of cases) {
      const operation = await change(boss.client, which, wanted)
      expect(operation, wanted.kind).toMatchObject({
        kind: 'user-change',
        status: 'done',
        done: 4,
        total: 4,
        counts: { changed: 3, unchanged: 0, refused: 1 },
        refusals: [{ memberId: boss.memberId, name: 'Test Person', reason: 'yourself' }],
        undoable: true,
      })
      for (const id of ids) expect(look(await user(id)), wanted.kind).toEqual(expected)
      const undone = await undo(boss.client, operation.id)
      expect(undone, wanted.kind).toMatchObject({
        status: 'done',
        counts: { changed: 3, unchanged: 0, refused: 0 },
        undoable: false,
      })
      expect(await Promise.all(ids.map(user)), wanted.kind).toEqual(was)
      expect(
        await resultOf(boss.client.undoUserChange({ params: { operationId: operation.id } })),
      ).toBe('cannot-undo')
    }
    await change(boss.client, which, { kind: 'suspend' })
    const restored = await change(boss.client, which, { kind: 'restore' })
    expect(restored.counts).toEqual({ changed: 3, unchanged: 0, refused: 1 })
    await undo(boss.client, restored.id)
    expect(await statusesOf(ids)).toEqual(['suspended', 'suspended', 'suspended'])

    const removed = await change(boss.client, which, { kind: 'remove' })
    expect(removed).toMatchObject({ counts: { changed: 3, refused: 1 }, undoable: false })
    expect(await statusesOf(ids)).toEqual([])
    expect((await mailsTo(app, was[0]!.email)).at(-1)?.template).toBe('removed')
    expect(
      await resultOf(boss.client.undoUserChange({ params: { operationId: removed.id } })),
    ).toBe('cannot-undo')
  })

  test('who is so already is counted apart; each change stands in the audit log, with where it was asked for', async () => {
    const acme = await app.organization()
    const boss = await someone(acme)
    const [one, two] = (await members(acme, 2)) as [MemberId, MemberId]
    await boss.client.updateUser({
      params: { memberId: two },
      body: { roleId: acme.roles.field_user },
    })
    const { counts } = await change(
      boss.client,
      { memberIds: [one, two] },
      { kind: 'role', roleId: acme.roles.field_user.toUpperCase() as RoleId },
    )
    expect(counts).toEqual({ changed: 1, unchanged: 1, refused: 0 })
    const events = await ask<{ subject: MemberId; actor: MemberId; from: string | null }>(sql`
      select subject_id as subject, actor_member_id as actor, host(ip) as from from audit_events
      where organization_id = ${acme.id} and action = 'user.updated' and subject_id = ${one}`)
    expect(events).toEqual([{ subject: one, actor: boss.memberId, from: '127.0.0.1' }])
  })

  test('a filter finds all whom it means when it is asked, though the change is what it asks for', async () => {
    const acme = await app.organization()
    const boss = await someone(acme)
    await crowd(acme, 130)
    const operation = await change(
      boss.client,
      { filter: { status: 'active' } },
      { kind: 'suspend' },
    )
    expect(operation).toMatchObject({
      total: 131,
      done: 131,
      counts: { changed: 130, unchanged: 0, refused: 1 },
    })
    const left = await ask(
      sql`select from members where organization_id = ${acme.id} and status = 'active'`,
    )
    expect(left).toHaveLength(1)
    const undone = await undo(boss.client, operation.id)
    expect(undone.counts).toEqual({ changed: 130, unchanged: 0, refused: 0 })
    const nobody = await change(boss.client, { filter: { status: 'invited' } }, { kind: 'restore' })
    expect(nobody).toMatchObject({ status: 'done', total: 0, done: 0, refusals: [] })
  })

  test('more than are put down at once are met once each, whatever happens meanwhile', async () => {
    const acme = await app.organization()
    const boss = await someone(acme)
    await crowd(acme, 1_060)
    const { id } = await boss.client.changeUsers({
      body: { which: { filter: {} }, change: { kind: 'guest', guest: true } },
    })
    const operation = await finish(boss.client, id)
    expect(operation.counts).toEqual({ changed: 1_060, unchanged: 0, refused: 1 })
    const [row] = await ask<{ guests: number; events: number }>(sql`select
      (select count(*) from members where organization_id = ${acme.id} and guest) as guests,
      (select count(*) from audit_events where organization_id = ${acme.id} and action = 'user.guest-set') as events`)
    expect(row).toEqual({ guests: 1_060, events: 1_060 })
  }, 60_000)
})

describe('Undoing a change of many', () => {
  test('leaves whoever was changed again meanwhile, also back to the same', async () => {
    const acme = await app.organization()
    const boss = await someone(acme)
    type Four = [MemberId, MemberId, MemberId, MemberId]
    const ids = (await members(acme, 4)) as Four
    const [otherwise] = (await members(acme, 1)) as [MemberId]
    const operation = await change(
      boss.client,
      { memberIds: [...ids, otherwise] },
      { kind: 'suspend' },
    )
    // By something that the audit log says in other words.
    await ask(
      sql`update members set status_before_suspension = null, status = 'registering' where id = ${otherwise}`,
    )
    const [again, back, gone, untouched] = ids
    await boss.client.restoreUser({ params: { memberId: again } })
    await boss.client.restoreUser({ params: { memberId: back } })
    await boss.client.suspendUser({ params: { memberId: back } })
    await boss.client.removeUser({ params: { memberId: gone } })
    // Another thing of the same person is no change of this.
    await boss.client.updateUser({ params: { memberId: untouched }, body: { title: 'Driver' } })
    const undone = await undo(boss.client, operation.id)
    expect(undone.counts).toEqual({ changed: 1, unchanged: 0, refused: 4 })
    expect(
      Object.fromEntries(undone.refusals.map(({ memberId, reason }) => [memberId, reason])),
    ).toEqual({
      [again]: 'cannot-undo',
      [back]: 'cannot-undo',
      [otherwise]: 'cannot-undo',
      [gone]: 'not-found',
    })
    expect(await statusesOf([again, back, untouched])).toEqual(['active', 'suspended', 'active'])
  })

  test('is for an hour, once, for whoever did it, and not while it goes on', async () => {
    const acme = await app.organization()
    const [boss, other] = [await someone(acme), await someone(acme)]
    const ids = await members(acme, 2)
    const begun = await boss.client.changeUsers({
      body: { which: { memberIds: ids }, change: { kind: 'suspend' } },
    })
    const attempt = (who: typeof boss) =>
      resultOf(who.client.undoUserChange({ params: { operationId: begun.id } }))
    expect(await attempt(boss)).toBe('cannot-undo')
    await finish(boss.client, begun.id)
    expect(await attempt(other)).toBe('not-found')
    app.clock.now = new Date(Date.now() + 3_601_000)
    expect(await attempt(boss)).toBe('cannot-undo')
    app.clock.now = null
    expect(await Promise.all([attempt(boss), attempt(boss)])).toEqual(
      expect.arrayContaining(['done', 'cannot-undo']),
    )
  })

  test('RP5: gives nobody back what one may not give any more', async () => {
    const acme = await app.organization()
    await someone(acme)
    const wide = await putRole(acme, ['users:view', 'users:edit', 'hubs:edit'])
    const narrow = await putRole(acme, ['users:view', 'users:edit'])
    const target = await putRole(acme, ['users:view', 'hubs:edit'])
    const least = await putRole(acme, ['users:view'])
    const me = await someone(acme, wide)
    const whom = await app.member(acme, await app.person(), { role: target })
    const operation = await change(
      me.client,
      { memberIds: [whom] },
      { kind: 'role', roleId: least },
    )
    expect(operation.counts.changed).toBe(1)
    await ask(sql`update members set role_id = ${narrow} where id = ${me.memberId}`)
    const undone = await undo(me.client, operation.id)
    expect(undone.refusals).toMatchObject([{ memberId: whom, reason: 'more-than-you-hold' }])
    expect(await rolesOf([whom])).toEqual([least])
  })
})

describe('RP5, US9: in bulk nobody does what they may not do to one', () => {
  test.each([
    ['role', 'users:edit'],
    ['hubs', 'users:edit'],
    ['guest', 'users:edit'],
    ['suspend', 'users:suspend'],
    ['restore', 'users:suspend'],
    ['remove', 'users:remove'],
  ] as const)('%s wants %s', async (kind, permission) => {
    const acme = await app.organization()
    await someone(acme)
    const others = ['users:edit', 'users:suspend', 'users:remove'].filter((p) => p !== permission)
    const least = await putRole(acme, [])
    const changes: Record<UserChange['kind'], UserChange> = {
      role: { kind: 'role', roleId: least },
      hubs: { kind: 'hubs', add: [], remove: [] },
      guest: { kind: 'guest', guest: true },
      suspend: { kind: 'suspend' },
      restore: { kind: 'restore' },
      remove: { kind: 'remove' },
    }
    const [whom] = (await members(acme, 1)) as [MemberId]
    const changeBy = async (granted: string[]) =>
      resultOf(
        (await someone(acme, await putRole(acme, ['users:view', ...granted]))).client.changeUsers({
          body: { which: { memberIds: [whom] }, change: changes[kind] },
        }),
      )
    expect(await changeBy(others)).toBe('not-permitted')
    expect(await changeBy([permission])).toBe('done')
  })

  test('an administrator gives nobody Owner, nor touches owners, who stay as they were', async () => {
    const acme = await app.organization()
    const owner = await someone(acme)
    const admin = await someone(acme, 'admin')
    const [planner] = (await members(acme, 1)) as [MemberId]
    const which = { memberIds: [owner.memberId, planner] }
    expect(
      await problemOf(
        admin.client.changeUsers({
          body: { which, change: { kind: 'role', roleId: acme.roles.owner } },
        }),
      ),
    ).toMatchObject({
      type: '/problems/owner-protected',
      errors: [{ pointer: '#/change/roleId' }],
    })
    const kinds: UserChange[] = [
      { kind: 'role', roleId: acme.roles.field_user },
      { kind: 'guest', guest: true },
      { kind: 'suspend' },
      { kind: 'restore' },
      { kind: 'remove' },
    ]
    for (const wanted of kinds) {
      const operation = await change(admin.client, { filter: {} }, wanted)
      expect(
        operation.refusals.find(({ memberId }) => memberId === owner.memberId)?.reason,
        wanted.kind,
      ).toBe('owner-protected')
    }
    expect(await owner.client.getUser({ params: { memberId: owner.memberId } })).toMatchObject({
      role: { template: 'owner' },
      status: 'active',
      guest: false,
    })
    expect(await statusesOf([planner])).toEqual([])
  })

  test('who holds more is left alone; lifting a restriction is giving', async () => {
    const acme = await app.organization()
    await someone(acme)
    const mine = await putRole(
      acme,
      ['users:view', 'users:edit', 'users:suspend', 'users:remove', 'tasks:view'],
      ['tasks:only_mine'],
    )
    const free = await putRole(acme, ['users:view', 'tasks:view'])
    const bound = await putRole(acme, ['users:view', 'tasks:view'], ['tasks:only_mine'])
    const more = await putRole(acme, ['users:view', 'hubs:edit'], ['tasks:only_mine'])
    const me = await someone(acme, mine)
    const below = await app.member(acme, await app.person(), { role: bound })
    const above = await app.member(acme, await app.person(), { role: more })
    const unbound = await app.member(acme, await app.person(), { role: free })
    const give = (roleId: RoleId) =>
      resultOf(
        me.client.changeUsers({
          body: { which: { memberIds: [below] }, change: { kind: 'role', roleId } },
        }),
      )
    expect(await give(free)).toBe('more-than-you-hold')
    expect(await give(more)).toBe('more-than-you-hold')
    for (const kind of ['suspend', 'remove'] as const) {
      const operation = await change(me.client, { memberIds: [above, unbound] }, { kind })
      expect(operation.refusals.map(({ reason }) => reason)).toEqual([
        'more-than-you-hold',
        'more-than-you-hold',
      ])
    }
    expect(await statusesOf([above, unbound])).toEqual(['active', 'active'])
  })

  test('what one loses meanwhile counts: the work ends at its next step', async () => {
    const acme = await app.organization()
    await someone(acme)
    const admin = await someone(acme, 'admin')
    const ids = await members(acme, 2)
    const { id } = await admin.client.changeUsers({
      body: { which: { memberIds: ids }, change: { kind: 'suspend' } },
    })
    const less = await putRole(acme, ['users:view', 'users:edit'])
    await ask(sql`update members set role_id = ${less} where id = ${admin.memberId}`)
    const operation = await finish(admin.client, id)
    expect(operation).toMatchObject({ status: 'failed', failure: 'not-permitted' })
    expect(await statusesOf(ids)).toEqual(['active', 'active'])
  })
})

describe('PR3: nothing of another organization', () => {
  test('is changed by its ids, roles, hubs or through a filter', async () => {
    const [acme, globex] = [await app.organization(), await app.organization()]
    const boss = await someone(acme)
    const theirHub = await app.hub(globex, 'zxq-planted')
    const theirs = await app.member(globex, await app.person('zxq-planted@example.test'), {
      role: 'planner',
      hubs: [theirHub],
      firstName: 'zxq-planted',
    })
    const [mine] = (await members(acme, 1)) as [MemberId]
    const operation = await change(
      boss.client,
      { memberIds: [theirs, mine, randomUUID() as MemberId] },
      { kind: 'remove' },
    )
    expect(operation.counts).toEqual({ changed: 1, unchanged: 0, refused: 2 })
    expect(operation.refusals.map(({ name, reason }) => [name, reason])).toEqual([
      ['', 'not-found'],
      ['', 'not-found'],
    ])
    const filtered = await change(boss.client, { filter: { hubId: theirHub } }, { kind: 'suspend' })
    expect(filtered).toMatchObject({ total: 0, refusals: [] })
    const byRole = await change(
      boss.client,
      { filter: { roleId: globex.roles.planner } },
      { kind: 'suspend' },
    )
    expect(byRole).toMatchObject({ total: 0 })
    const refused = await Promise.all(
      [
        { kind: 'role' as const, roleId: globex.roles.planner },
        { kind: 'hubs' as const, add: [theirHub], remove: [] },
        { kind: 'hubs' as const, add: [], remove: [theirHub] },
      ].map((wanted) =>
        problemOf(boss.client.changeUsers({ body: { which: { filter: {} }, change: wanted } })),
      ),
    )
    expect(refused.map((one) => [one?.type, one?.errors?.[0]?.pointer])).toEqual([
      ['/problems/values-refused', '#/change/roleId'],
      ['/problems/values-refused', '#/change/add/0'],
      ['/problems/values-refused', '#/change/remove/0'],
    ])
    expect(await statusesOf([theirs])).toEqual(['active'])
    expect(JSON.stringify([operation, filtered, refused])).not.toContain('zxq')
    // Nor is a change of theirs taken back from here.
    const theirBoss = await someone(globex)
    const other = await change(theirBoss.client, { memberIds: [theirs] }, { kind: 'suspend' })
    expect(await resultOf(boss.client.undoUserChange({ params: { operationId: other.id } }))).toBe(
      'not-found',
    )
  })
})

describe('OR3: an organization is never without an active owner', () => {
  test.each(['role', 'suspend', 'remove'] as const)(
    'of two owners who in bulk %s each other at once, one stays',
    async (kind) => {
      for (let n = 0; n < 3; n++) {
        const acme = await app.organization()
        const [one, two] = [await someone(acme), await someone(acme)]
        const wanted: UserChange = kind === 'role' ? { kind, roleId: acme.roles.planner } : { kind }
        // Each waits for the same row, with what it knows of who acts; then one goes on after the other.
        const running = await app.owner.transaction(async (tx) => {
          await tx.query(
            sql`select from members where organization_id = ${acme.id} for no key update`,
          )
          const jobs: Promise<void>[] = []
          for (const by of [one, two]) {
            await by.client.changeUsers({ body: { which: { filter: {} }, change: wanted } })
            jobs.push(runJobs(app, 'operation-user-change'))
            await untilBlocked(tx, jobs.length)
          }
          return jobs
        })
        await Promise.all(running)
        const refused = await ask<{ reason: string }>(sql`
        select r ->> 'reason' as reason from operations, jsonb_array_elements(refusals) r
        where organization_id = ${acme.id} and r ->> 'reason' <> 'yourself'`)
        expect(refused).toContainEqual({ reason: 'last-owner' })
        const owners = await ask(sql`select from members m
        join roles r on r.organization_id = m.organization_id and r.id = m.role_id
        where m.organization_id = ${acme.id} and m.status = 'active' and r.template = 'owner'`)
        expect(owners).toHaveLength(1)
      }
    },
  )
})
