import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { OrganizationId, RoleId } from '#api/common.ts'
import type { api } from '#api/index.ts'
import { permissions } from '#api/permissions.ts'
import type { Returned } from '#api/route.ts'
import { confineToCopy, type Tx } from '#server/platform/database.ts'
import { createLog } from '#server/platform/log.ts'
import { freshDatabase } from '#test/database.ts'
import { password, startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { untilBlocked } from '#test/until-blocked.ts'
import { prepareSampleTasksPerformer } from './prepare-sample-tasks.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

type Answer = Returned<typeof api.createOrganization>

const hub = { name: 'First hub', latitude: -6.2, longitude: 106.8 }

const created = (answer: Answer) => {
  if (!('report' in answer)) throw new Error('expected an organization, was a challenge')
  return answer
}
const entered = (answer: Answer) => {
  const { session, ...rest } = created(answer)
  if (session.outcome !== 'entered') throw new Error(`expected to enter, was ${session.outcome}`)
  return { ...rest, session, client: app.clientWith(session.token) }
}
const create = async (
  client: Client,
  body: Partial<Parameters<Client['createOrganization']>[0]['body']> = {},
  key?: string,
) =>
  entered(
    await client.createOrganization({
      body: { name: `New ${randomUUID().slice(0, 8)}`, hub, ...body },
      idempotencyKey: key,
    }),
  )

const behindTheWall = <T>(work: (tx: Tx) => Promise<T>) => app.owner.transaction(work)
const rows = <Row extends object>(statement: ReturnType<typeof sql>) =>
  behindTheWall((tx) => tx.query<Row>(statement))
const names = async (table: 'hubs' | 'roles' | 'flows', organizationId: OrganizationId) =>
  (
    await rows<{ name: string }>(
      table === 'hubs'
        ? sql`select name from hubs where organization_id = ${organizationId} order by name`
        : table === 'roles'
          ? sql`select name from roles where organization_id = ${organizationId} order by name`
          : sql`select name from flows where organization_id = ${organizationId} order by position, name`,
    )
  ).map(({ name }) => name)
const countOrganizations = async (name: string) =>
  (await rows<{ n: number }>(sql`select count(*) as n from organizations where name = ${name}`))[0]
    ?.n

/** An owner of one organization with two hubs, signed in. */
const anOwner = async () => {
  const [acme, person] = [await app.organization(), await app.person()]
  const hubs = [await app.hub(acme, 'Kemang'), await app.hub(acme, 'Canggu')]
  const memberId = await app.member(acme, person, { hubs })
  return { acme, person, memberId, hubs, ...(await app.signedIn(person, memberId)) }
}

const addRole = async (
  acme: TestOrganization,
  name: string,
  granted: string[],
  more: { restrictions?: string[]; secondFactor?: string } = {},
) => {
  const [row] = await rows<{ id: RoleId }>(sql`
    insert into roles (organization_id, name, permissions, restrictions, second_factor)
    values (${acme.id}, ${name}, ${granted}, ${more.restrictions ?? []}, ${more.secondFactor ?? 'none'}) returning id`)
  return row?.id as RoleId
}
const addModule = async (acme: TestOrganization, name: string) => {
  const [row] = await rows<{ id: string }>(sql`
    insert into custom_modules (organization_id, name, url) values (${acme.id}, ${name}, 'https://example.com/') returning id`)
  return `custom_module:${row?.id}`
}
const page = (title: string) => [
  {
    title,
    components: [
      { id: 'note', kind: 'text', title: 'Note', help: '', required: false, visible: true },
    ],
  },
]
const addFlow = (
  acme: TestOrganization,
  name: string,
  template: string | null = null,
  position = 1,
) =>
  rows(sql`insert into flows (organization_id, name, template, pages, position, version)
    values (${acme.id}, ${name}, ${template}, ${JSON.stringify(page(`Page of ${name}`))}, ${position}, 7)`)

const sixFlows = [
  'Pickup',
  'Delivery',
  'Field Sales',
  'Field Canvassing',
  'Home Cleaning',
  'House Inspection',
]

test('CR1: any signed-in person creates, whatever their role where they are', async () => {
  const [acme, person] = [await app.organization(), await app.person()]
  const memberId = await app.member(acme, person, { role: 'field_user' })
  const { client } = await app.signedIn(person, memberId)
  const { organization, session } = await create(client, { name: '  Kopi Nusantara ' })
  expect(organization).toMatchObject({ name: 'Kopi Nusantara' })
  expect(session.organization.id).toBe(organization.id)
})

test('CR1: a name has 3 to 100 characters', async () => {
  const { client } = await anOwner()
  for (const name of ['', 'ab', '  ab  ', 'x'.repeat(101), 'a\0bc', 'line\nbreak'])
    await expect(create(client, { name })).rejects.toMatchObject({
      problem: { type: '/problems/invalid-request', errors: [{ pointer: '#/name' }] },
    })
})

test('CR1: operators may limit how many organizations one person owns; two at once do not slip through', async () => {
  const limited = await startTestApp(undefined, { organizationsPerOwnerMax: 2 })
  try {
    const [acme, person] = [await limited.organization(), await limited.person()]
    const memberId = await limited.member(acme, person)
    const clients = [
      (await limited.signedIn(person, memberId)).client,
      (await limited.signedIn(person, memberId)).client,
    ]
    const outcomes = await Promise.allSettled(
      clients.map((client) => client.createOrganization({ body: { name: 'One too many', hub } })),
    )
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const refused = outcomes.find((outcome) => outcome.status === 'rejected')
    expect(refused?.reason).toMatchObject({ problem: { type: '/problems/organization-limit' } })
    const preview = await limited
      .signedIn(person, memberId)
      .then(({ client }) => client.previewCopy())
    expect(preview).toMatchObject({ owned: 2, ownedMax: 2 })
  } finally {
    await limited.stop()
  }
})

test('CR1: a slug comes from the name, in ASCII, is never reserved, and never given out twice', async () => {
  const { client } = await anOwner()
  const mark = randomUUID().slice(0, 6)
  const first = await create(client, { name: `Crème brûlée & Søn ${mark}` })
  expect(first.organization.slug).toBe(`creme-brulee-and-son-${mark}`)
  const second = await create(first.client, { name: `CREME brulee and Son ${mark}` })
  expect(second.organization.slug).toBe(`creme-brulee-and-son-${mark}-2`)
  await rows(sql`delete from organizations where id = ${second.organization.id}`)
  const third = await create((await anOwner()).client, { name: `creme brulee and son ${mark}` })
  expect(third.organization.slug).toBe(`creme-brulee-and-son-${mark}-3`)
  expect((await create(third.client, { name: 'Sign in' })).organization.slug).toMatch(/^sign-in-/)
  const emoji = await create((await anOwner()).client, { name: '🍕🍕🍕 مرحبا' })
  expect(emoji.organization).toMatchObject({
    name: '🍕🍕🍕 مرحبا',
    slug: expect.stringMatching(/^organization-[0-9a-f]{6}$/),
  })
  const long = await create(emoji.client, { name: 'x'.repeat(100) })
  expect(long.organization.slug.length).toBeLessThan(64)
})

test('CR1: two people who create the same name at once both succeed, with two slugs', async () => {
  const [one, other] = [await anOwner(), await anOwner()]
  const name = `Twins ${randomUUID().slice(0, 8)}`
  const made = await Promise.all([create(one.client, { name }), create(other.client, { name })])
  expect(new Set(made.map(({ organization }) => organization.slug)).size).toBe(2)
})

test('CR2: first is the earliest membership as Owner, of an active member in an active organization', async () => {
  const person = await app.person()
  const [planner, suspended, gone, first, later] = await Promise.all(
    Array.from({ length: 5 }, () => app.organization()),
  )
  const at = (organization: TestOrganization | undefined, days: number) =>
    rows(
      sql`update members set created_at = now() - make_interval(days => ${days}) where organization_id = ${organization?.id}`,
    )
  await app.member(planner as TestOrganization, person, { role: 'planner' })
  await app.member(suspended as TestOrganization, await app.person())
  await app.member(suspended as TestOrganization, person, { status: 'suspended' })
  await app.member(gone as TestOrganization, person)
  await rows(sql`update organizations set status = 'suspended' where id = ${gone?.id}`)
  await app.member(later as TestOrganization, person)
  const memberId = await app.member(first as TestOrganization, person)
  for (const [index, organization] of [planner, suspended, gone, first, later].entries())
    await at(organization, 50 - index)
  const { client } = await app.signedIn(person, memberId)
  expect((await client.previewCopy()).source?.id).toBe(first?.id)
})

test('CR2: who owns none has nothing to copy, is shown no source, and copies nothing by asking', async () => {
  const [acme, person] = [await app.organization(), await app.person()]
  await app.member(acme, await app.person())
  const { client } = await app.signedIn(person, await app.member(acme, person, { role: 'admin' }))
  expect(await client.previewCopy()).toMatchObject({ source: null, counts: null, owned: 0 })
  await expect(create(client, { copyFromFirst: true })).rejects.toMatchObject({
    problem: { type: '/problems/nothing-to-copy' },
  })
})

test('CR2: a suspended Owner copies nothing from there', async () => {
  const [acme, other, person] = [
    await app.organization(),
    await app.organization(),
    await app.person(),
  ]
  await app.member(acme, await app.person())
  await app.member(acme, person, { status: 'suspended' })
  const { client } = await app.signedIn(
    person,
    await app.member(other, person, { role: 'planner' }),
  )
  await expect(create(client, { copyFromFirst: true })).rejects.toMatchObject({
    problem: { type: '/problems/nothing-to-copy' },
  })
})

test('CR2: while the door of the source is closed, its challenge is the answer, nothing is made or shown, and the session stays', async () => {
  const { acme, client, memberId } = await anOwner()
  const elsewhere = await app.organization()
  const [{ identityId } = { identityId: '' }] = await rows<{ identityId: string }>(
    sql`select identity_id as "identityId" from members where id = ${memberId}`,
  )
  const here = await rows<{
    id: never
  }>(sql`insert into members (organization_id, identity_id, email, status, source, role_id, first_entered_at)
    select ${elsewhere.id}, identity_id, email, 'active', 'added', ${elsewhere.roles.planner}, now() from members where id = ${memberId} returning id`)
  const moved = await client.switchOrganization({ body: { memberId: here[0]?.id as never } })
  const inside = app.clientWith(moved.outcome === 'entered' ? moved.token : undefined)
  await rows(
    sql`update sign_in_policies set second_factor = 'totp' where organization_id = ${acme.id}`,
  )

  const preview = await inside.previewCopy()
  expect(preview).toMatchObject({
    source: { id: acme.id },
    missing: [{ kind: 'totp' }],
    counts: null,
    changed: [],
    dropped: [],
  })
  const name = `Closed ${randomUUID()}`
  for (const body of [
    { name, copyFromFirst: true, hub },
    { name, copyFromFirst: true },
    { name, copyFromFirst: true, copy: { hubs: false } },
  ])
    expect(await inside.createOrganization({ body })).toMatchObject({
      outcome: 'challenged',
      pendingToken: expect.any(String),
      organization: { id: acme.id },
      missing: [{ kind: 'totp' }],
    })
  expect(await countOrganizations(name)).toBe(0)
  expect((await inside.getSession()).organization.id).toBe(elsewhere.id)

  await rows(
    sql`insert into evidence (login_id, kind, at) select id, 'totp', now() from logins where identity_id = ${identityId} and ended_at is null`,
  )
  const made = entered(await inside.createOrganization({ body: { name, copyFromFirst: true } }))
  expect(made.report.copied.hubs).toBe(2)
  const [policy] = await rows(
    sql`select second_factor from sign_in_policies where organization_id = ${made.organization.id}`,
  )
  expect(policy).toEqual({ second_factor: 'totp' })
})

test('CR3: a hub is required unless copying brings at least one', async () => {
  const { client } = await anOwner()
  const refused = { problem: { type: '/problems/values-refused', errors: [{ pointer: '#/hub' }] } }
  await expect(create(client, { hub: undefined })).rejects.toMatchObject(refused)
  await expect(
    create(client, { hub: undefined, copyFromFirst: true, copy: { hubs: false } }),
  ).rejects.toMatchObject(refused)

  const [empty, person] = [await app.organization(), await app.person()]
  await app.hub(empty, 'Of somebody else')
  const owner = await app.signedIn(person, await app.member(empty, person))
  await expect(create(owner.client, { hub: undefined, copyFromFirst: true })).rejects.toMatchObject(
    refused,
  )
  expect((await create(owner.client, { copyFromFirst: true })).report).toMatchObject({
    copied: { hubs: 0 },
    dropped: expect.arrayContaining([
      { kind: 'hubs', name: 'Of somebody else', what: null, reason: 'not-yours' },
    ]),
  })
})

test('CR3: a hub has a name of at most 100 characters and a coordinate on Earth', async () => {
  const { client } = await anOwner()
  for (const [wrong, pointer] of [
    [{ ...hub, name: '' }, '#/hub/name'],
    [{ ...hub, name: 'x'.repeat(101) }, '#/hub/name'],
    [{ ...hub, latitude: 90.01 }, '#/hub/latitude'],
    [{ ...hub, longitude: -180.5 }, '#/hub/longitude'],
  ] as const)
    await expect(create(client, { hub: wrong })).rejects.toMatchObject({
      problem: { type: '/problems/invalid-request', errors: [{ pointer }] },
    })
})

test('CR3: a hub given beside copied ones is added; under a copied name it is refused there', async () => {
  const { client } = await anOwner()
  await expect(
    create(client, { copyFromFirst: true, hub: { ...hub, name: 'KEMANG' } }),
  ).rejects.toMatchObject({
    problem: { type: '/problems/values-refused', errors: [{ pointer: '#/hub/name' }] },
  })
  const { organization } = await create(client, { copyFromFirst: true })
  expect(await names('hubs', organization.id)).toEqual(['Canggu', 'First hub', 'Kemang'])
})

test('CR4: settings come along: language, currency, time zone, configuration, second-factor demand; nothing else of the door', async () => {
  const { acme, client } = await anOwner()
  await rows(sql`update organizations set language = 'id', currency = 'SGD', time_zone = 'Asia/Makassar',
    configuration = '{"weekStartsOn": "sunday"}' where id = ${acme.id}`)
  await rows(
    sql`update sign_in_policies set session_seconds = 3600, evidence_seconds = 7200, single_session = true,
      planned = '{"secondFactor": "totp"}', planned_from = now() + interval '1 day' where organization_id = ${acme.id}`,
  )
  const { organization, report } = await create(client, {
    copyFromFirst: true,
    hub: undefined,
    timeZone: 'Europe/Rome',
  })
  expect(organization).toMatchObject({
    country: 'ID',
    language: 'id',
    currency: 'SGD',
    timeZone: 'Asia/Makassar',
  })
  const [made] =
    await rows(sql`select configuration, p.session_seconds, p.evidence_seconds, p.second_factor,
      p.single_session, p.planned
    from organizations o join sign_in_policies p on p.organization_id = o.id where o.id = ${organization.id}`)
  expect(made).toEqual({
    configuration: { weekStartsOn: 'sunday' },
    session_seconds: 604_800,
    evidence_seconds: null,
    second_factor: 'none',
    single_session: false,
    planned: null,
  })
  expect(report.dropped).toEqual(
    expect.arrayContaining([
      { kind: 'settings', name: null, what: 'session_seconds', reason: 'never-copied' },
      { kind: 'settings', name: null, what: 'evidence_seconds', reason: 'never-copied' },
      { kind: 'settings', name: null, what: 'single_session', reason: 'never-copied' },
      { kind: 'settings', name: null, what: 'planned', reason: 'never-copied' },
      { kind: 'secrets', name: null, what: null, reason: 'never-copied' },
    ]),
  )
})

test('CR4: the second-factor demand comes along as it acts, also where a plan has just begun to act', async () => {
  const { acme, person, client } = await anOwner()
  await rows(sql`update sign_in_policies set planned_from = now() - interval '1 second',
    planned = '{"firstFactor": "password", "secondFactor": "email_otp", "sessionSeconds": 604800, "idleSeconds": 86400, "evidenceSeconds": null, "passwordDays": null, "singleSession": false}'
    where organization_id = ${acme.id}`)
  await rows(sql`insert into evidence (login_id, kind, at)
    select id, 'email_otp', now() from logins where identity_id = ${person.id}`)
  const { organization, report } = await create(client, { copyFromFirst: true, hub: undefined })
  expect(
    await rows(
      sql`select second_factor from sign_in_policies where organization_id = ${organization.id}`,
    ),
  ).toEqual([{ second_factor: 'email_otp' }])
  expect(report.dropped.map(({ what }) => what)).not.toContain('planned')
})

test('CR4: of the hubs only those come along that the person has access to, with all that they say', async () => {
  const { acme, client } = await anOwner()
  await app.hub(acme, 'Secret warehouse')
  await rows(
    sql`update hubs set address = 'Jl. Kemang 1', country = 'ID' where organization_id = ${acme.id} and name = 'Kemang'`,
  )
  const { organization, report } = await create(client, { copyFromFirst: true, hub: undefined })
  expect(await names('hubs', organization.id)).toEqual(['Canggu', 'Kemang'])
  expect(report.copied.hubs).toBe(2)
  const [kemang] = await rows(
    sql`select address, latitude, longitude, country from hubs where organization_id = ${organization.id} and name = 'Kemang'`,
  )
  expect(kemang).toEqual({
    address: 'Jl. Kemang 1',
    latitude: -6.2,
    longitude: 106.8,
    country: 'ID',
  })
})

test('CR4: custom roles are cut to system permissions, each cut reported; restrictions and what they demand at the door stay', async () => {
  const { acme, client } = await anOwner()
  const [map, shop] = [await addModule(acme, 'Fleet map'), await addModule(acme, 'Shop')]
  await addRole(acme, 'Dispatcher', ['tasks:view', 'tasks:assign', map, shop, 'reactor:start'], {
    restrictions: ['tasks:only_mine'],
    secondFactor: 'totp',
  })
  await rows(
    sql`update roles set single_session = true where organization_id = ${acme.id} and name = 'Dispatcher'`,
  )
  const preview = await client.previewCopy()
  const { organization, report } = await create(client, { copyFromFirst: true, hub: undefined })
  const [role] =
    await rows(sql`select permissions, restrictions, second_factor, single_session, template from roles
    where organization_id = ${organization.id} and name = 'Dispatcher'`)
  expect(role).toEqual({
    permissions: ['tasks:view', 'tasks:assign'],
    restrictions: ['tasks:only_mine'],
    second_factor: 'totp',
    single_session: true,
    template: null,
  })
  const cut = [
    {
      kind: 'permissions',
      name: 'Dispatcher',
      what: 'Fleet map',
      reason: 'belongs-to-its-organization',
    },
    {
      kind: 'permissions',
      name: 'Dispatcher',
      what: 'Shop',
      reason: 'belongs-to-its-organization',
    },
    { kind: 'permissions', name: 'Dispatcher', what: 'reactor:start', reason: 'not-held-by-you' },
    {
      kind: 'custom_modules',
      name: 'Fleet map',
      what: null,
      reason: 'belongs-to-its-organization',
    },
    { kind: 'custom_modules', name: 'Shop', what: null, reason: 'belongs-to-its-organization' },
  ]
  expect(report.dropped).toEqual(expect.arrayContaining(cut))
  expect(preview.dropped).toEqual(expect.arrayContaining(cut))
  expect(
    await rows(sql`select from custom_modules where organization_id = ${organization.id}`),
  ).toEqual([])
})

test('CR4: no role of the new organization holds a permission of a custom module, and none more than its source', async () => {
  const { acme, client } = await anOwner()
  const map = await addModule(acme, 'Fleet map')
  await rows(
    sql`update roles set permissions = array_append(permissions, ${map}) where organization_id = ${acme.id}`,
  )
  await addRole(acme, 'Reader', ['tasks:view'])
  await addRole(acme, 'Nothing', [])
  const { organization, client: inside } = await create(client, {
    copyFromFirst: true,
    hub: undefined,
  })
  const roles = await rows<{ name: string; permissions: string[] }>(
    sql`select name, permissions from roles where organization_id = ${organization.id}`,
  )
  expect(
    roles
      .flatMap((role) => role.permissions)
      .filter((held) => !(permissions as string[]).includes(held)),
  ).toEqual([])
  expect(roles.find(({ name }) => name === 'Reader')?.permissions).toEqual(['tasks:view'])
  expect(roles.find(({ name }) => name === 'Nothing')?.permissions).toEqual([])
  expect(
    (await inside.getSession()).permissions.filter((held) => held.startsWith('custom_module:')),
  ).toEqual([])
})

test('CR4: default roles come from the templates, also where the source had edited them', async () => {
  const { acme, client } = await anOwner()
  await rows(sql`update roles set permissions = '{tasks:view}', restrictions = '{tasks:only_mine}'
    where organization_id = ${acme.id} and template = 'planner'`)
  await rows(
    sql`update roles set single_session = true where organization_id = ${acme.id} and template = 'admin'`,
  )
  const { organization, report } = await create(client, { copyFromFirst: true, hub: undefined })
  const [planner] = await rows<{ permissions: string[]; restrictions: string[] }>(
    sql`select permissions, restrictions from roles where organization_id = ${organization.id} and template = 'planner'`,
  )
  expect(planner?.permissions).toContain('tasks:assign')
  expect(planner?.restrictions).toEqual([])
  expect(report.dropped).toContainEqual({
    kind: 'default_roles',
    name: 'Planner',
    what: null,
    reason: 'always-from-template',
  })
  expect(
    report.dropped.filter(({ kind }) => kind === 'default_roles').map(({ name }) => name),
  ).toEqual(['Admin', 'Planner'])
  expect(report.defaults.roles).toBe(4)
})

test('CR4: a custom role with the name of a default role is renamed, also where the new name is taken', async () => {
  const { acme, client } = await anOwner()
  await rows(
    sql`delete from roles where organization_id = ${acme.id} and template in ('planner', 'field_user')`,
  )
  await addRole(acme, 'PLANNER', ['tasks:view'])
  await addRole(acme, 'Field user', ['tasks:do'])
  await addRole(acme, 'field user (copy)', ['tasks:view'])
  const { organization, report } = await create(client, { copyFromFirst: true, hub: undefined })
  const roles = await names('roles', organization.id)
  expect(roles).toEqual(
    expect.arrayContaining(['Planner', 'PLANNER (copy)', 'Field User', 'field user (copy)']),
  )
  expect(roles).toHaveLength(7)
  expect(report.changed).toContainEqual({
    kind: 'roles',
    name: 'PLANNER',
    what: 'PLANNER (copy)',
    reason: 'name-of-a-default-role',
  })
})

test('CR4: all flows come along; a copied one wins over the default of the same name, whatever its case', async () => {
  const { acme, client } = await anOwner()
  await addFlow(acme, 'Returns', null, 2)
  await addFlow(acme, 'PICKUP', null, 1)
  await addFlow(acme, 'Delivery', 'delivery', 3)
  await addFlow(acme, 'Our cleaning', 'home_cleaning', 4)
  const preview = await client.previewCopy()
  expect(preview.counts?.flows).toBe(4)
  const { organization, report } = await create(client, { copyFromFirst: true, hub: undefined })
  expect(await names('flows', organization.id)).toEqual([
    'PICKUP',
    'Returns',
    'Delivery',
    'Our cleaning',
    'Field Sales',
    'Field Canvassing',
    'Home Cleaning',
    'House Inspection',
  ])
  expect(report).toMatchObject({ copied: { flows: 4 }, defaults: { flows: 4 } })
  const replaced = [
    { kind: 'default_flows', name: 'Pickup', what: null, reason: 'replaced-by-copied' },
    { kind: 'default_flows', name: 'Delivery', what: null, reason: 'replaced-by-copied' },
  ]
  expect(report.changed).toEqual(replaced)
  expect(preview.changed).toEqual(replaced)
  const copied =
    await rows(sql`select f.name, f.template, f.version, v.version as kept, f.pages = v.pages as same
    from flows f join flow_versions v on v.organization_id = f.organization_id and v.flow_id = f.id
    where f.organization_id = ${organization.id} order by f.position`)
  expect(copied.slice(0, 4)).toEqual([
    { name: 'PICKUP', template: null, version: 1, kept: 1, same: true },
    { name: 'Returns', template: null, version: 1, kept: 1, same: true },
    { name: 'Delivery', template: 'delivery', version: 1, kept: 1, same: true },
    { name: 'Our cleaning', template: null, version: 1, kept: 1, same: true },
  ])
  expect(copied).toHaveLength(8)
})

test('CR4: members, tasks and keys never come along', async () => {
  const { acme, client } = await anOwner()
  await app.member(acme, await app.person())
  await rows(sql`update foundings set samples_ready_at = now() where organization_id = ${acme.id}`)
  const { organization } = await create(client, { copyFromFirst: true, hub: undefined })
  expect(
    await rows(
      sql`select source, first_name, last_name, status from members where organization_id = ${organization.id}`,
    ),
  ).toEqual([{ source: 'founder', first_name: '', last_name: '', status: 'active' }])
  expect(await rows(sql`select from tasks where organization_id = ${organization.id}`)).toEqual([])
})

test('CR5: the preview counts by kind what would be copied, and each kind can be left out', async () => {
  const { acme, client } = await anOwner()
  await addRole(acme, 'Dispatcher', ['tasks:view'])
  await addFlow(acme, 'Returns')
  const preview = await client.previewCopy()
  expect(preview).toMatchObject({
    source: { id: acme.id, name: acme.name, slug: acme.slug },
    missing: [],
    counts: { settings: 5, hubs: 2, roles: 1, flows: 1 },
    owned: 1,
    ownedMax: null,
  })
  const copy = { settings: false, hubs: false, roles: false, flows: false }
  const { organization, report } = await create(client, { copyFromFirst: true, copy })
  expect(report.copied).toEqual({ settings: 0, hubs: 0, roles: 0, flows: 0 })
  expect(
    report.dropped.filter(({ reason }) => reason === 'left-out').map(({ kind }) => kind),
  ).toEqual(['settings', 'hubs', 'roles', 'flows'])
  expect(await names('hubs', organization.id)).toEqual(['First hub'])
  expect(await names('roles', organization.id)).toHaveLength(4)
  expect(await names('flows', organization.id)).toEqual(sixFlows)
})

test('CR5: what was copied is what the preview said', async () => {
  const { acme, client } = await anOwner()
  await addRole(acme, 'Dispatcher', ['tasks:view', await addModule(acme, 'Fleet map')])
  await addFlow(acme, 'pickup')
  await app.hub(acme, 'Not mine')
  const { counts, changed, dropped } = await client.previewCopy()
  const { report } = await create(client, { copyFromFirst: true, hub: undefined })
  expect(report).toMatchObject({ copied: counts, changed, dropped })
})

test('CR5: the report stays readable for the founder, and for nobody else (PR4)', async () => {
  const { acme, client } = await anOwner()
  const {
    organization,
    report,
    client: founder,
  } = await create(client, { copyFromFirst: true, hub: undefined })
  expect((await founder.getFoundingReport()).report).toEqual(report)
  expect(report.source).toEqual({ id: acme.id, name: acme.name })

  const admin = await app.person()
  const [role] = await rows<{ id: RoleId }>(
    sql`select id from roles where organization_id = ${organization.id} and template = 'owner'`,
  )
  const inside = { id: organization.id, name: '', slug: '', roles: {} as never }
  const { client: other } = await app.signedIn(
    admin,
    await app.member(inside, admin, { role: role?.id as RoleId }),
  )
  await expect(other.getFoundingReport()).rejects.toMatchObject({
    problem: { type: '/problems/not-found' },
  })
})

test('CR5: repeating with the same Idempotency-Key finds the organization and its report, and moves the session there', async () => {
  const { client, person, acme, memberId } = await anOwner()
  const key = randomUUID()
  const body = { name: `Once ${key}`, copyFromFirst: true }
  const first = entered(await client.createOrganization({ body, idempotencyKey: key }))
  // The answer was lost: the old token is dead, so the person signs in again and repeats.
  await expect(client.createOrganization({ body, idempotencyKey: key })).rejects.toMatchObject({
    problem: { status: 401 },
  })
  const again = await app.signedIn(person, memberId)
  const second = entered(await again.client.createOrganization({ body, idempotencyKey: key }))
  expect(second.organization).toEqual(first.organization)
  expect(second.report).toEqual(first.report)
  expect((await second.client.getSession()).organization.id).toBe(first.organization.id)
  await expect(again.client.getSession()).rejects.toMatchObject({ problem: { status: 401 } })
  expect(await countOrganizations(body.name)).toBe(1)

  const other = await app.signedIn(person, memberId)
  await expect(
    other.client.createOrganization({ body: { ...body, name: 'Another' }, idempotencyKey: key }),
  ).rejects.toMatchObject({
    problem: { type: '/problems/idempotency-key-reused' },
  })
  expect((await other.client.getSession()).organization.id).toBe(acme.id)
})

test('CR5: a repeated request goes through the door again, and finds nothing where one is not a member any more', async () => {
  const { client, person, memberId } = await anOwner()
  const key = randomUUID()
  const body = { name: `Once ${key}`, hub }
  const { organization } = entered(await client.createOrganization({ body, idempotencyKey: key }))
  await rows(
    sql`update sign_in_policies set second_factor = 'totp' where organization_id = ${organization.id}`,
  )
  const again = await app.signedIn(person, memberId)
  const answer = await again.client.createOrganization({ body, idempotencyKey: key })
  expect(answer).toMatchObject({ outcome: 'challenged', organization: { id: organization.id } })
  expect(answer).not.toHaveProperty('report')

  await app.member(
    { id: organization.id, name: '', slug: '', roles: {} as never },
    await app.person(),
    {
      role: (
        await rows<{ id: RoleId }>(
          sql`select id from roles where organization_id = ${organization.id} and template = 'owner'`,
        )
      )[0]?.id as RoleId,
    },
  )
  await rows(sql`update members set status = 'suspended', status_before_suspension = 'active'
    where organization_id = ${organization.id} and identity_id = ${person.id}`)
  await expect(
    again.client.createOrganization({ body, idempotencyKey: key }),
  ).rejects.toMatchObject({
    problem: { type: '/problems/organization-not-found' },
  })
})

test('CR5: another person’s key is another key', async () => {
  const [one, other] = [await anOwner(), await anOwner()]
  const key = randomUUID()
  const made = await Promise.all([create(one.client, {}, key), create(other.client, {}, key)])
  expect(made[0].organization.id).not.toBe(made[1].organization.id)
})

test('CR5: a double click makes one organization, and every answer leads into it', async () => {
  const { client } = await anOwner()
  const key = randomUUID()
  const body = { name: `Double ${key}`, copyFromFirst: true }
  const clicks = await Promise.allSettled(
    Array.from({ length: 4 }, () => client.createOrganization({ body, idempotencyKey: key })),
  )
  expect(await countOrganizations(body.name)).toBe(1)
  const made = clicks.flatMap((click) =>
    click.status === 'fulfilled' ? [entered(click.value)] : [],
  )
  expect(new Set(made.map(({ organization }) => organization.id)).size).toBe(1)
  for (const { client: inside, organization } of made)
    expect((await inside.getSession()).organization.id).toBe(organization.id)
  // A click that only arrived once the first was through holds a token that has ended.
  for (const click of clicks)
    if (click.status === 'rejected')
      expect(click.reason).toMatchObject({ problem: { type: '/problems/not-signed-in' } })
})

test('CR5: a second click that waits for the first is answered too, though its session ended meanwhile', async () => {
  const { client, person } = await anOwner()
  const body = { name: `Twice ${randomUUID()}`, hub }
  const request = { body, idempotencyKey: randomUUID() }
  let clicks: Promise<Answer>[] = []
  // Both are recognized, and then wait for the founder's lock.
  await behindTheWall(async (tx) => {
    await tx.query(sql`select from identities where id = ${person.id} for update`)
    clicks = [client.createOrganization(request), client.createOrganization(request)]
    await untilBlocked(tx, 2)
  })
  const [first, second] = (await Promise.all(clicks)).map(entered)
  expect(second?.organization.id).toBe(first?.organization.id)
  expect(second?.report).toEqual(first?.report)
  for (const each of [first, second])
    expect((await each?.client.getSession())?.organization.id).toBe(first?.organization.id)
})

test('CR5: two at once on one session without a key make one organization: the second finds its session gone', async () => {
  const { client } = await anOwner()
  const name = `Race ${randomUUID()}`
  const outcomes = await Promise.allSettled(
    [1, 2].map(() => client.createOrganization({ body: { name, hub } })),
  )
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(await countOrganizations(name)).toBe(1)
})

test('CR5: a key is 1 to 255 visible characters', async () => {
  const { client } = await anOwner()
  await expect(create(client, {}, 'x'.repeat(256))).rejects.toMatchObject({
    problem: {
      type: '/problems/invalid-request',
      errors: [{ pointer: '#header/Idempotency-Key' }],
    },
  })
})

test('CR6: the person becomes Owner with all new hubs, and the session moves there at once (SW3)', async () => {
  const { acme, client, memberId } = await anOwner()
  const { organization, session, client: inside } = await create(client, { copyFromFirst: true })
  expect(session).toMatchObject({ landing: `/o/${organization.slug}/tasks` })
  expect(await inside.getSession()).toMatchObject({
    organization: { id: organization.id },
    role: { template: 'owner' },
    member: { status: 'active', firstName: '', lastName: '' },
  })
  expect(
    await rows(
      sql`select from member_hubs where organization_id = ${organization.id} and member_id = ${session.member.id}`,
    ),
  ).toHaveLength(3)
  await expect(client.getSession()).rejects.toMatchObject({ problem: { status: 401 } })
  expect(await rows(sql`select end_reason from sessions where member_id = ${memberId}`)).toEqual([
    { end_reason: 'switched' },
  ])
  const audit = await rows<{ action: string; details: object }>(
    sql`select action, details from audit_events where organization_id = ${organization.id} order by id`,
  )
  expect(audit.map(({ action }) => action)).toEqual(['organization.created', 'session.entered'])
  expect(JSON.stringify(audit)).not.toContain(acme.name)
})

test('CR6: with a cookie the new session’s cookie comes, and no token in the body', async () => {
  const { person, memberId } = await anOwner()
  const send = (path: string, method: string, body: object, cookie = '') =>
    app.fetch(
      new Request(`http://localhost/api/v1${path}`, {
        method,
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          origin: 'http://localhost',
          host: 'localhost',
          'sec-fetch-site': 'same-origin',
          cookie,
        },
      }),
    )
  const signedIn = await send('/sign-in', 'POST', {
    email: person.email,
    password,
    transport: 'cookie',
  })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const answer = await send('/organizations', 'POST', { name: 'By cookie', hub }, cookie)
  expect(answer.status).toBe(201)
  expect(answer.headers.getSetCookie().join()).toMatch(/session=[^;]+/)
  expect(JSON.stringify(await answer.json())).not.toContain('"token"')
  expect(memberId).toBeDefined()
})

