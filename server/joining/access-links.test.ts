import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { HubId } from '#api/common.ts'
import { addIdentity } from '#server/identities/identity.ts'
import { hashPassword } from '#server/identities/password.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import {
  begin,
  chosenPassword,
  ending,
  finish,
  inside,
  joinByLink,
  makeLink,
  newEmail,
  openOrganization,
  prove,
  refusalIn,
  rowOf,
} from '#test/joining.ts'
import { mailTo } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { untilBlocked } from '#test/until-blocked.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const soon = (seconds: number) => new Date(Date.now() + seconds * 1000)

test('US6: all ways of joining are off to begin with; opening one leaves the other, and is audited', async () => {
  const organization = await app.organization()
  const person = await app.person()
  const { client } = await app.signedIn(person, await app.member(organization, person))
  expect(await client.getJoiningRules()).toEqual({
    externalSignUp: false,
    membersMayInvite: false,
    refusedJoinsMailed: true,
  })
  expect(await client.updateJoiningRules({ body: { membersMayInvite: true } })).toEqual({
    externalSignUp: false,
    membersMayInvite: true,
    refusedJoinsMailed: true,
  })
  expect(await client.updateJoiningRules({ body: { externalSignUp: true } })).toEqual({
    externalSignUp: true,
    membersMayInvite: true,
    refusedJoinsMailed: true,
  })
  const { items } = await client.listAuditEvents({ query: { action: 'joining-rules' } })
  expect(items.map(({ action }) => action)).toEqual([
    'joining-rules.updated',
    'joining-rules.updated',
  ])
  expect((await client.getSession()).organization.membersMayInvite).toBe(true)
})

