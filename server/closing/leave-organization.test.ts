import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrol, makeFresh, setHome, vouchedOnly } from '#test/arrange-identity.ts'
import { auditOf } from '#test/arrange-sso.ts'
import { password, startTestApp, type TestApp } from '#test/harness.ts'
import { openBrowser } from '#test/open-browser.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

/** A planner of one organization that somebody else owns, and of another unless told. */
const arrange = async ({ elsewhere = true } = {}) => {
  const acme = await app.organization()
  const [owner, person] = [await app.person(), await app.person()]
  const ownerId = await app.member(acme, owner)
  const member = await app.member(acme, person, { role: 'planner' })
  const globex = await app.organization()
  const inGlobex = await app.member(globex, elsewhere ? person : owner, { role: 'planner' })
  const session = await app.signedIn(person, member)
  return { acme, owner, ownerId, person, member, globex, inGlobex, ...session }
}

test('US10: the row goes, sessions here end, and the same log-in chooses where to go on', async () => {
  const { acme, person, member, globex, inGlobex, client } = await arrange()
  const beside = await app.signedIn(person, member)
  const { outcome, last } = await client.leaveOrganization()
  if (outcome.outcome !== 'choose') throw new Error(outcome.outcome)
  expect(last).toBe(false)
  expect(outcome.organizations.map(({ memberId }) => memberId)).toEqual([inGlobex])
  for (const session of [client, beside.client])
    expect(await resultOf(session.getSession())).toBe('not-signed-in')
  const pending = app.clientWith(outcome.pendingToken)
  const entered = await pending.switchOrganization({ body: { memberId: inGlobex } })
  expect(entered).toMatchObject({ outcome: 'entered', organization: { id: globex.id } })
  expect(await auditOf(app, acme)).toContain('user.left')
  const again = await app.clientWith().signIn({
    body: { email: person.email, password, transport: 'bearer' },
  })
  expect(again).toMatchObject({ outcome: 'entered', organization: { id: globex.id } })
})

test('US10: a browser gets the cookie of a pending sign-in in place of its session; the last one is said', async () => {
  const { person } = await arrange({ elsewhere: false })
  const browser = openBrowser(app)
  await browser.client.signIn({ body: { email: person.email, password } })
  expect([...browser.cookies.keys()].some((name) => name.endsWith('session'))).toBe(true)
  const { outcome, last } = await browser.client.leaveOrganization()
  expect([outcome.outcome, last]).toEqual(['choose', true])
  expect('pendingToken' in outcome).toBe(false)
  expect([...browser.cookies.keys()].some((name) => name.endsWith('session'))).toBe(false)
  expect((await browser.client.listMyOrganizations()).organizations).toEqual([])
})

test('US10: open tasks are unassigned; the photo goes along', async () => {
  const { acme, member, client } = await arrange()
  const { id } = acme
  const hub = await app.hub(acme)
  await app.owner.transaction(async (tx) => {
    await tx.query(sql`
      with flow as (insert into flows (organization_id, name, pages, position) values (${id}, 'F', '[]', 1) returning id),
      version as (insert into flow_versions (organization_id, flow_id, version, name, pages)
        select ${id}, id, 1, 'F', '[]' from flow returning flow_id),
      task as (insert into tasks (organization_id, hub_id, flow_id, flow_version, title, status, starts_at, ends_at)
        select ${id}, ${hub}, flow_id, 1, 'Fetch', 'ongoing', now(), now() from version returning id)
      insert into task_assignees (organization_id, task_id, member_id) select ${id}, id, ${member} from task`)
    await tx.query(sql`
      with photo as (insert into files (organization_id, kind, name, content_type, created_at)
        values (${id}, 'photo', 'me', 'image/webp', now()) returning id),
      piece as (insert into file_pieces (organization_id, file_id, n, content) select ${id}, id, 0, 'x' from photo)
      update members set photo_id = (select id from photo) where organization_id = ${id} and id = ${member}`)
  })
  await client.leaveOrganization()
  const [left] = await app.owner.transaction((tx) =>
    tx.query(sql`select (select array_agg(status) from tasks where organization_id = ${id}) as tasks,
      (select count(*) from files where organization_id = ${id}) as files,
      (select count(*) from file_pieces where organization_id = ${id}) as pieces`),
  )
  expect(left).toEqual({ tasks: ['unassigned'], files: 0, pieces: 0 })
})

test('OR3: the last owner does not leave; of two who leave at once one is refused', async () => {
  for (let n = 0; n < 4; n++) {
    const acme = await app.organization()
    const people = [await app.person(), await app.person()]
    const sessions = []
    for (const person of people)
      sessions.push(await app.signedIn(person, await app.member(acme, person)))
    const results = await Promise.all(
      sessions.map(({ client }) => resultOf(client.leaveOrganization())),
    )
    expect(results.toSorted()).toEqual(['done', 'last-owner'])
    const stays = sessions[results.indexOf('last-owner')]
    expect((await stays?.client.getSession())?.role.template).toBe('owner')
    expect(await resultOf(stays?.client.leaveOrganization() as Promise<unknown>)).toBe('last-owner')
  }
})

test('US2: who has not finished registering may leave', async () => {
  const { acme, member, client } = await arrange()
  await app.owner.transaction((tx) =>
    tx.query(sql`update members set status = 'registering'
      where organization_id = ${acme.id} and id = ${member}`),
  )
  expect(await resultOf(client.leaveOrganization())).toBe('done')
})

test('DR3: nobody leaves by the word of a provider alone', async () => {
  const { acme, client, token } = await arrange()
  await vouchedOnly(app, acme, token)
  expect((await client.getSession()).missing).toEqual([])
  expect(await problemOf(client.leaveOrganization())).toMatchObject({
    type: '/problems/fresh-evidence-required',
    missing: [{ kind: 'password' }],
  })
  await client.provePassword({ body: { password } })
  expect(await resultOf(client.leaveOrganization())).toBe('done')
})

test('PW5: after the home was left nobody begins a reset; the person names another, and may come back', async () => {
  const { acme, owner, ownerId, person, globex, inGlobex, client } = await arrange()
  await app.owner.transaction((tx) =>
    tx.query(
      sql`update identities set home_organization_id = ${acme.id}, home_since = now() where id = ${person.id}`,
    ),
  )
  await client.leaveOrganization()
  const boss = await app.signedIn(owner, ownerId)
  const added = await boss.client.addUser({
    body: {
      email: person.email,
      firstName: 'A',
      lastName: 'B',
      roleId: acme.roles.planner,
      hubIds: [],
    },
  })
  const params = { memberId: added.id }
  expect(await resultOf(boss.client.resetUserPassword({ params, body: { method: 'mail' } }))).toBe(
    'home-elsewhere',
  )
  const there = await app.signedIn(person, inGlobex)
  await enrol(app, person)
  await makeFresh(app, there.token)
  await there.client.nameHome({ body: { memberId: inGlobex } })
  const second = await app.person()
  const admin = await app.signedIn(second, await app.member(globex, second))
  const reset = admin.client.resetUserPassword({
    params: { memberId: inGlobex },
    body: { method: 'mail' },
  })
  expect(await problemOf(reset)).toBeNull()
  await setHome(app, person, null)
})