test('CR6: the first organization that somebody completes is home; a later one is not', async () => {
  const { client, person } = await anOwner()
  const first = await create(client)
  const second = await create(first.client)
  const home = await rows(
    sql`select home_organization_id as id from identities where id = ${person.id}`,
  )
  expect(home).toEqual([{ id: first.organization.id }])
  expect(second.organization.id).not.toBe(first.organization.id)
})

const prepare = (organizationId: OrganizationId) =>
  prepareSampleTasksPerformer.perform(
    app.db,
    { organizationId },
    {
      organizationId,
      now: new Date(),
      attempt: 1,
      lastAttempt: false,
      signal: AbortSignal.timeout(5_000),
      log: createLog('silent'),
    },
  )

test('CR6: sample tasks are ordered with the organization, marked, in several states, and prepared once', async () => {
  const { client } = await anOwner()
  const { organization } = await create(client, { copyFromFirst: true, hub: undefined })
  const { id } = organization
  const jobs = await rows(
    sql`select from graphile_worker._private_jobs where payload ->> 'organizationId' = ${id}`,
  )
  expect(jobs).toHaveLength(1)
  await Promise.all([prepare(id), prepare(id)])
  await prepare(id)
  const tasks = await rows<{
    title: string
    status: string
    sample: boolean
    future: boolean
    assignees: number
    values: object
  }>(sql`
    select title, status, sample, ends_at > now() as future, t."values",
      (select count(*) from task_assignees a where a.organization_id = t.organization_id and a.task_id = t.id) as assignees
    from tasks t where organization_id = ${id}`)
  expect(tasks).toHaveLength(12)
  expect(new Set(tasks.map(({ status }) => status))).toEqual(
    new Set(['unassigned', 'ongoing', 'done']),
  )
  for (const task of tasks) {
    expect(task).toMatchObject({
      sample: true,
      future: true,
      title: expect.stringMatching(/ \(Sample \d+\)$/),
    })
    expect(task.assignees).toBe(task.status === 'unassigned' ? 0 : 1)
    expect(Object.keys(task.values).length).toBeGreaterThan(2)
  }
  expect(
    await rows(
      sql`select samples_ready_at is not null as ready from foundings where organization_id = ${id}`,
    ),
  ).toEqual([{ ready: true }])
  const spread = await rows(
    sql`select distinct hub_id, flow_id from tasks where organization_id = ${id}`,
  )
  expect(spread.length).toBeGreaterThan(5)
})

