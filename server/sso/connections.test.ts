import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { ConnectionId, MemberId } from '#api/common.ts'
import { confine } from '#server/platform/database.ts'
import { enrol } from '#test/arrange-identity.ts'
import {
  startTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { samlMetadata, startProviderPages } from '#test/provider-pages.ts'
import { addTrace, tracesMax } from './add-trace.ts'
import { createKeyPair } from './key-pair.ts'
import { usualAttributes } from './shown-connection.ts'

let app: TestApp
let provider: Awaited<ReturnType<typeof startProviderPages>>
let issuer = ''
let [certificate, another] = ['', '']

beforeAll(async () => {
  app = await startTestApp()
  const pems = await Promise.all([createKeyPair('one'), createKeyPair('another')])
  ;[certificate = '', another = ''] = pems.map((pair) => pair.certificatePem)
  provider = await startProviderPages()
  issuer = provider.addIssuer()
  provider.addIssuer('/other')
})
afterAll(async () => {
  await provider.stop()
  await app.stop()
})

interface Inside extends TestOrganization {
  owner: TestPerson
  ownerId: MemberId
  client: Client
}

async function organization(): Promise<Inside> {
  const inside = await app.organization()
  const owner = await app.person()
  const ownerId = await app.member(inside, owner, { firstName: 'Olga' })
  const { client } = await app.signedIn(owner, ownerId)
  return { ...inside, owner, ownerId, client }
}

async function admin(inside: TestOrganization) {
  const who = await app.person()
  const memberId = await app.member(inside, who, { role: 'admin', firstName: 'Adi' })
  return { who, memberId, ...(await app.signedIn(who, memberId)) }
}

const oidc = (values: object = {}) => ({
  issuer,
  clientId: 'foyer',
  clientSecret: 'a secret',
  ...values,
})

async function oidcConnection({ client }: Pick<Inside, 'client'>, name = 'Okta') {
  const { id } = await client.createConnection({ body: { name, kind: 'oidc' } })
  await client.updateConnection({ params: { connectionId: id }, body: { oidc: oidc() } })
  return { params: { connectionId: id } }
}

async function samlConnection({ client }: Pick<Inside, 'client'>, name = 'ADFS') {
  const { id } = await client.createConnection({ body: { name, kind: 'saml' } })
  const saml = {
    from: 'metadata' as const,
    metadata: samlMetadata('https://idp.example', certificate),
  }
  await client.updateConnection({ params: { connectionId: id }, body: { saml } })
  return { params: { connectionId: id } }
}

/** A member's account at the provider of a connection. */
const link = (
  inside: TestOrganization,
  connectionId: ConnectionId,
  memberId: MemberId,
  by = issuer,
) =>
  app.owner.transaction((tx) =>
    tx.query(sql`
      insert into sso_links (organization_id, connection_id, issuer, subject, member_id, proved_by, linked_at, last_signed_in_at)
      values (${inside.id}, ${connectionId}, ${by}, ${memberId}, ${memberId}, 'own-proof', now(), now())`),
  )

const auditOf = (inside: TestOrganization) =>
  app.owner.transaction((tx) =>
    tx.query<{ action: string; actor: string | null; details: Record<string, unknown> }>(sql`
      select action, actor_member_id as actor, details from audit_events where organization_id = ${inside.id}
        and (action like 'connection.%' or action like 'set-up-link.%') order by id`),
  )

const demandSso = (inside: TestOrganization) =>
  app.owner.transaction((tx) =>
    tx.query(
      sql`update sign_in_policies set first_factor = 'sso' where organization_id = ${inside.id}`,
    ),
  )

/** The owner’s log-in has come through a connection as well. */
const prove = (inside: Inside, connectionId: ConnectionId) =>
  app.owner.transaction((tx) =>
    tx.query(sql`
      insert into evidence (login_id, kind, connection_id, organization_id, at)
      select login_id, 'sso', ${connectionId}::uuid, ${inside.id}::uuid, now() from sessions
      where member_id = ${inside.ownerId} and ended_at is null`),
  )

/** Somebody who may edit single sign-on, and holds less than an administrator. */
async function lowAdministrator(inside: Inside) {
  const role = await inside.client.createRole({ body: { name: 'Sign-in desk' } })
  await inside.client.updateRole({
    params: { roleId: role.id },
    body: { permissions: ['single_sign_on:view', 'single_sign_on:edit'] },
  })
  const who = await app.person()
  const { client } = await app.signedIn(who, await app.member(inside, who, { role: role.id }))
  return { ...client, roleId: role.id }
}

const pointersOf = async (call: Promise<unknown>) => {
  const found = await problemOf(call)
  return [found?.type.replace('/problems/', ''), ...(found?.errors ?? []).map((e) => e.pointer)]
}

describe('a connection', () => {
  test('SS1: begins as a draft with a key of its own and what to enter at the provider', async () => {
    const inside = await organization()
    const made = await inside.client.createConnection({ body: { name: 'Okta', kind: 'saml' } })
    expect(made).toMatchObject({ status: 'draft', provider: null, linkedMembers: 0 })
    expect(made.toCopy).toMatchObject({
      kind: 'saml',
      assertionConsumerServiceUrl: `http://localhost/sso/${made.id}/acs`,
    })
    const other = await inside.client.createConnection({ body: { name: 'Entra', kind: 'oidc' } })
    expect(other.toCopy).toMatchObject({ redirectUri: `http://localhost/sso/${other.id}/return` })
    expect((await inside.client.listConnections()).items.map(({ name }) => name)).toEqual([
      'Okta',
      'Entra',
    ])
    const again = inside.client.createConnection({ body: { name: 'oKTA', kind: 'oidc' } })
    expect(await pointersOf(again)).toEqual(['name-taken', '#/name'])
  })

  test('SS1: OpenID Connect is set up at once; its secret is sealed and never answered', async () => {
    const inside = await organization()
    const { params } = await oidcConnection(inside)
    const shown = await inside.client.getConnection({ params })
    expect(shown.provider).toEqual({
      kind: 'oidc',
      issuer,
      clientId: 'foyer',
      clientAuthentication: 'client_secret_basic',
      scopes: 'openid email profile',
      signOutThere: false,
      hasSecret: true,
    })
    expect(JSON.stringify([shown, await auditOf(inside)])).not.toContain('a secret')
    const [row] = await app.owner.transaction((tx) =>
      tx.query<{ text: string }>(
        sql`select c::text as text from connections c where id = ${params.connectionId}`,
      ),
    )
    expect(row?.text).not.toContain(Buffer.from('a secret').toString('hex'))
    expect(row?.text).not.toContain('PRIVATE KEY')
  })

  test('SS1: what is wrong is said at its field, and nothing is kept', async () => {
    const inside = await organization()
    const { client } = inside
    const { params } = await oidcConnection(inside)
    const saml = await samlConnection(inside)
    const before = await client.getConnection({ params })
    const refusals: [string[], () => Promise<unknown>][] = [
      [
        ['provider-unreachable', '#/oidc/issuer'],
        () =>
          client.updateConnection({
            params,
            body: { oidc: oidc({ issuer: 'http://127.0.0.1:9' }) },
          }),
      ],
      [
        ['provider-unreachable', '#/oidc/issuer'],
        () =>
          client.updateConnection({ params, body: { oidc: oidc({ issuer: 'https://10.0.0.1' }) } }),
      ],
      [
        ['values-refused', '#/oidc/issuer'],
        () =>
          client.updateConnection({ params, body: { oidc: oidc({ issuer: `${issuer}/none` }) } }),
      ],
      [
        ['values-refused', '#/saml'],
        () =>
          client.updateConnection({
            params,
            body: {
              saml: {
                from: 'metadata',
                metadata: samlMetadata('https://idp.example', certificate),
              },
            },
          }),
      ],
      [
        ['values-refused', '#/saml/metadata'],
        () =>
          client.updateConnection({
            ...saml,
            body: { saml: { from: 'metadata', metadata: '<a/>' } },
          }),
      ],
      [
        ['provider-unreachable', '#/saml/metadataUrl'],
        () =>
          client.updateConnection({
            ...saml,
            body: { saml: { from: 'url', metadataUrl: `${issuer}/none` } },
          }),
      ],
      [
        ['values-refused', '#/saml/certificates/1'],
        () =>
          client.updateConnection({
            ...saml,
            body: {
              saml: {
                from: 'fields',
                entityId: 'https://idp.example',
                signInUrl: 'https://idp.example/sso',
                certificates: [certificate, 'none'],
              },
            },
          }),
      ],
    ]
    for (const [expected, call] of refusals) expect(await pointersOf(call())).toEqual(expected)
    expect(await client.getConnection({ params })).toEqual(before)
  })

  test('SS1: a client secret stays only for the issuer and client that it was given for', async () => {
    const inside = await organization()
    const { client } = inside
    const { params } = await oidcConnection(inside)
    const { clientSecret: _, ...without } = oidc()
    const change = (values: object) =>
      client.updateConnection({ params, body: { oidc: { ...without, ...values } } })
    expect((await change({ scopes: 'email' })).provider).toMatchObject({
      hasSecret: true,
      scopes: 'openid email',
    })
    // The same, as the provider writes it.
    expect((await change({ issuer: `${issuer}/` })).provider).toMatchObject({
      hasSecret: true,
      issuer,
    })
    for (const values of [{ issuer: `${issuer}/other` }, { clientId: 'another' }])
      expect(await pointersOf(change(values))).toEqual(['values-refused', '#/oidc/clientSecret'])
    const moved = await change({
      issuer: `${issuer}/other`,
      clientAuthentication: 'private_key_jwt',
    })
    expect(moved.provider).toMatchObject({ hasSecret: false })
    // Back again: it is gone, and does not come back by itself.
    expect(await pointersOf(change({}))).toEqual(['values-refused', '#/oidc/clientSecret'])
  })

  test('SS1: changed or deleted by another organization it is not there', async () => {
    const [acme, globex] = [await organization(), await organization()]
    const { params } = await oidcConnection(acme)
    const { client } = globex
    for (const call of [
      () => client.getConnection({ params }),
      () => client.updateConnection({ params, body: { name: 'Mine' } }),
      () => client.setConnectionStatus({ params, body: { status: 'enabled' } }),
      () => client.removeConnection({ params }),
      () => client.listTraces({ params }),
      () => client.createSetUpLink({ params }),
      () => client.revokeSetUpLink({ params }),
    ])
      expect(await resultOf(call())).toBe('not-found')
    expect((await acme.client.getConnection({ params })).name).toBe('Okta')
  })
})

describe('evidence', () => {
  const since = (connectionId: ConnectionId) =>
    app.owner.transaction(async (tx) => {
      const [row] = await tx.query<{ at: Date }>(
        sql`select evidence_since as at from connections where id = ${connectionId}`,
      )
      return row?.at.getTime()
    })
  const at = (minutes: number) => {
    app.clock.now = new Date(Date.now() + minutes * 60_000)
    return app.clock.now.getTime()
  }
  afterEach(() => {
    app.clock.now = null
  })

  test('SS1: begins anew where the connection is enabled, or leads to another provider, and at no other change', async () => {
    const inside = await organization()
    const { client } = inside
    const { params } = await oidcConnection(inside)
    const enabledAt = at(1)
    await client.setConnectionStatus({ params, body: { status: 'enabled' } })
    expect(await since(params.connectionId)).toBe(enabledAt)
    at(2)
    await client.setConnectionStatus({ params, body: { status: 'enabled' } })
    await client.updateConnection({ params, body: { name: 'Login', providesSecondFactor: true } })
    await client.updateConnection({ params, body: { oidc: oidc({ clientSecret: 'newer' }) } })
    expect(await since(params.connectionId)).toBe(enabledAt)
    const clientAt = at(3)
    await client.updateConnection({ params, body: { oidc: oidc({ clientId: 'another' }) } })
    expect(await since(params.connectionId)).toBe(clientAt)
    const issuerAt = at(4)
    const change = { oidc: oidc({ clientId: 'another', issuer: `${issuer}/other` }) }
    const changed = await client.updateConnection({ params, body: change })
    expect([await since(params.connectionId), changed.status]).toEqual([issuerAt, 'enabled'])
    at(5)
    await client.setConnectionStatus({ params, body: { status: 'disabled' } })
    expect(await since(params.connectionId)).toBe(issuerAt)
    const againAt = at(6)
    await client.setConnectionStatus({ params, body: { status: 'enabled' } })
    expect(await since(params.connectionId)).toBe(againAt)
  })

  test('SS1: another EntityID is another provider, another certificate is not', async () => {
    const inside = await organization()
    const { client } = inside
    const { params } = await samlConnection(inside)
    await client.setConnectionStatus({ params, body: { status: 'enabled' } })
    const before = await since(params.connectionId)
    at(1)
    const give = (entityId: string, ...certificates: string[]) =>
      client.updateConnection({
        params,
        body: { saml: { from: 'metadata', metadata: samlMetadata(entityId, ...certificates) } },
      })
    const both = await give('https://idp.example', certificate, another)
    expect(both.provider).toMatchObject({ certificates: [{}, {}] })
    expect(await since(params.connectionId)).toBe(before)
    const movedAt = at(2)
    await give('https://other.example', certificate)
    expect(await since(params.connectionId)).toBe(movedAt)
  })

  test('DR6: one’s own log-in counts only through the provider as it is set up now', async () => {
    const inside = await organization()
    const { client, ownerId } = inside
    const { params } = await oidcConnection(inside)
    await client.setConnectionStatus({ params, body: { status: 'enabled' } })
    await link(inside, params.connectionId, ownerId)
    const own = async () => (await client.getConnection({ params })).ownSignInAt
    expect(await own()).not.toBeNull()
    const colleague = await admin(inside)
    expect((await colleague.client.getConnection({ params })).ownSignInAt).toBeNull()
    at(1)
    await client.updateConnection({ params, body: { oidc: oidc({ clientId: 'another' }) } })
    expect(await own()).toBeNull()
  })

  test('DR6: a link to an issuer that went does not count', async () => {
    const inside = await organization()
    const { params } = await oidcConnection(inside)
    await link(inside, params.connectionId, inside.ownerId, 'https://gone.example')
    const shown = await inside.client.getConnection({ params })
    expect([shown.ownSignInAt, shown.linkedMembers]).toEqual([null, 1])
  })
})

describe('status', () => {
  test('SS1: a draft cannot be enabled; each change is audited and mailed to the others who keep it', async () => {
    const inside = await organization()
    const colleague = await admin(inside)
    const planner = await app.person()
    await app.member(inside, planner, { role: 'planner' })
    const { client } = inside
    const { id } = await client.createConnection({ body: { name: 'Okta', kind: 'oidc' } })
    const params = { connectionId: id }
    const enable = () => client.setConnectionStatus({ params, body: { status: 'enabled' } })
    expect(await resultOf(enable())).toBe('connection-unfinished')
    await client.updateConnection({ params, body: { oidc: oidc() } })
    expect((await enable()).status).toBe('enabled')
    await enable()
    await client.updateConnection({ params, body: { oidc: oidc({ clientId: 'another' }) } })
    await client.setConnectionStatus({ params, body: { status: 'disabled' } })
    await client.removeConnection({ params })
    expect(await resultOf(client.getConnection({ params }))).toBe('not-found')
    expect((await auditOf(inside)).map(({ action }) => action)).toEqual([
      'connection.created',
      'connection.updated',
      'connection.enabled',
      'connection.updated',
      'connection.disabled',
      'connection.removed',
    ])
    const told = (await mailsTo(app, colleague.who.email)).filter(
      ({ template }) => template === 'connection-changed',
    )
    expect(told.map(({ values }) => values.change)).toEqual([
      'enabled',
      'provider-replaced',
      'disabled',
      'removed',
    ])
    expect(told[0]?.values).toMatchObject({ connectionName: 'Okta', by: 'Olga Person' })
    for (const { email } of [inside.owner, planner])
      expect(
        (await mailsTo(app, email)).filter(({ template }) => template === 'connection-changed'),
      ).toEqual([])
  })

  test('DR6: while single sign-on is demanded, the last connection of the owners cannot be taken away', async () => {
    const inside = await organization()
    const { client } = inside
    const { params } = await oidcConnection(inside)
    await client.setConnectionStatus({ params, body: { status: 'enabled' } })
    await link(inside, params.connectionId, inside.ownerId)
    await prove(inside, params.connectionId)
    await demandSso(inside)
    const disable = () => client.setConnectionStatus({ params, body: { status: 'disabled' } })
    const leave = () =>
      client.updateConnection({ params, body: { oidc: oidc({ clientId: 'another' }) } })
    for (const call of [disable, leave, () => client.removeConnection({ params })])
      expect(await resultOf(call())).toBe('policy-locks-out')
    expect((await client.getConnection({ params })).status).toBe('enabled')
    // What changes nothing of who vouches goes on.
    await client.updateConnection({ params, body: { name: 'Login' } })
    // With another one through which the owner comes in, it may go.
    const second = await oidcConnection(inside, 'Second')
    await client.setConnectionStatus({ ...second, body: { status: 'enabled' } })
    expect(await resultOf(disable())).toBe('policy-locks-out')
    await link(inside, second.params.connectionId, inside.ownerId)
    expect((await disable()).status).toBe('disabled')
  })

  test('DR6: nor does a connection stop holding the second factor that no owner has', async () => {
    const inside = await organization()
    const { client } = inside
    const { params } = await oidcConnection(inside)
    const holds = (providesSecondFactor: boolean) =>
      client.updateConnection({ params, body: { providesSecondFactor } })
    await holds(true)
    await client.setConnectionStatus({ params, body: { status: 'enabled' } })
    await link(inside, params.connectionId, inside.ownerId)
    await prove(inside, params.connectionId)
    await demandSso(inside)
    await app.owner.transaction((tx) =>
      tx.query(
        sql`update sign_in_policies set second_factor = 'totp' where organization_id = ${inside.id}`,
      ),
    )
    expect(await resultOf(holds(false))).toBe('policy-locks-out')
    expect((await client.getConnection({ params })).providesSecondFactor).toBe(true)
    await client.updateConnection({ params, body: { name: 'Login' } })
    await enrol(app, inside.owner)
    expect((await holds(false)).providesSecondFactor).toBe(false)
  })

  test('RP5: who may not weaken the sign-in policy does not do so by a connection', async () => {
    const inside = await organization()
    const { params } = await oidcConnection(inside)
    const low = await lowAdministrator(inside)
    const { client: administrator } = await admin(inside)
    const holds = (by: Client, providesSecondFactor: boolean) =>
      resultOf(by.updateConnection({ params, body: { providesSecondFactor } }))
    expect(await holds(low, true)).toBe('not-permitted')
    expect(await holds(low, false)).toBe('done')
    expect(await holds(administrator, true)).toBe('done')
    expect(await holds(low, true)).toBe('done')
    expect(await holds(low, false)).toBe('not-permitted')
  })

  test('DR6: an owner who is a guest account keeps the organization open', async () => {
    const inside = await organization()
    const { client } = inside
    const { params } = await oidcConnection(inside)
    await client.setConnectionStatus({ params, body: { status: 'enabled' } })
    await prove(inside, params.connectionId)
    await demandSso(inside)
    await app.owner.transaction((tx) =>
      tx.query(sql`update members set guest = true where id = ${inside.ownerId}`),
    )
    await client.removeConnection({ params })
    expect((await client.listConnections()).items).toEqual([])
  })
})

describe('roles that a connection gives', () => {
  test('RP5: nobody lets a provider give what they could not give themselves, and nobody makes it give Owner', async () => {
    const inside = await organization()
    const { params } = await oidcConnection(inside)
    const { client } = await admin(inside)
    const owner = inside.client
    const { admin: adminRole, owner: ownerRole, planner } = inside.roles
    const groups = (...roleIds: (typeof planner)[]) => ({
      groupRoles: roleIds.map((roleId, index) => ({ group: `g${index}`, roleId })),
    })
    const update = (by: Client, body: object) => by.updateConnection({ params, body })
    for (const by of [client, owner]) {
      expect(await pointersOf(update(by, groups(planner, ownerRole)))).toEqual([
        'owner-protected',
        '#/groupRoles/1/roleId',
      ])
      expect(await pointersOf(update(by, { defaultRoleId: ownerRole }))).toEqual([
        'owner-protected',
        '#/defaultRoleId',
      ])
    }
    const stranger = await app.organization()
    expect(await pointersOf(update(owner, groups(stranger.roles.planner)))).toEqual([
      'values-refused',
      '#/groupRoles/0/roleId',
    ])
    const twice = { groupRoles: [0, 1].map(() => ({ group: 'same', roleId: planner })) }
    expect(await pointersOf(update(owner, twice))).toEqual([
      'values-refused',
      '#/groupRoles/1/group',
    ])
    const shown = await update(client, { ...groups(planner, adminRole), defaultRoleId: planner })
    expect(shown).toMatchObject({ ...groups(planner, adminRole), defaultRoleId: planner })
  })

  test('RP5: what stands before a role that one could not give stays as it is', async () => {
    const inside = await organization()
    const { params } = await oidcConnection(inside)
    const { admin: adminRole, planner } = inside.roles
    const low = await lowAdministrator(inside)
    const before = [
      { group: 'staff', roleId: planner },
      { group: 'chiefs', roleId: adminRole },
    ]
    await inside.client.updateConnection({ params, body: { groupRoles: before } })
    const update = (body: object) => resultOf(low.updateConnection({ params, body }))
    expect(await update({ groupRoles: [...before, { group: 'rest', roleId: low.roleId }] })).toBe(
      'done',
    )
    for (const body of [
      { groupRoles: before.toReversed() },
      { groupRoles: before.slice(1) },
      { groupRoles: [{ group: 'everybody', roleId: adminRole }] },
      { attributes: { ...usualAttributes.oidc, groups: 'department' } },
      { justInTime: true },
    ])
      expect(await update(body), JSON.stringify(body)).toBe('more-than-you-hold')
    expect(await update({ groupRoles: [before[0]] })).toBe('done')
  })

  test('RP5: joining without a role named gives the lowest one, which one must be able to give', async () => {
    const inside = await organization()
    const { params } = await oidcConnection(inside)
    const low = await lowAdministrator(inside)
    const update = (body: object) => resultOf(low.updateConnection({ params, body }))
    expect(await update({ justInTime: true })).toBe('more-than-you-hold')
    expect(await update({ justInTime: true, defaultRoleId: low.roleId })).toBe('done')
    expect(await update({ defaultRoleId: null })).toBe('more-than-you-hold')
    await inside.client.updateConnection({ params, body: { defaultRoleId: null } })
    expect(await update({ oidc: oidc({ clientId: 'mine' }) })).toBe('more-than-you-hold')
    expect(await update({ name: 'Login' })).toBe('done')
  })

  test('RP5: nobody takes roles away by groups from those who hold more', async () => {
    const inside = await organization()
    const { params } = await oidcConnection(inside)
    const low = await lowAdministrator(inside)
    const update = (body: object) => resultOf(low.updateConnection({ params, body }))
    const groupRoles = [{ group: 'everybody', roleId: low.roleId }]
    expect(await update({ groupRoles, updateAtSignIn: true })).toBe('done')
    expect(await update({ groupRoles: [], updateAtSignIn: false })).toBe('done')
    // An owner never gets another role by a provider; an administrator would.
    const { memberId } = await admin(inside)
    expect(await update({ groupRoles, updateAtSignIn: true })).toBe('more-than-you-hold')
    expect(await update({ groupRoles })).toBe('done')
    expect(await update({ updateAtSignIn: true })).toBe('more-than-you-hold')
    await inside.client.suspendUser({ params: { memberId } })
    expect(await update({ updateAtSignIn: true })).toBe('more-than-you-hold')
    await inside.client.updateConnection({ params, body: { updateAtSignIn: true } })
    expect(await update({ name: 'Login', updateAtSignIn: true })).toBe('done')
    expect(await update({ groupRoles: [] })).toBe('done')
  })

  test('RP1: a role that a connection gives cannot be deleted', async () => {
    const inside = await organization()
    const { client } = inside
    const { params } = await oidcConnection(inside)
    const role = await client.createRole({ body: { name: 'Night shift' } })
    for (const body of [
      { defaultRoleId: role.id },
      { defaultRoleId: null, groupRoles: [{ group: 'night', roleId: role.id }] },
    ]) {
      await client.updateConnection({ params, body })
      expect(await resultOf(client.removeRole({ params: { roleId: role.id } }))).toBe('role-in-use')
    }
    await client.updateConnection({ params, body: { groupRoles: [] } })
    await client.removeRole({ params: { roleId: role.id } })
  })

  test('US9: who is recognized by which keys is not for whoever holds less than those who sign in so', async () => {
    const inside = await organization()
    const { client: administrator } = await admin(inside)
    const { params } = await samlConnection(inside)
    await link(inside, params.connectionId, inside.ownerId, 'https://idp.example')
    const give = (by: Client, entityId: string, ...certificates: string[]) =>
      by.updateConnection({
        params,
        body: { saml: { from: 'metadata', metadata: samlMetadata(entityId, ...certificates) } },
      })
    expect(await resultOf(give(administrator, 'https://idp.example', another))).toBe(
      'owner-protected',
    )
    expect(await resultOf(give(administrator, 'https://idp.example', certificate, another))).toBe(
      'owner-protected',
    )
    const elsewhere = {
      from: 'fields' as const,
      entityId: 'https://idp.example',
      signInUrl: 'https://mine.example/sso',
      certificates: [certificate],
    }
    const sent = administrator.updateConnection({ params, body: { saml: elsewhere } })
    expect(await resultOf(sent)).toBe('owner-protected')
    expect(await resultOf(administrator.createSetUpLink({ params }))).toBe('owner-protected')
    expect(await resultOf(give(inside.client, 'https://idp.example', certificate, another))).toBe(
      'done',
    )
    // One that goes lets nobody in; another provider is nobody's account.
    expect(await resultOf(give(administrator, 'https://idp.example', another))).toBe('done')
    expect(await resultOf(give(administrator, 'https://mine.example', certificate))).toBe('done')
    // Back again, by keys of their own, would be everybody's accounts.
    expect(await resultOf(give(administrator, 'https://idp.example', certificate))).toBe(
      'owner-protected',
    )
    expect(await resultOf(give(inside.client, 'https://idp.example', certificate))).toBe('done')
  })

  test('US9: nor is it who Foyer is at a provider through which others sign in', async () => {
    const inside = await organization()
    const { client: administrator } = await admin(inside)
    const { params } = await oidcConnection(inside)
    const be = (clientId: string) =>
      resultOf(administrator.updateConnection({ params, body: { oidc: oidc({ clientId }) } }))
    expect(await be('another')).toBe('done')
    await link(inside, params.connectionId, inside.ownerId)
    expect(await be('mine')).toBe('owner-protected')
  })

  test('RP5: nor is it the first provider of a connection that gives roles already', async () => {
    const inside = await organization()
    const low = await lowAdministrator(inside)
    const { id } = await inside.client.createConnection({ body: { name: 'Okta', kind: 'oidc' } })
    const params = { connectionId: id }
    const roles = { defaultRoleId: inside.roles.admin }
    await inside.client.updateConnection({ params, body: roles })
    const setUp = low.updateConnection({ params, body: { oidc: oidc() } })
    expect(await resultOf(setUp)).toBe('more-than-you-hold')
  })
})

describe('traces', () => {
  test('SS3: of a connection the newest 200 are kept, and shown to its own organization', async () => {
    const inside = await organization()
    const [first, second] = [await oidcConnection(inside), await oidcConnection(inside, 'Second')]
    const began = Date.now()
    const add = (connectionId: ConnectionId, email: string, seconds = 0) =>
      app.db.transaction(async (tx) => {
        await confine(tx, inside.id)
        const trace = {
          organizationId: inside.id,
          connectionId,
          purpose: 'sign-in' as const,
          outcome: 'too-old' as const,
          steps: [{ name: 'audience', ok: false, detail: 'another one' }],
          claims: [{ name: 'sub', values: ['x'], usedAs: ['subject'] }],
          email,
          memberId: null,
          ip: '192.0.2.1',
        }
        return addTrace(tx, trace, new Date(began + seconds * 1000))
      })
    const other = await add(second.params.connectionId, 'other@example.test')
    for (let n = 0; n < tracesMax + 2; n++)
      await add(first.params.connectionId, `${n}@example.test`, n)
    const { items } = await inside.client.listTraces(first)
    expect(items).toHaveLength(200)
    expect([items[0]?.email, items.at(-1)?.email]).toEqual(['201@example.test', '2@example.test'])
    expect((await inside.client.listTraces(second)).items).toEqual([other])
  })
})
