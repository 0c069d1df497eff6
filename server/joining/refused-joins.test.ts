import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RoleId } from '#api/common.ts'
import { noteRefusedJoin, type Refused, refusedMax } from '#server/members/refused-join.ts'
import { confine } from '#server/platform/database.ts'
import { createLog } from '#server/platform/log.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { resultOf } from '#test/problem-of.ts'
import { untilBlocked } from '#test/until-blocked.ts'
import { tellOfRefusedJoinsPerformer } from './tell-of-refused-joins.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const newEmail = () => `refused-${randomUUID().slice(0, 13)}@example.test`
const someone = async (role: 'owner' | 'admin' | RoleId = 'owner', inside?: TestOrganization) => {
  const organization = inside ?? (await app.organization())
  const person = await app.person()
  const memberId = await app.member(organization, person, { role })
  return { organization, person, memberId, ...(await app.signedIn(person, memberId)) }
}

/** As single sign-on does it. */
const refuse = (
  { id }: TestOrganization,
  email: string,
  more: Partial<Refused> = {},
  now = new Date(),
) =>
  app.db.transaction(async (tx) => {
    await confine(tx, id)
    const refused: Refused = {
      organizationId: id,
      email,
      firstName: 'Sari',
      lastName: 'Dewi',
      path: 'single-sign-on',
      reason: 'just-in-time-off',
      ...more,
    }
    await noteRefusedJoin(tx, refused, now)
  })

const refusedIn = async ({ client }: Awaited<ReturnType<typeof someone>>) =>
  (await client.listRefusedJoins()).items