test('CR6: default flows and sample tasks speak the language of the organization', async () => {
  const { client } = await anOwner()
  const { organization } = await create(client)
  expect(organization.language).toBe('id')
  await prepare(organization.id)
  const [flow] = await rows<{ title: string }>(sql`select pages #>> '{0,title}' as title from flows
    where organization_id = ${organization.id} and template = 'pickup'`)
  expect(flow?.title).toBe('Pesanan penjemputan')
  const tasks = await rows<{ title: string }>(
    sql`select title from tasks where organization_id = ${organization.id}`,
  )
  expect(tasks.every(({ title }) => / \(Contoh \d+\)$/.test(title))).toBe(true)
  expect(await names('flows', organization.id)).toEqual(sixFlows)
})

test('CR7: not copying, country comes from the coordinate, language and currency from it, the time zone from the browser', async () => {
  const { client } = await anOwner()
  const paris = await create(client, {
    hub: { name: 'Paris', latitude: 48.86, longitude: 2.35 },
    timeZone: 'Pacific/Auckland',
  })
  expect(paris.organization).toMatchObject({
    country: 'FR',
    language: 'en',
    currency: 'EUR',
    timeZone: 'Pacific/Auckland',
  })
  const sea = await create(paris.client, { hub: { name: 'At sea', latitude: 10, longitude: -40 } })
  expect(sea.organization).toMatchObject({
    country: null,
    language: 'en',
    currency: 'USD',
    timeZone: 'UTC',
  })
  const bali = await create(sea.client, {
    hub: { name: 'Bali', latitude: -8.65, longitude: 115.13 },
  })
  expect(bali.organization).toMatchObject({
    country: 'ID',
    language: 'id',
    currency: 'IDR',
    timeZone: 'Asia/Makassar',
  })
})