test('US6: a link is shown once; what is kept of it is a hash', async () => {
  const { client, organization } = await openOrganization(app)
  const link = await makeLink(client, {
    name: 'Job fair',
    domains: ['Acme.Example', 'acme.example'],
  })
  expect(link).toMatchObject({
    name: 'Job fair',
    domains: ['acme.example'],
    uses: 0,
    usesMax: null,
    expiresAt: null,
    status: 'open',
    createdBy: 'Ana Person',
    url: expect.stringMatching(/^http:\/\/localhost\/join#fyl_[\w-]{43}$/),
  })
  const [listed] = (await client.listAccessLinks()).items
  expect(listed).not.toHaveProperty('url')
  expect(await app.clientWith().openAccessLink({ body: { token: link.token } })).toEqual({
    organization: {
      id: organization.id,
      name: organization.name,
      slug: organization.slug,
      logoUrl: null,
      accent: 'indigo',
    },
    domains: ['acme.example'],
  })
  const kept = await app.owner.transaction((tx) =>
    tx.query(sql`select l::text as link, (select jsonb_agg(to_jsonb(e))::text from audit_events e
        where e.organization_id = l.organization_id) as audit,
      (select jsonb_agg(to_jsonb(k))::text from idempotency_keys k where k.organization_id = l.organization_id) as answers
      from access_links l where id = ${link.id}`),
  )
  expect(JSON.stringify(kept)).not.toContain(link.token)
})

test('US6: a link that is over before it begins is refused, and so is the hundred and first', async () => {
  const { client, organization } = await openOrganization(app)
  expect(await problemOf(makeLink(client, { expiresAt: soon(-1).toISOString() }))).toMatchObject({
    type: '/problems/values-refused',
    errors: [{ pointer: '#/expiresAt' }],
  })
  await app.owner.transaction((tx) =>
    tx.query(sql`insert into access_links (organization_id, name, token_hash, created_at)
      select ${organization.id}, 'Many', sha256((${organization.id} || n::text)::bytea), now() from generate_series(1, 99) n`),
  )
  const answers = await Promise.all(Array.from({ length: 12 }, () => resultOf(makeLink(client))))
  expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
  expect(answers.filter((answer) => answer === 'too-many')).toHaveLength(11)
  const [newest] = (await client.listAccessLinks()).items
  await client.revokeAccessLink({ params: { accessLinkId: newest?.id ?? '' } })
  expect(await resultOf(makeLink(client))).toBe('done')
})

test('US6: a link of another organization is neither listed nor revoked', async () => {
  const [acme, globex] = [await openOrganization(app), await openOrganization(app)]
  const link = await makeLink(acme.client)
  expect((await globex.client.listAccessLinks()).items).toEqual([])
  const params = { accessLinkId: link.id }
  expect(await resultOf(globex.client.revokeAccessLink({ params }))).toBe('not-found')
  await acme.client.revokeAccessLink({ params })
  expect(await resultOf(acme.client.revokeAccessLink({ params }))).toBe('not-found')
  expect((await acme.client.listAccessLinks()).items).toMatchObject([{ status: 'revoked' }])
})

test('US6: somebody new proves the mailbox, chooses a password and is in, to register with the lowest role', async () => {
  const { client, organization } = await openOrganization(app)
  const link = await makeLink(client)
  const email = newEmail()
  const { joiningToken, code } = await begin(app, ` ${email.toUpperCase()} `, link.token)
  expect(await mailTo(app, email, 'joining-code')).toMatchObject({
    organizationId: organization.id,
    values: { organizationName: organization.name },
  })
  expect(await app.clientWith().proveJoining({ body: { joiningToken, code: code ?? '' } })).toEqual(
    {
      next: 'set-password',
      email,
      organization: { name: organization.name, slug: organization.slug },
    },
  )
  expect(await rowOf(app, organization, email)).toBeNull()
  expect((await client.listAccessLinks()).items).toMatchObject([{ uses: 0 }])
  const entered = inside(app, await finish(app, joiningToken))
  expect(entered.organization.id).toBe(organization.id)
  expect(await entered.client.getSession()).toMatchObject({
    email,
    role: { template: 'field_user' },
    member: { status: 'registering', firstName: 'Nia', lastName: 'Putri' },
  })
  expect(await resultOf(entered.client.listTasks({ query: {} }))).toBe('registration-unfinished')
  await entered.client.completeRegistration({ body: { firstName: 'Nia', lastName: 'Putri' } })
  expect(await client.getUser({ params: { memberId: entered.member.id } })).toMatchObject({
    source: 'access-link',
    status: 'active',
    addedBy: null,
  })
  expect((await client.listAccessLinks()).items).toMatchObject([{ uses: 1 }])
  const [home] = await app.owner.transaction((tx) =>
    tx.query(sql`select home_organization_id as id from identities where email = ${email}`),
  )
  expect(home).toEqual({ id: organization.id })
})

describe('US6: the hubs of a link', () => {
  /** An owner with hubs of their own, and one hub that they do not have. */
  async function withHubs() {
    const { client, organization } = await openOrganization(app)
    const create = (name: string) =>
      client.createHub({ body: { name, latitude: -6.2, longitude: 106.8 } })
    const [south, north] = [await create('South'), await create('North')]
    return { client, organization, north, south, other: await app.hub(organization) }
  }
  const hubsIn = async (client: Client, email: string) =>
    (await client.listUsers({ query: { q: email } })).items[0]?.hubs.map(({ name }) => name)

  test('are listed with it by name, stand in the audit log, and go to whoever joins by it', async () => {
    const { client, north, south } = await withHubs()
    const link = await makeLink(client, { hubIds: [south.id, north.id, south.id] })
    const hubs = [north, south].map(({ id, name }) => ({ id, name }))
    expect(link.hubs).toEqual(hubs)
    expect((await client.listAccessLinks()).items).toMatchObject([{ hubs }])
    const [created] = (await client.listAuditEvents({ query: { action: 'access-link' } })).items
    expect(created?.details).toMatchObject({ hubIds: [south.id, north.id] })
    const email = newEmail()
    const entered = inside(app, await joinByLink(app, email, link.token))
    await entered.client.completeRegistration({ body: { firstName: 'Nia', lastName: 'Putri' } })
    expect((await entered.client.listMyHubs()).items).toEqual(hubs)
    // Whoever has a password already is put in at the proof.
    const known = await app.person()
    expect(await prove(app, known.email, link.token)).toMatchObject({ next: 'sign-in' })
    expect(await hubsIn(client, known.email)).toEqual(['North', 'South'])
    // Nobody who opens the link learns where it leads to inside.
    const opened = await app.clientWith().openAccessLink({ body: { token: link.token } })
    expect(JSON.stringify(opened)).not.toContain(north.id)
  })

  test('RP5: are hubs that its maker has: others of the organization, of another one and none at all are refused alike', async () => {
    const { client, north, other } = await withHubs()
    const foreign = await app.hub(await app.organization())
    for (const hubId of [other, foreign, randomUUID() as HubId])
      expect(await problemOf(makeLink(client, { hubIds: [north.id, hubId] }))).toMatchObject({
        type: '/problems/values-refused',
        errors: [{ pointer: '#/hubIds/1', code: 'not-one-of' }],
      })
    expect((await client.listAccessLinks()).items).toEqual([])
  })

  test('that are deleted meanwhile are left out; whoever comes gets the rest, or none', async () => {
    const { client, north, south } = await withHubs()
    const link = await makeLink(client, { hubIds: [north.id, south.id] })
    const { joiningToken } = await prove(app, newEmail(), link.token)
    await client.removeHub({ params: { hubId: north.id } })
    const hubs = [{ id: south.id, name: 'South' }]
    expect((await client.listAccessLinks()).items).toMatchObject([{ status: 'open', hubs }])
    const { client: first } = inside(app, await finish(app, joiningToken))
    await first.completeRegistration({ body: { firstName: 'Nia', lastName: 'Putri' } })
    expect((await first.listMyHubs()).items).toEqual(hubs)
    const bare = await makeLink(client, {
      hubIds: [(await client.createHub({ body: { name: 'Brief', latitude: 0, longitude: 0 } })).id],
    })
    await client.removeHub({ params: { hubId: bare.hubs[0]?.id as HubId } })
    const email = newEmail()
    expect((await joinByLink(app, email, bare.token)).outcome).toBe('entered')
    expect(await hubsIn(client, email)).toEqual([])
  })

  test('HB1: one that is being deleted while somebody joins is left out as well, and nobody is turned away', async () => {
    const { client, north } = await withHubs()
    const link = await makeLink(client, { hubIds: [north.id] })
    const email = newEmail()
    const { joiningToken } = await prove(app, email, link.token)
    const { joining } = await app.owner.transaction(async (tx) => {
      await tx.query(sql`delete from hubs where id = ${north.id}`)
      const begun = finish(app, joiningToken)
      await untilBlocked(tx)
      return { joining: begun }
    })
    expect((await joining).outcome).toBe('entered')
    expect(await hubsIn(client, email)).toEqual([])
  })

  test('PR3: a hub of another organization that stands in a link by whatever way is given to nobody', async () => {
    const { client } = await withHubs()
    const link = await makeLink(client)
    const foreign = await app.hub(await app.organization())
    await app.owner.transaction((tx) =>
      tx.query(
        sql`update access_links set hub_ids = array[${foreign}::uuid] where id = ${link.id}`,
      ),
    )
    expect((await client.listAccessLinks()).items).toMatchObject([{ hubs: [] }])
    const email = newEmail()
    expect((await joinByLink(app, email, link.token)).outcome).toBe('entered')
    expect(await hubsIn(client, email)).toEqual([])
  })
})

test('US6: of twenty who finish at once as many come in as the link has uses; the others are noted', async () => {
  const { client, organization } = await openOrganization(app)
  const link = await makeLink(client, { usesMax: 3 })
  const emails = Array.from({ length: 20 }, () => newEmail())
  const tokens = []
  for (const email of emails) tokens.push((await prove(app, email, link.token)).joiningToken)
  const answers = await Promise.all(tokens.map((token) => refusalIn(finish(app, token))))
  expect(answers.filter((answer) => answer === 'done')).toHaveLength(3)
  expect(answers.filter((answer) => answer === 'link-used-up')).toHaveLength(17)
  expect((await client.listAccessLinks()).items).toMatchObject([{ uses: 3, status: 'used-up' }])
  expect((await client.listRefusedJoins()).items).toHaveLength(17)
  const [made] = await app.owner.transaction((tx) =>
    tx.query<{ members: number; identities: number; passwords: number }>(sql`
      select (select count(*) from members where organization_id = ${organization.id} and source = 'access-link') as members,
        (select count(*) from identities where email = any(${emails})) as identities,
        (select count(*) from passwords p join identities i on i.id = p.identity_id where i.email = any(${emails})) as passwords`),
  )
  expect(made).toEqual({ members: 3, identities: 3, passwords: 3 })
})

test('US6: who was refused because the link is used up is added with one click', async () => {
  const { client, organization } = await openOrganization(app)
  const link = await makeLink(client, { usesMax: 1 })
  await joinByLink(app, newEmail(), link.token)
  const email = newEmail()
  expect(await refusalIn(prove(app, email, link.token))).toBe('link-used-up')
  const [refused] = (await client.listRefusedJoins()).items
  expect(refused).toMatchObject({ email, path: 'access-link', reason: 'link-used-up', times: 1 })
  await client.addRefusedJoin({ params: { refusedId: refused?.id ?? '' }, body: {} })
  expect(await rowOf(app, organization, email)).toMatchObject({ source: 'added' })
  expect((await client.listRefusedJoins()).items).toEqual([])
})

test('US6: a double click on the end makes one member, by either', async () => {
  const { client } = await openOrganization(app)
  const link = await makeLink(client)
  const { joiningToken } = await prove(app, newEmail(), link.token)
  const answers = await Promise.all([1, 2, 3].map(() => resultOf(finish(app, joiningToken))))
  expect(answers.toSorted()).toEqual(['done', 'link-not-valid', 'link-not-valid'])
  expect((await client.listAccessLinks()).items).toMatchObject([{ uses: 1 }])
})

test('US6: the slower click of a double one is told that it is over, not that its password was used before', async () => {
  const { client } = await openOrganization(app)
  const email = newEmail()
  const { joiningToken } = await prove(app, email, (await makeLink(client)).token)
  const hash = await hashPassword(chosenPassword)
  const { slower } = await app.owner.transaction(async (tx) => {
    await tx.query(sql`lock table passwords in access exclusive mode`)
    const slower = resultOf(finish(app, joiningToken))
    await untilBlocked(tx)
    // As the faster one does it.
    await tx.query(sql`update joinings set used_at = now() where email = ${email}`)
    const { id } = await addIdentity(tx, email, new Date())
    await tx.query(
      sql`insert into passwords (identity_id, hash, changed_at) values (${id}, ${hash}, now())`,
    )
    return { slower }
  })
  expect(await slower).toBe('link-not-valid')
})

test('US6: who has a proved mailbox and a password, and is nowhere, is in by the code alone and signs in with what they have', async () => {
  const { client, organization } = await openOrganization(app)
  const link = await makeLink(client)
  const person = await app.person()
  const { joiningToken, next } = await prove(app, person.email, link.token)
  expect(next).toBe('sign-in')
  const row = await rowOf(app, organization, person.email)
  expect(row).toMatchObject({ status: 'registering', source: 'access-link' })
  expect(await resultOf(finish(app, joiningToken))).toBe('link-not-valid')
  expect((await app.signedIn(person, (row?.id ?? '') as never)).token).toMatch(/^fys_/)
})

test('US6: who joins in another language than the organization’s goes on in it', async () => {
  const { client } = await openOrganization(app)
  const link = await makeLink(client)
  const languages = await Promise.all(
    (['en', 'id'] as const).map(async (language) => {
      const email = newEmail()
      const body = { email, accessLink: link.token, language }
      const { joiningToken } = await app.clientWith().startJoining({ body })
      const mail = await mailTo(app, email, 'joining-code')
      const code = String((mail?.values as { token?: string } | undefined)?.token)
      await app.clientWith().proveJoining({ body: { joiningToken, code } })
      const entered = inside(app, await finish(app, joiningToken))
      return (await entered.client.getMyProfile()).language
    }),
  )
  expect(languages).toEqual([null, 'id'])
})

test('DR2: the door of the organization decides: a policy with an authenticator challenges whoever has joined', async () => {
  const { client } = await openOrganization(app)
  const link = await makeLink(client)
  await app.owner.transaction((tx) =>
    tx.query(sql`update sign_in_policies set second_factor = 'totp'
      where organization_id = (select organization_id from access_links where id = ${link.id})`),
  )
  const outcome = await joinByLink(app, newEmail(), link.token)
  expect(outcome).toMatchObject({
    outcome: 'challenged',
    pendingToken: expect.stringMatching(/^fyp_/),
    missing: [{ kind: 'totp' }],
  })
})

test('DR2: a mailbox code that was proved on the way in is one at the door', async () => {
  const { client, organization } = await openOrganization(app)
  const link = await makeLink(client)
  await app.owner.transaction((tx) =>
    tx.query(
      sql`update sign_in_policies set second_factor = 'email_otp' where organization_id = ${organization.id}`,
    ),
  )
  expect((await joinByLink(app, newEmail(), link.token)).outcome).toBe('entered')
})

test('LG4: where single sign-on is demanded the newcomer is sent to it, and not let in by the password', async () => {
  const { client, organization } = await openOrganization(app)
  const link = await makeLink(client)
  const { joiningToken } = await prove(app, newEmail(), link.token)
  await app.owner.transaction((tx) =>
    tx.query(
      sql`update sign_in_policies set first_factor = 'sso' where organization_id = ${organization.id}`,
    ),
  )
  expect(await finish(app, joiningToken)).toMatchObject({
    outcome: 'challenged',
    missing: [{ kind: 'sso' }],
  })
})

test('PW1: a weak password is refused, and the joining goes on', async () => {
  const { client } = await openOrganization(app)
  const link = await makeLink(client)
  const { joiningToken } = await prove(app, newEmail(), link.token)
  expect(await problemOf(finish(app, joiningToken, { password: 'password1234' }))).toMatchObject({
    type: '/problems/password-too-weak',
    errors: [{ pointer: '#/password' }],
  })
  expect(await resultOf(finish(app, joiningToken))).toBe('done')
})

test('US6: what belongs to a sign-up is refused at the end of an access link', async () => {
  const { client } = await openOrganization(app)
  const link = await makeLink(client)
  const { joiningToken } = await prove(app, newEmail(), link.token)
  expect(await problemOf(finish(app, joiningToken, { colleagues: [newEmail()] }))).toMatchObject({
    errors: [{ pointer: '#/colleagues' }],
  })
})

test('US6: nothing can be finished whose mailbox was not proved, and no hour later', async () => {
  const { client } = await openOrganization(app)
  const link = await makeLink(client)
  const { joiningToken } = await begin(app, newEmail(), link.token)
  expect(await resultOf(finish(app, joiningToken))).toBe('link-not-valid')
  const proved = await prove(app, newEmail(), link.token)
  app.clock.now = soon(3601)
  expect(await resultOf(finish(app, proved.joiningToken))).toBe('link-not-valid')
})

test('US6: in a browser the session is a cookie that no script reads', async () => {
  const { client } = await openOrganization(app)
  const link = await makeLink(client)
  const { joiningToken } = await prove(app, newEmail(), link.token)
  const response = await app.fetch(
    new Request('http://localhost/api/v1/joining-ends', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify(ending(joiningToken, { transport: 'cookie' })),
    }),
  )
  expect(response.status).toBe(200)
  const cookies = response.headers.getSetCookie().join('\n')
  expect(cookies).toMatch(/session=fys_[^\n]*HttpOnly/)
  expect(cookies).toMatch(/browser=fyb_/)
  expect(await response.json()).not.toHaveProperty('token')
})
