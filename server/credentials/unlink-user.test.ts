import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IdentityId } from '#api/common.ts'
import { addConnection, addLink, proveSso } from '#test/connections.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const someone = async (
  role: 'owner' | 'admin' | 'field_user' = 'owner',
  inside?: TestOrganization,
) => {
  const organization = inside ?? (await app.organization())
  const person = await app.person()
  const memberId = await app.member(organization, person, { role })
  return { organization, person, memberId, ...(await app.signedIn(person, memberId)) }
}

const evidenceOf = (identityId: IdentityId) =>
  app.owner.transaction(async (tx) => {
    const rows = await tx.query<{ what: string }>(sql`
      select distinct e.kind || ':' || coalesce(e.connection_id::text, '') as what
      from evidence e join logins l on l.id = e.login_id where l.identity_id = ${identityId}`)
    return rows.map(({ what }) => what).toSorted()
  })

describe('SS2: taking away what links a member to an account at the provider', () => {
  test('ends link, evidence and sessions here; another connection, other organizations and log-ins stay', async () => {
    const admin = await someone('admin')
    const { organization } = admin
    const connectionId = await addConnection(app, organization, { name: 'Okta' })
    const kept = await addConnection(app, organization, { name: 'Spare' })
    const field = await someone('field_user', organization)
    const { person, memberId } = field
    const elsewhere = await app.organization()
    const there = await app.signedIn(person, await app.member(elsewhere, person))
    for (const connection of [connectionId, kept]) {
      await addLink(app, organization, connection, memberId)
      await proveSso(app, organization, connection, memberId)
    }
    // Two accounts at one provider, which changed its name.
    await addLink(app, organization, connectionId, memberId, { issuer: 'https://old.example' })
    const { client } = admin
    const user = () => client.getUser({ params: { memberId } })
    expect((await user()).connections).toEqual([
      { id: connectionId, name: 'Okta' },
      { id: kept, name: 'Spare' },
    ])
    const { items } = await client.listUsers({ query: {} })
    expect(items.find(({ id }) => id === admin.memberId)?.connections).toEqual([])

    const unlink = () => resultOf(client.unlinkUser({ params: { memberId, connectionId } }))
    expect(await unlink()).toBe('done')
    expect((await user()).connections).toEqual([{ id: kept, name: 'Spare' }])
    expect(await evidenceOf(person.id)).toEqual(['password:', `sso:${kept}`])
    expect(await resultOf(field.client.listTasks({ query: {} }))).toBe('not-signed-in')
    expect(await resultOf(there.client.listTasks({ query: {} }))).toBe('done')
    expect(
      await app.owner.transaction((tx) =>
        tx.query(sql`
          select actor_member_id as actor, subject_id as subject, details from audit_events
          where organization_id = ${organization.id} and action = 'user.unlinked'`),
      ),
    ).toEqual([{ actor: admin.memberId, subject: memberId, details: { connectionId } }])
    expect(await unlink()).toBe('not-found')
  })

  test('US9: an administrator does not unlink an owner; owners do', async () => {
    const { client, organization } = await someone('admin')
    const owner = await someone('owner', organization)
    const other = await someone('owner', organization)
    const connectionId = await addConnection(app, organization, { name: 'Okta' })
    await addLink(app, organization, connectionId, owner.memberId)
    const params = { memberId: owner.memberId, connectionId }
    expect(await resultOf(client.unlinkUser({ params }))).toBe('owner-protected')
    expect(await resultOf(owner.client.listTasks({ query: {} }))).toBe('done')
    expect(await resultOf(other.client.unlinkUser({ params }))).toBe('done')
  })

  test('PR4: another organization’s member or connection is like none', async () => {
    const { client, organization, memberId } = await someone()
    const other = await someone()
    const own = await addConnection(app, organization, { name: 'Okta' })
    const foreign = await addConnection(app, other.organization, { name: 'Okta' })
    await addLink(app, organization, own, memberId)
    await addLink(app, other.organization, foreign, other.memberId)
    for (const params of [
      { memberId: other.memberId, connectionId: foreign },
      { memberId: other.memberId, connectionId: own },
      { memberId, connectionId: foreign },
    ])
      expect(await resultOf(client.unlinkUser({ params }))).toBe('not-found')
    const { connections } = await other.client.getUser({ params: { memberId: other.memberId } })
    expect(connections).toEqual([{ id: foreign, name: 'Okta' }])
    expect(await resultOf(other.client.listTasks({ query: {} }))).toBe('done')
  })
})