test('LG6: somebody who belongs nowhere creates from a pending sign-in', async () => {
  const person = await app.person()
  const outcome = await app
    .clientWith()
    .signIn({ body: { email: person.email, password, transport: 'bearer' } })
  expect(outcome).toMatchObject({ outcome: 'choose', organizations: [] })
  const pending = app.clientWith(outcome.outcome === 'choose' ? outcome.pendingToken : undefined)
  expect(await pending.previewCopy()).toMatchObject({ source: null, owned: 0 })
  const { client, organization } = await create(pending)
  expect((await client.getSession()).organization.id).toBe(organization.id)
  await expect(pending.previewCopy()).rejects.toMatchObject({ problem: { status: 401 } })
})

test('CR2: an invitation, a membership of somebody else, or no session at all copies and creates nothing', async () => {
  await expect(create(app.clientWith())).rejects.toMatchObject({
    problem: { type: '/problems/not-signed-in' },
  })
  const [acme, person] = [await app.organization(), await app.person()]
  await app.member(acme, await app.person())
  await app.member(acme, person, { status: 'invited' })
  const outcome = await app
    .clientWith()
    .signIn({ body: { email: person.email, password, transport: 'bearer' } })
  const pending = app.clientWith(outcome.outcome === 'choose' ? outcome.pendingToken : undefined)
  expect((await pending.previewCopy()).source).toBeNull()
})