describe('US7: who was refused', () => {
  test('is one row an address, with the last reason and how often, the newest first', async () => {
    const admin = await someone()
    const [first, second] = [newEmail(), newEmail()]
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 9, minute))
    await refuse(admin.organization, first, {}, at(0))
    await refuse(admin.organization, second, {}, at(1))
    await refuse(
      admin.organization,
      first.toUpperCase(),
      { reason: 'registered-elsewhere', firstName: 'x'.repeat(300) },
      at(2),
    )
    const row = { lastName: 'Dewi', path: 'single-sign-on', id: expect.any(String) }
    expect(await refusedIn(admin)).toEqual([
      {
        ...row,
        email: first,
        firstName: 'x'.repeat(100),
        reason: 'registered-elsewhere',
        times: 2,
        lastAt: at(2).toISOString(),
      },
      {
        ...row,
        email: second,
        firstName: 'Sari',
        reason: 'just-in-time-off',
        times: 1,
        lastAt: at(1).toISOString(),
      },
    ])
  })

  test('is forgotten, the oldest first, beyond a thousand; what is no address is not kept', async () => {
    const admin = await someone()
    const { id } = admin.organization
    await app.owner.transaction((tx) =>
      tx.query(sql`
        insert into refused_joins (organization_id, email, path, reason, first_at, last_at)
        select ${id}, 'n' || n || '@example.test', 'single-sign-on', 'no-address', now(), now() - n * interval '1 minute'
        from generate_series(1, ${refusedMax}::int) n`),
    )
    await refuse(admin.organization, 'newest@example.test')
    for (const email of ['', 'no address', 'a@b', '<script>@example.test'])
      await refuse(admin.organization, email)
    const emails = await app.owner.transaction((tx) =>
      tx.query<{ email: string }>(sql`
        select email from refused_joins where organization_id = ${id} order by last_at desc`),
    )
    expect(emails).toHaveLength(refusedMax)
    expect(emails[0]?.email).toBe('newest@example.test')
    expect(emails.at(-1)?.email).toBe(`n${refusedMax - 1}@example.test`)
    expect(await refusedIn(admin)).toHaveLength(200)
  })

  test('waits for nobody who tries again among those that give way: one of the two makes room later', async () => {
    const { organization } = await someone()
    const { id } = organization
    await app.owner.transaction((tx) =>
      tx.query(sql`
        insert into refused_joins (organization_id, email, path, reason, first_at, last_at)
        select ${id}, 'w' || n || '@example.test', 'single-sign-on', 'no-address', now(), now() - n * interval '1 minute'
        from generate_series(1, ${refusedMax}::int) n`),
    )
    const count = async () => {
      const [row] = await app.owner.transaction((tx) =>
        tx.query<{ n: number }>(
          sql`select count(*)::int as n from refused_joins where organization_id = ${id}`,
        ),
      )
      return row?.n
    }
    await app.owner.transaction(async (tx) => {
      const oldest = `w${refusedMax}@example.test`
      await tx.query(
        sql`select from refused_joins where organization_id = ${id} and email = ${oldest} for update`,
      )
      await refuse(organization, newEmail())
    })
    expect(await count()).toBe(refusedMax + 1)
    await refuse(organization, newEmail())
    expect(await count()).toBe(refusedMax)
  })

  test('is added with one click: the lowest default role, the welcome mail, off the list', async () => {
    const admin = await someone('admin')
    const email = newEmail()
    await refuse(admin.organization, email)
    const [row] = await refusedIn(admin)
    const { id } = await admin.client.addRefusedJoin({
      params: { refusedId: row?.id ?? '' },
      body: {},
    })
    expect(await admin.client.getUser({ params: { memberId: id } })).toMatchObject({
      email,
      firstName: 'Sari',
      lastName: 'Dewi',
      status: 'registering',
      source: 'added',
      role: { template: 'field_user' },
    })
    expect(await refusedIn(admin)).toEqual([])
    const [mail, event] = await app.owner.transaction((tx) =>
      Promise.all([
        tx.query<{ template: string }>(sql`select template from mails where recipient = ${email}`),
        tx.query<{ action: string; actor: string }>(sql`
          select action, actor_member_id as actor from audit_events where subject_id = ${id}`),
      ]),
    )
    expect(mail).toEqual([{ template: 'set-password' }])
    expect(event).toEqual([{ action: 'user.added', actor: admin.memberId }])
  })

  test('RP5, US9: is given no role that holds more than the caller; the row stays', async () => {
    const organization = await app.organization()
    const [role] = await app.owner.transaction((tx) =>
      tx.query<{ id: RoleId }>(sql`
        insert into roles (organization_id, name, permissions, restrictions)
        values (${organization.id}, 'Adder', ${['users:view', 'users:add']}, '{}') returning id`),
    )
    const adder = await someone((role as { id: RoleId }).id, organization)
    const admin = await someone('admin', organization)
    await refuse(organization, newEmail())
    const [row] = await refusedIn(adder)
    const params = { refusedId: row?.id ?? '' }
    const add = (who: typeof adder, roleId?: RoleId) =>
      resultOf(who.client.addRefusedJoin({ params, body: roleId ? { roleId } : {} }))
    // The lowest default role holds what this one does not.
    expect(await add(adder)).toBe('more-than-you-hold')
    expect(await add(adder, organization.roles.planner)).toBe('more-than-you-hold')
    expect(await add(admin, organization.roles.owner)).toBe('owner-protected')
    expect(await add(admin, (await app.organization()).roles.field_user)).toBe('values-refused')
    expect(await refusedIn(admin)).toHaveLength(1)
    expect(await add(adder, role?.id)).toBe('done')
    expect(await refusedIn(admin)).toEqual([])
  })

  test('is off the list when added or invited otherwise, or restored', async () => {
    const admin = await someone()
    const { client, organization } = admin
    const body = { roleId: organization.roles.field_user, hubIds: [] }
    const [added, invited] = [newEmail(), newEmail()]
    const suspended = await app.person()
    const memberId = await app.member(organization, suspended, {
      role: 'field_user',
      status: 'suspended',
    })
    const stays = newEmail()
    await refuse(organization, added)
    await refuse(organization, invited)
    await refuse(organization, suspended.email, { reason: 'suspended' })
    await refuse(organization, stays)
    const [, row] = await refusedIn(admin)
    // Whoever is in the user table already is not added to it a second time.
    const again = { params: { refusedId: row?.id ?? '' }, body: {} }
    expect(await resultOf(client.addRefusedJoin(again))).toBe('already-a-member')
    await client.addUser({ body: { ...body, email: added.toUpperCase() } })
    await client.inviteUser({ body: { ...body, email: invited } })
    await client.restoreUser({ params: { memberId } })
    expect((await refusedIn(admin)).map(({ email }) => email)).toEqual([stays])
  })

  test('can be dismissed, and comes back with the next attempt', async () => {
    const admin = await someone()
    const email = newEmail()
    await refuse(admin.organization, email)
    await refuse(admin.organization, email)
    const [row] = await refusedIn(admin)
    const params = { refusedId: row?.id ?? '' }
    expect(await resultOf(admin.client.dismissRefusedJoin({ params }))).toBe('done')
    expect(await resultOf(admin.client.dismissRefusedJoin({ params }))).toBe('not-found')
    expect(await refusedIn(admin)).toEqual([])
    const [event] = await app.owner.transaction((tx) =>
      tx.query(sql`
        select actor_member_id as actor, details from audit_events
        where organization_id = ${admin.organization.id} and action = 'refused-join.dismissed'`),
    )
    expect(event).toEqual({ actor: admin.memberId, details: { email } })
    await refuse(admin.organization, email)
    expect(await refusedIn(admin)).toMatchObject([{ email, times: 1 }])
  })

  test('PR4: that somebody is registered elsewhere is told to whoever may add them alone', async () => {
    const organization = await app.organization()
    await refuse(organization, newEmail(), { reason: 'registered-elsewhere' })
    const planner = await someone(organization.roles.planner, organization)
    expect(await resultOf(planner.client.listUsers({ query: {} }))).toBe('done')
    expect(await resultOf(planner.client.listRefusedJoins())).toBe('not-permitted')
  })

  test('PR4: is seen, added and dismissed in the one organization alone', async () => {
    const admin = await someone()
    const other = await someone()
    const email = newEmail()
    await refuse(admin.organization, email)
    const [row] = await refusedIn(admin)
    const params = { refusedId: row?.id ?? '' }
    expect(await refusedIn(other)).toEqual([])
    expect(await resultOf(other.client.addRefusedJoin({ params, body: {} }))).toBe('not-found')
    expect(await resultOf(other.client.dismissRefusedJoin({ params }))).toBe('not-found')
    // That the other organization adds the same address does not tell this one.
    const { roles } = other.organization
    await other.client.addUser({ body: { email, roleId: roles.planner, hubIds: [] } })
    expect(await refusedIn(admin)).toMatchObject([{ email }])
  })

  test('of those who add at once, one does', async () => {
    const admin = await someone()
    for (let round = 0; round < 3; round++) {
      await refuse(admin.organization, newEmail())
      const [row] = await refusedIn(admin)
      const call = { params: { refusedId: row?.id ?? '' }, body: {} }
      const results = await Promise.all(
        Array.from({ length: 5 }, () => resultOf(admin.client.addRefusedJoin(call))),
      )
      expect(results.filter((result) => result === 'done')).toHaveLength(1)
      expect(results.filter((result) => result === 'not-found')).toHaveLength(4)
    }
  })
})

