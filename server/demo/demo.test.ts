import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { runJobs } from '#test/run-jobs.ts'
import { createDemo, type DemoAccount } from './create-demo.ts'

let app: TestApp
let accounts: DemoAccount[]
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
  accounts = await createDemo(app.db, { friendly: true, now: new Date() })
})
afterAll(() => app.stop())

const account = (name: string) => {
  const found = accounts.find((each) => each.name.startsWith(name))
  if (!found) throw new Error(`no ${name} in the demo`)
  return found
}
const signIn = async (name: string) =>
  app.clientWith().signIn({
    body: { email: account(name).email, password: account(name).password, transport: 'bearer' },
  })

test('OP2: the demo has five people in eight organizations, one of them in all, in the first four with different roles', () => {
  expect(accounts).toHaveLength(5)
  expect(
    new Set(accounts.flatMap(({ organizations }) => organizations.map(({ name }) => name))).size,
  ).toBe(8)
  const roles = account('Maya').organizations.map(({ role }) => role)
  expect(roles).toHaveLength(8)
  expect(new Set(roles.slice(0, 4)).size).toBe(4)
})

test('LG3: one of them stands before every kind of door, which the picker says beforehand', async () => {
  const outcome = await signIn('Maya')
  if (outcome.outcome !== 'choose') throw new Error(`Maya was ${outcome.outcome}`)
  const doors = outcome.organizations.map(({ name, requires }) => [name, requires])
  expect(Object.fromEntries(doors)).toEqual({
    'Nusantara Logistics': [],
    'Kopi Rakyat': [],
    'Bersih Home Care': [],
    'Harbour Inspections': [],
    'Samudra Capital': ['totp'],
    'Klinik Melati': ['email_otp'],
    'Pasar Segar': ['email_otp'],
    'Notaris Wijaya': ['new_password'],
  })
})

test('OP2: every account signs in, and what it is told to belong to is what the picker lists', async () => {
  for (const { name, organizations } of accounts) {
    const outcome = await signIn(name)
    if (outcome.outcome === 'challenged') throw new Error('an only organization with a closed door')
    const token = outcome.outcome === 'entered' ? outcome.token : outcome.pendingToken
    const listed = await app.clientWith(token).listMyOrganizations()
    expect(
      listed.organizations.map((row) => ({ name: row.name, role: row.role })).toSorted(byName),
      name,
    ).toEqual(organizations.toSorted(byName))
    expect(listed.organizations.every(({ addedBy }) => addedBy === null)).toBe(true)
  }
})
const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)

test('OP2: one person has exactly one organization and walks straight in; another has an invitation that waits', async () => {
  expect((await signIn('Eka')).outcome).toBe('entered')
  const daniel = await signIn('Daniel')
  const listed = await app
    .clientWith(daniel.outcome === 'entered' ? daniel.token : undefined)
    .listMyOrganizations()
  expect(listed.pendingInvitations).toMatchObject([
    { name: 'Bersih Home Care', invitedBy: 'Citra Lestari' },
  ])
})

test('OP2: a mentoring program shows a match and a proposal, and nobody is written to', async () => {
  await runJobs(app, 'operation-match-proposal')
  const [row] = await app.owner.transaction((tx) =>
    tx.query(sql`select (select count(*) from registrations) as registrations,
      (select count(*) from matches where status = 'active' and score > 50) as active,
      (select count(*) from matches where status = 'staged') as staged, (select count(*) from mails) as mails`),
  )
  expect(row).toEqual({ registrations: 3, active: 1, staged: 1, mails: 0 })
})

test('OP2: there are dozens of tasks in every status, a custom module, custom roles and flows', async () => {
  const [row] = await app.owner.transaction((tx) =>
    tx.query(sql`select (select count(*) from tasks) > 36 as tasks, (select count(distinct status) from tasks) as statuses,
      (select count(*) from custom_modules) as modules, (select count(*) from roles where template is null) as roles,
      (select count(*) from flows where template is null) as flows,
      (select count(*) from roles r where r.template is null and r.permissions::text like '%custom_module:%') as "withModule",
      (select count(*) from identities where home_organization_id is null) as homeless`),
  )
  expect(row).toEqual({
    tasks: true,
    statuses: 3,
    modules: 1,
    roles: 5,
    flows: 2,
    withModule: 1,
    homeless: 0,
  })
})

test('OP2: a demo is made once', async () => {
  await expect(createDemo(app.db, { friendly: true, now: new Date() })).rejects.toThrow(
    /there already/,
  )
})

test('OP2: anywhere but on loopback passwords are random', async () => {
  const other = await startTestApp(await freshDatabase())
  try {
    const made = await createDemo(other.db, { friendly: false, now: new Date() })
    expect(new Set(made.map(({ password }) => password)).size).toBe(5)
    for (const { password } of made) {
      expect(password).toMatch(/^[\w-]{20}$/)
      expect(accounts.map((each) => each.password)).not.toContain(password)
    }
  } finally {
    await other.stop()
  }
})

test('OP2: about shows no demo accounts where none are given to it', async () => {
  expect(await app.clientWith().getAbout()).toMatchObject({ name: 'Foyer', demo: null })
})