test('PR3: the copier reads its two organizations only, of the source no members, and writes into the new one only', async () => {
  const [source, target, third, person] = [
    await app.organization(),
    await app.organization(),
    await app.organization(),
    await app.person(),
  ]
  for (const each of [source, target, third]) {
    await app.member(each, person, { hubs: [await app.hub(each, 'Somewhere')] })
    await addFlow(each, 'Returns')
    await addModule(each, 'Fleet map')
  }
  const asCopier = <T>(work: (tx: Tx) => Promise<T>) =>
    app.db.transaction(async (tx) => {
      await confineToCopy(tx, source.id, target.id)
      return work(tx)
    })
  const seen = await asCopier(async (tx) => ({
    hubs: await tx.query<{ o: string }>(sql`select distinct organization_id as o from hubs`),
    flows: await tx.query<{ o: string }>(sql`select distinct organization_id as o from flows`),
    roles: await tx.query<{ o: string }>(sql`select distinct organization_id as o from roles`),
    organizations: await tx.query<{ o: string }>(sql`select id as o from organizations`),
    access: await tx.query<{ o: string }>(
      sql`select distinct organization_id as o from member_hubs`,
    ),
    members: await tx.query<{ o: string }>(sql`select distinct organization_id as o from members`),
    modules: await tx.query<{ o: string }>(
      sql`select distinct organization_id as o from custom_modules`,
    ),
  }))
  const both = [source.id, target.id].toSorted()
  for (const kind of ['hubs', 'flows', 'roles', 'organizations', 'access'] as const)
    expect(seen[kind].map(({ o }) => o).toSorted(), kind).toEqual(both)
  expect(seen.members).toEqual([{ o: target.id }])
  expect(seen.modules).toEqual([{ o: source.id }])

  for (const id of [source.id, third.id])
    await expect(
      asCopier((tx) =>
        tx.query(
          sql`insert into hubs (organization_id, name, latitude, longitude) values (${id}, 'X', 0, 0)`,
        ),
      ),
    ).rejects.toThrow(/row-level security/)
  for (const statement of [
    sql`update hubs set name = 'X'`,
    sql`delete from hubs`,
    sql`update roles set permissions = '{}'`,
    sql`select from tasks`,
    sql`select from audit_events`,
    sql`select from identities`,
    sql`select from sessions`,
    sql`insert into custom_modules (organization_id, name, url) values (${target.id}, 'X', 'https://x')`,
  ])
    await expect(
      asCopier((tx) => tx.query(statement)),
      statement.text,
    ).rejects.toThrow(/permission denied/)
})

