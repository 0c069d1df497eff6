import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '#test/harness.ts'
import {
  begin,
  chosenPassword,
  finish,
  inside,
  newEmail,
  openOrganization,
  place,
  prove,
  refusalIn,
  rowOf,
  signUp,
} from '#test/joining.ts'
import { mailsTo, mailTo, secretIn } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const identityOf = async (email: string) =>
  (
    await app.owner.transaction((tx) =>
      tx.query<{ home: string | null; proved: boolean; hasPassword: boolean }>(sql`
        select home_organization_id as home, mailbox_proved_at is not null as proved,
          exists (select from passwords p where p.identity_id = i.id) as "hasPassword"
        from identities i where email = ${email}`),
    )
  )[0] ?? null
const foundedAs = (name: string) =>
  app.owner.transaction((tx) =>
    tx.query<{ id: string; country: string }>(
      sql`select id, country from organizations where name = ${name}`,
    ),
  )

test('US8: e-mail, code, password, organization and hub: one is in as its owner, at home there', async () => {
  const email = newEmail()
  const { joiningToken, code } = await begin(app, email, null)
  expect(await mailTo(app, email, 'joining-code')).toMatchObject({
    organizationId: null,
    values: { organizationName: null },
  })
  expect(await app.clientWith().proveJoining({ body: { joiningToken, code: code ?? '' } })).toEqual(
    { next: 'set-password', email, organization: null },
  )
  expect(await identityOf(email)).toBeNull()
  const organization = { name: 'Kopi Nusantara', hub: place, timeZone: 'Asia/Makassar' }
  const { client, ...entered } = inside(app, await finish(app, joiningToken, { organization }))
  expect(await client.getSession()).toMatchObject({
    email,
    organization: {
      name: 'Kopi Nusantara',
      language: 'id',
      currency: 'IDR',
      timeZone: 'Asia/Makassar',
    },
    member: { status: 'active', firstName: 'Nia', lastName: 'Putri' },
    role: { template: 'owner' },
  })
  expect(await client.getOrganization()).toMatchObject({ country: 'ID' })
  expect((await client.listHubs({ query: {} })).items).toMatchObject([
    { name: 'Monas', country: 'ID' },
  ])
  expect((await client.listFlows()).items).toHaveLength(6)
  await runJobs(app, 'prepare-sample-tasks')
  expect((await client.listTasks({ query: {} })).items.length).toBeGreaterThan(0)
  expect(await identityOf(email)).toEqual({
    home: entered.organization.id,
    proved: true,
    hasPassword: true,
  })
  const again = await app
    .clientWith()
    .signIn({ body: { email, password: chosenPassword, transport: 'bearer' } })
  expect(again.outcome).toBe('entered')
})

test('US8: the country that is given wins; else it is that of the coordinate, also at the hub', async () => {
  const hub = { name: 'Bugis', latitude: 1.3, longitude: 103.855 }
  const given = await signUp(app, newEmail(), {
    organization: { name: 'Given', country: 'DE', hub },
  })
  expect(await given.client.getOrganization()).toMatchObject({ country: 'DE', currency: 'EUR' })
  expect((await given.client.listHubs({ query: {} })).items).toMatchObject([{ country: 'SG' }])
  const found = await signUp(app, newEmail(), { organization: { name: 'Found', hub } })
  expect(await found.client.getOrganization()).toMatchObject({ country: 'SG' })
})

test('US8: up to three colleagues are invited by the new owner, as field users of the one hub', async () => {
  const colleagues = [newEmail(), (await app.person()).email]
  const { client, organization } = await signUp(app, newEmail(), {
    colleagues: [...colleagues, colleagues[0] ?? ''],
  })
  const { items } = await client.listUsers({ query: { status: 'invited' } })
  expect(items.map(({ email }) => email).toSorted()).toEqual(colleagues.toSorted())
  for (const one of items)
    expect(one).toMatchObject({
      source: 'invited',
      addedBy: 'Nia Putri',
      role: { template: 'field_user' },
      hubs: [{ name: place.name }],
    })
  expect(await mailTo(app, colleagues[0] ?? '', 'invitation')).toMatchObject({
    organizationId: organization.id,
    values: { invitedBy: 'Nia Putri', token: expect.stringMatching(/^fyl_/) },
  })
})

test('US8: one does not invite oneself, and nothing is made', async () => {
  const email = newEmail()
  const { joiningToken } = await prove(app, email, null)
  const organization = { name: 'Not this one', hub: place }
  expect(
    await problemOf(finish(app, joiningToken, { organization, colleagues: [newEmail(), email] })),
  ).toMatchObject({ errors: [{ pointer: '#/colleagues/1' }] })
  expect(await problemOf(finish(app, joiningToken))).toMatchObject({
    errors: [{ pointer: '#/organization' }],
  })
  expect(await foundedAs('Not this one')).toEqual([])
})

test('US8: a double click makes one organization', async () => {
  const { joiningToken } = await prove(app, newEmail(), null)
  const organization = { name: `Once ${joiningToken.slice(4, 12)}`, hub: place }
  const answers = await Promise.all(
    [1, 2, 3].map(() => resultOf(finish(app, joiningToken, { organization }))),
  )
  expect(answers.toSorted()).toEqual(['done', 'link-not-valid', 'link-not-valid'])
  expect(await foundedAs(organization.name)).toHaveLength(1)
})