describe('US7: who is added from the list', () => {
  test('works where the administrator says, in hubs of this organization alone', async () => {
    const [admin, other] = [await someone(), await someone()]
    const hubId = async ({ client }: typeof admin) => {
      const body = { name: 'Quay', latitude: 1, longitude: 103 }
      const { id } = await client.createHub({ body, idempotencyKey: randomUUID() })
      return id
    }
    const [here, elsewhere] = [await hubId(admin), await hubId(other)]
    await refuse(admin.organization, newEmail())
    const [row] = await refusedIn(admin)
    const add = (hubIds: (typeof here)[]) =>
      admin.client.addRefusedJoin({ params: { refusedId: row?.id ?? '' }, body: { hubIds } })
    expect(await resultOf(add([here, elsewhere]))).toBe('values-refused')
    expect(await refusedIn(admin)).toHaveLength(1)
    const { id } = await add([here])
    const { hubs } = await admin.client.getUser({ params: { memberId: id } })
    expect(hubs).toEqual([{ id: here, name: 'Quay' }])
  })
})

describe('US7: the mail about who was refused', () => {
  const noon = Date.UTC(2026, 0, 1, 12)
  const at = (minute: number) => new Date(noon + minute * 60_000)
  const perform = ({ id: organizationId }: TestOrganization, now: Date) =>
    tellOfRefusedJoinsPerformer.perform(
      app.db,
      {},
      {
        organizationId,
        now,
        attempt: 1,
        lastAttempt: false,
        signal: new AbortController().signal,
        log: createLog('silent'),
      },
    )
  /** Performs the jobs of an organization that are due by then; how many had waited, due or not. */
  const tell = async (organization: TestOrganization, minute: number) => {
    const jobs = await app.owner.transaction((tx) =>
      tx.query<{ due: boolean }>(sql`
        with waiting as (
          select j.id, j.run_at <= ${at(minute)} as due from graphile_worker._private_jobs j
          join graphile_worker._private_tasks t on t.id = j.task_id
          where t.identifier = 'tell-of-refused-joins' and j.payload ->> 'organizationId' = ${organization.id}
        ), taken as (
          delete from graphile_worker._private_jobs j using waiting w where w.id = j.id and w.due)
        select due from waiting`),
    )
    for (const { due } of jobs) if (due) await perform(organization, at(minute))
    return jobs.length
  }
  const toldIn = ({ id }: TestOrganization) =>
    app.owner.transaction((tx) =>
      tx.query<{ to: string; language: string; values: Record<string, unknown> }>(sql`
        select recipient as "to", language, "values" from mails
        where organization_id = ${id} and template = 'joins-refused' order by created_at, id`),
    )

  test('goes to whoever may add them, each in their language; to nobody else, and to no other organization', async () => {
    const owner = await someone()
    const { organization } = owner
    const other = await someone()
    const admin = await someone('admin', organization)
    await admin.client.updateMyProfile({ body: { language: 'id' } })
    const { id: adding } = await owner.client.createRole({ body: { name: 'Adder' } })
    await owner.client.updateRole({
      params: { roleId: adding },
      body: { permissions: ['users:view', 'users:add'] },
    })
    const adder = await someone(adding, organization)
    await someone(organization.roles.planner, organization)
    await app.member(organization, await app.person(), { role: 'admin', status: 'suspended' })
    await app.member(organization, await app.person(), { role: 'admin', status: 'invited' })
    const [first, second] = [newEmail(), newEmail()]
    const reason = 'registered-elsewhere'
    await refuse(organization, first, { firstName: 'Visit http://evil.example', reason }, at(0))
    await refuse(organization, second, { reason }, at(1))
    expect(await tell(organization, 5)).toBe(1)
    const mails = await toldIn(organization)
    expect(mails.map(({ to, language }) => `${language} ${to}`).toSorted()).toEqual(
      [
        `en ${owner.person.email}`,
        `id ${admin.person.email}`,
        `en ${adder.person.email}`,
      ].toSorted(),
    )
    // What strangers chose to be called is not carried into a mailbox, nor why: the page says it behind the door.
    for (const { values } of mails)
      expect(values).toEqual({
        organizationName: organization.name,
        slug: organization.slug,
        people: [second, first],
        count: 2,
        more: false,
      })
    expect(await toldIn(other.organization)).toEqual([])
    expect(await mailsTo(app, other.person.email)).toEqual([])
  })

  test('is one, of a thousand attempts and those that follow; an hour later another; it names whom the page shows', async () => {
    const admin = await someone()
    const { organization } = admin
    const flood = async (minute: number, attempts: number) => {
      const reason = 'registered-elsewhere'
      const attempt = (n: number) =>
        refuse(organization, newEmail(), { reason }, new Date(at(minute).getTime() + n))
      for (let n = 0; n < attempts; n += 10)
        await Promise.all(Array.from({ length: 10 }, (_, more) => attempt(n + more)))
    }
    await flood(0, 1_000)
    expect(await tell(organization, 5)).toBe(1)
    const shown = (await refusedIn(admin)).map(({ email }) => email)
    expect(shown).toHaveLength(200)
    const [mail, ...more] = await toldIn(organization)
    expect(more).toEqual([])
    expect(mail?.values).toMatchObject({ people: shown.slice(0, 5), count: 200, more: true })
    // Those who come next push the first off the list, and still there is no second mail within the hour.
    for (const minute of [7, 20, 40]) {
      await flood(minute, 100)
      // At most one that gathers and one that waits for the hour to be over.
      expect(await tell(organization, minute + 5)).toBeLessThanOrEqual(2)
    }
    expect(await toldIn(organization)).toHaveLength(1)
    await tell(organization, 64)
    expect(await toldIn(organization)).toHaveLength(1)
    await tell(organization, 65)
    const later = await toldIn(organization)
    expect(later).toHaveLength(2)
    const newest = (await refusedIn(admin)).slice(0, 5).map(({ email }) => email)
    expect(later[1]?.values).toMatchObject({ people: newest })
    expect(await tell(organization, 200)).toBe(0)
  })

  test('tells of each once, however often they try; and again of whom an administrator has dismissed', async () => {
    const admin = await someone()
    const { organization } = admin
    const email = newEmail()
    await refuse(organization, email, {}, at(0))
    await refuse(organization, email, {}, at(1))
    await tell(organization, 5)
    for (const minute of [70, 140, 210]) await refuse(organization, email, {}, at(minute))
    expect(await tell(organization, 215)).toBe(0)
    expect(await toldIn(organization)).toMatchObject([{ values: { count: 1, people: [email] } }])
    const [row] = await refusedIn(admin)
    await admin.client.dismissRefusedJoin({ params: { refusedId: row?.id ?? '' } })
    await refuse(organization, email, {}, at(280))
    await tell(organization, 285)
    expect(await toldIn(organization)).toHaveLength(2)
  })

  test('names nobody who has been added meanwhile, and is not written where nobody is left', async () => {
    const admin = await someone()
    const { organization, client } = admin
    const [added, stays] = [newEmail(), newEmail()]
    const add = (email: string) =>
      client.addUser({ body: { email, roleId: organization.roles.field_user, hubIds: [] } })
    await refuse(organization, added, {}, at(0))
    await add(added)
    await tell(organization, 5)
    expect(await toldIn(organization)).toEqual([])
    await refuse(organization, stays, {}, at(10))
    await tell(organization, 15)
    expect(await toldIn(organization)).toMatchObject([{ values: { count: 1, people: [stays] } }])
  })

  test('OR2: is not written where the organization is being deleted: nobody could get in to add them', async () => {
    const { organization } = await someone()
    await refuse(organization, newEmail(), {}, at(0))
    await app.owner.transaction((tx) =>
      tx.query(sql`update organizations set status = 'deleting' where id = ${organization.id}`),
    )
    await tell(organization, 5)
    expect(await toldIn(organization)).toEqual([])
  })

  test('can be turned off; turned on again it tells of what comes from then on', async () => {
    const admin = await someone()
    const { organization, client } = admin
    await client.updateJoiningRules({ body: { refusedJoinsMailed: false } })
    await refuse(organization, newEmail(), {}, at(0))
    await tell(organization, 5)
    expect(await toldIn(organization)).toEqual([])
    const rules = await client.updateJoiningRules({ body: { refusedJoinsMailed: true } })
    expect(rules).toEqual({
      externalSignUp: false,
      membersMayInvite: false,
      refusedJoinsMailed: true,
    })
    const email = newEmail()
    await refuse(organization, email, {}, at(10))
    await tell(organization, 15)
    expect(await toldIn(organization)).toMatchObject([{ values: { count: 1, people: [email] } }])
  })

  test('of jobs that run at once one writes it: the other waits, and finds that the hour is not over', async () => {
    const admin = await someone()
    const { organization } = admin
    await admin.client.updateJoiningRules({ body: { refusedJoinsMailed: true } })
    await refuse(organization, newEmail(), {}, at(0))
    const { second } = await app.owner.transaction(async (tx) => {
      const own = sql`where organization_id = ${organization.id}`
      await tx.query(sql`select from joining_rules ${own} for update`)
      const begun = perform(organization, at(6))
      await untilBlocked(tx)
      await tx.query(sql`update joining_rules set mailed_at = ${at(5)} ${own}`)
      return { second: begun }
    })
    await second
    expect(await toldIn(organization)).toEqual([])
    await tell(organization, 65)
    expect(await toldIn(organization)).toMatchObject([{ values: { count: 1 } }])
  })
})