test('CR4: copying 10,000 hubs is one set', async () => {
  const { acme, client, memberId } = await anOwner()
  await rows(sql`
    with many as (
      insert into hubs (organization_id, name, latitude, longitude, country)
      select ${acme.id}, 'Hub ' || n, -6, 106, 'ID' from generate_series(1, 10000) n returning id
    )
    insert into member_hubs (organization_id, member_id, hub_id) select ${acme.id}, ${memberId}, id from many`)
  const { report, organization, session } = await create(client, {
    copyFromFirst: true,
    hub: undefined,
  })
  expect(report.copied.hubs).toBe(10_002)
  const [own] = await rows(
    sql`select count(*) as n from member_hubs where organization_id = ${organization.id} and member_id = ${session.member.id}`,
  )
  expect(own).toEqual({ n: 10_002 })
})

test('CR4: of 10,000 hubs that stay behind the report names some and counts the rest', async () => {
  const { acme, client } = await anOwner()
  await rows(
    sql`insert into hubs (organization_id, name, latitude, longitude) select ${acme.id}, 'Hub ' || n, -6, 106 from generate_series(1, 10000) n`,
  )
  const { report } = await create(client, { copyFromFirst: true, hub: undefined })
  const notes = report.dropped.filter(({ kind }) => kind === 'hubs')
  expect(notes).toHaveLength(51)
  expect(notes.at(-1)).toEqual({
    kind: 'hubs',
    name: null,
    what: null,
    reason: 'not-yours',
    more: 9_950,
  })
})

