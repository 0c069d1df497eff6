import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberId, RoleId } from '#api/common.ts'
import { addConnection, addLink, proveSso } from '#test/connections.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const someone = async (role: 'owner' | 'admin' | RoleId = 'owner', inside?: TestOrganization) => {
  const organization = inside ?? (await app.organization())
  const person = await app.person()
  const memberId = await app.member(organization, person, { role })
  return { organization, person, memberId, ...(await app.signedIn(person, memberId)) }
}
const another = async (
  organization: TestOrganization,
  role: 'owner' | 'planner' | 'field_user' = 'field_user',
) => app.member(organization, await app.person(), { role })

/** From the next request on. */
const demandSso = ({ id }: TestOrganization, secondFactor: 'none' | 'email_otp' = 'none') =>
  app.owner.transaction((tx) =>
    tx.query(sql`
      update sign_in_policies set first_factor = 'sso', second_factor = ${secondFactor} where organization_id = ${id}`),
  )
const guestsOf = ({ id }: TestOrganization) =>
  app.owner.transaction(async (tx) => {
    const rows = await tx.query<{ id: MemberId }>(
      sql`select id from members where organization_id = ${id} and guest`,
    )
    return new Set(rows.map((row) => row.id))
  })
const auditOf = ({ id }: TestOrganization) =>
  app.owner.transaction((tx) =>
    tx.query<{ action: string; actor: MemberId; subject: MemberId }>(sql`
      select action, actor_member_id as actor, subject_id as subject from audit_events
      where organization_id = ${id} and action like 'user.guest-%' order by at, subject_id`),
  )

describe('DR1: guest accounts', () => {
  test('are made and ended in bulk; counted and audited is who was not so already', async () => {
    const { client, organization, memberId } = await someone()
    const ids = [await another(organization), await another(organization, 'planner')]
    const first = ids[0] as MemberId
    const last = ids[1] as MemberId
    expect(await client.setGuests({ body: { memberIds: [first], guest: true } })).toEqual({
      changed: 1,
    })
    // Named twice, in any case: meant once.
    const twice = [...ids, first.toUpperCase() as MemberId]
    expect(await client.setGuests({ body: { memberIds: twice, guest: true } })).toEqual({
      changed: 1,
    })
    expect(await guestsOf(organization)).toEqual(new Set(ids))
    expect(await client.getUser({ params: { memberId: last } })).toMatchObject({ guest: true })
    expect(await client.setGuests({ body: { memberIds: [last], guest: false } })).toEqual({
      changed: 1,
    })
    expect(await guestsOf(organization)).toEqual(new Set([first]))
    expect(await auditOf(organization)).toEqual([
      { action: 'user.guest-set', actor: memberId, subject: first },
      { action: 'user.guest-set', actor: memberId, subject: last },
      { action: 'user.guest-ended', actor: memberId, subject: last },
    ])
  })

  test('DR2: act on the next request of a session that lives', async () => {
    const { client, organization, memberId } = await someone()
    const connectionId = await addConnection(app, organization)
    const field = await someone(organization.roles.field_user, organization)
    await proveSso(app, organization, connectionId, memberId)
    await demandSso(organization)
    const works = () => resultOf(field.client.listTasks({ query: {} }))
    const setGuest = (guest: boolean) =>
      client.setGuests({ body: { memberIds: [field.memberId], guest } })
    expect(await works()).toBe('step-up-required')
    await setGuest(true)
    expect(await works()).toBe('done')
    await setGuest(false)
    expect(await works()).toBe('step-up-required')
  })

  test('all of them or none: another organization’s member, nobody, an owner, who holds more, oneself', async () => {
    const organization = await app.organization()
    const [role] = await app.owner.transaction((tx) =>
      tx.query<{ id: RoleId }>(sql`
        insert into roles (organization_id, name, permissions, restrictions)
        values (${organization.id}, 'Editor', ${['users:view', 'users:edit', 'tasks:view', 'tasks:do', 'flows:view', 'hubs:view', 'programs:join']}, '{}')
        returning id`),
    )
    const editor = await someone((role as { id: RoleId }).id, organization)
    const field = await another(organization)
    const strangers: [MemberId, string][] = [
      [await another(await app.organization()), 'not-found'],
      [randomUUID() as MemberId, 'not-found'],
      [await another(organization, 'owner'), 'owner-protected'],
      [await another(organization, 'planner'), 'more-than-you-hold'],
      [editor.memberId, 'yourself'],
      [editor.memberId.toUpperCase() as MemberId, 'yourself'],
    ]
    for (const [other, refusal] of strangers) {
      const memberIds = [field, other]
      for (const guest of [true, false])
        expect(await resultOf(editor.client.setGuests({ body: { memberIds, guest } }))).toBe(
          refusal,
        )
    }
    expect(await guestsOf(organization)).toEqual(new Set())
    expect(await auditOf(organization)).toEqual([])
    expect(
      await editor.client.setGuests({ body: { memberIds: [field], guest: true } }),
    ).toMatchObject({ changed: 1 })
  })

  test('US9: an administrator with every permission still makes no guest of an owner', async () => {
    const { client, organization } = await someone('admin')
    const memberIds = [await another(organization, 'owner')]
    expect(await resultOf(client.setGuests({ body: { memberIds, guest: true } }))).toBe(
      'owner-protected',
    )
  })

  test('DR6: never leave an organization that no owner can enter', async () => {
    const { client, organization, person, memberId: ownId } = await someone()
    const connectionId = await addConnection(app, organization)
    await proveSso(app, organization, connectionId, ownId)
    await app.owner.transaction((tx) =>
      tx.query(sql`insert into evidence (login_id, kind, at)
        select id, 'email_otp', now() from logins where identity_id = ${person.id}`),
    )
    // Is in, but could not come in again: the mailbox is proved no more.
    await app.owner.transaction((tx) =>
      tx.query(sql`update identities set mailbox_proved_at = null where id = ${person.id}`),
    )
    // Comes in through the provider alone, and has no password to be a guest with.
    const other = await app.person()
    const memberId = await app.member(organization, other, { role: 'owner' })
    await addLink(app, organization, connectionId, memberId)
    await app.owner.transaction((tx) =>
      tx.query(sql`delete from passwords where identity_id = ${other.id}`),
    )
    await demandSso(organization, 'email_otp')
    const makeGuest = () =>
      resultOf(client.setGuests({ body: { memberIds: [memberId], guest: true } }))
    expect(await makeGuest()).toBe('policy-locks-out')
    expect(await guestsOf(organization)).toEqual(new Set())
    expect(await auditOf(organization)).toEqual([])
    // A third who can enter makes it good.
    const third = await another(organization, 'owner')
    await addLink(app, organization, connectionId, third)
    expect(await makeGuest()).toBe('done')
  })
})