test('US8: who has an account gets a mail that says so, and no code opens that joining', async () => {
  const person = await app.person()
  const { joiningToken, sent } = await begin(app, person.email, null)
  expect(sent).toBe('account-exists')
  const [mail] = await mailsTo(app, person.email)
  expect(mail?.values).toEqual({})
  for (const code of ['000000', '', '123456'])
    expect(await resultOf(app.clientWith().proveJoining({ body: { joiningToken, code } }))).toBe(
      'wrong-code',
    )
})

test('US8: who got an account after beginning to sign up is told so, once the mailbox is proved', async () => {
  const email = newEmail()
  const { joiningToken, code } = await begin(app, email, null)
  const later = await prove(app, newEmail(), null)
  await app.person(email)
  expect(
    await refusalIn(app.clientWith().proveJoining({ body: { joiningToken, code: code ?? '' } })),
  ).toBe('registered-elsewhere')
  const organization = { name: 'Still fine', hub: place }
  expect((await finish(app, later.joiningToken, { organization })).outcome).toBe('entered')
})

test('US8: of two who proved the same address the second end is refused, and makes nothing', async () => {
  const email = newEmail()
  const first = await prove(app, email, null)
  app.clock.now = new Date(Date.now() + 61_000)
  const second = await prove(app, email, null)
  const wish = (name: string) => ({ organization: { name, hub: place } })
  const answers = await Promise.all([
    refusalIn(finish(app, first.joiningToken, wish(`Twin ${email}`))),
    refusalIn(
      finish(app, second.joiningToken, {
        ...wish(`Twin ${email}`),
        password: 'quite another phrase 77',
      }),
    ),
  ])
  expect(answers.toSorted()).toEqual(['done', 'registered-elsewhere'])
  expect(await foundedAs(`Twin ${email}`)).toHaveLength(1)
})

test('US7: who was added and invited elsewhere but never entered is new, and keeps those rows', async () => {
  const [acme, globex] = [await openOrganization(app), await openOrganization(app)]
  const email = newEmail()
  await acme.client.addUser({ body: { email, roleId: acme.organization.roles.planner } })
  await globex.client.inviteUser({ body: { email, roleId: globex.organization.roles.planner } })
  const mailed = await secretIn(app, email, 'set-password')
  const { client, organization } = await signUp(app, email)
  expect((await identityOf(email))?.home).toBe(organization.id)
  const listed = await client.listMyOrganizations()
  expect(listed.organizations.map(({ organizationId }) => organizationId).toSorted()).toEqual(
    [organization.id, acme.organization.id].toSorted(),
  )
  expect(listed.pendingInvitations).toMatchObject([{ organizationId: globex.organization.id }])
  // What was mailed before sets no password any more.
  expect(
    await resultOf(
      app
        .clientWith()
        .setPassword({ body: { token: mailed, password: 'quite another phrase 77' } }),
    ),
  ).toBe('link-not-valid')
  expect(await rowOf(app, acme.organization, email)).toMatchObject({ status: 'registering' })
})

test('US8: an operator who takes no sign-ups: it is off everywhere, also for who has begun', async () => {
  const email = newEmail()
  const proved = await prove(app, newEmail(), null)
  const begun = await begin(app, email, null)
  const closed = await startTestApp(app.urls, { signUp: false })
  try {
    const anybody = closed.clientWith()
    expect(await anybody.getAbout()).toMatchObject({ signUp: false })
    expect(await resultOf(anybody.startJoining({ body: { email: newEmail() } }))).toBe(
      'sign-up-is-off',
    )
    const body = { joiningToken: begun.joiningToken, code: begun.code ?? '' }
    expect(await resultOf(anybody.proveJoining({ body }))).toBe('sign-up-is-off')
    const organization = { name: 'Closed shop', hub: place }
    expect(await resultOf(finish(closed, proved.joiningToken, { organization }))).toBe(
      'sign-up-is-off',
    )
    expect(await app.clientWith().getAbout()).toMatchObject({ signUp: true })
  } finally {
    await closed.stop()
  }
})

test('CR1: the limit of organizations a person may own counts those that they never entered', async () => {
  const limited = await startTestApp(undefined, { organizationsPerOwnerMax: 1 })
  try {
    const acme = await limited.organization()
    const email = newEmail()
    const [identity] = await limited.owner.transaction((tx) =>
      tx.query<{ id: never }>(sql`insert into identities (email) values (${email}) returning id`),
    )
    await limited.member(acme, { id: identity?.id as never, email }, { entered: false })
    const { joiningToken } = await prove(limited, email, null)
    const organization = { name: 'One too many', hub: place }
    expect(await resultOf(finish(limited, joiningToken, { organization }))).toBe(
      'organization-limit',
    )
  } finally {
    await limited.stop()
  }
})

test('PW6: an address that its owner may still take back is an account', async () => {
  const [person, old] = [await app.person(), newEmail()]
  await app.owner.transaction((tx) =>
    tx.query(sql`insert into email_changes (identity_id, old_email, new_email, token_hash, changed_at, undo_until)
      values (${person.id}, ${old}, ${person.email}, ${Buffer.from(old)}, now(), now() + interval '7 days')`),
  )
  expect((await begin(app, old, null)).sent).toBe('account-exists')
})