test('CR5: a crash between any two steps leaves nothing half-written, and the session as it was', async () => {
  const own = await startTestApp(await freshDatabase())
  try {
    const [acme, person] = [await own.organization(), await own.person()]
    const { client } = await own.signedIn(
      person,
      await own.member(acme, person, { hubs: [await own.hub(acme)] }),
    )
    const count = async () => {
      const [row] = await own.owner.transaction((tx) =>
        tx.query(sql`select (select count(*) from organizations) as organizations, (select count(*) from organization_slugs) as slugs,
          (select count(*) from roles) as roles, (select count(*) from hubs) as hubs, (select count(*) from flows) as flows,
          (select count(*) from members) as members, (select count(*) from founding_keys) as keys, (select count(*) from audit_events) as audit,
          (select count(*) from sessions where ended_at is null) as sessions,
          (select count(*) from graphile_worker._private_jobs) as jobs, (select home_organization_id from identities limit 1) as home`),
      )
      return row
    }
    await own.owner.transaction((tx) =>
      tx.query(
        sql`create function crash() returns trigger language plpgsql as 'begin raise exception ''the machine burns''; end'`,
      ),
    )
    const before = await count()
    const steps = [
      'organization_slugs',
      'organizations',
      'sign_in_policies',
      'roles',
      'hubs',
      'flows',
      'flow_versions',
      'members',
      'member_hubs',
      'foundings',
      'audit_events',
      'identities',
      'founding_keys',
      'sessions',
    ] as const
    const body = { name: 'Phoenix', copyFromFirst: true }
    for (const table of steps) {
      await own.owner.transaction((tx) =>
        tx.query(
          sql([
            `create trigger crash after insert or update on ${table} for each row execute function crash()`,
          ]),
        ),
      )
      await expect(
        client.createOrganization({ body, idempotencyKey: 'phoenix' }),
        table,
      ).rejects.toMatchObject({ problem: { status: 500 } })
      await own.owner.transaction((tx) => tx.query(sql([`drop trigger crash on ${table}`])))
      expect(await count(), table).toEqual(before)
      expect((await client.getSession()).organization.id, table).toBe(acme.id)
    }
    expect(await client.createOrganization({ body, idempotencyKey: 'phoenix' })).toMatchObject({
      organization: { slug: 'phoenix' },
    })
  } finally {
    await own.stop()
  }
})
