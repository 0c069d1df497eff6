import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { MemberId } from '#api/common.ts'
import { hashToken } from '#server/platform/token.ts'
import { makeFresh } from '#test/arrange-identity.ts'
import { freshDatabase } from '#test/database.ts'
import { password, startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const day = 86_400_000
const at = (ms: number) => {
  app.clock.now = new Date(Date.now() + ms)
}
/** A member of two organizations, each with another owner. */
const someone = async (role: 'planner' | 'owner' = 'planner') => {
  const [a, b] = [await app.organization(), await app.organization()]
  const owner = await app.person()
  const ownerInA = await app.member(a, owner)
  await app.member(b, owner)
  const person = await app.person()
  const inA = await app.member(a, person, { role })
  const inB = await app.member(b, person, { role })
  const session = await app.signedIn(person, inA)
  await makeFresh(app, session.token)
  return { a, b, owner, ownerInA, person, inA, inB, ...session }
}
const exists = (id: string) =>
  app.owner.transaction(
    async (tx) => (await tx.query(sql`select from identities where id = ${id}`)).length > 0,
  )
const templatesTo = async (email: string) =>
  (await mailsTo(app, email)).map(({ template }) => template)
const remove = (organization: TestOrganization, memberId: MemberId) =>
  app.owner.transaction((tx) =>
    tx.query(
      sql`delete from members where organization_id = ${organization.id} and id = ${memberId}`,
    ),
  )
const task = (inside: TestOrganization, assignees: MemberId[]) =>
  app.owner.transaction(async (tx) => {
    const id = inside.id
    const [made] = await tx.query<{ id: string }>(sql`
      with hub as (insert into hubs (organization_id, name, latitude, longitude) values (${id}, gen_random_uuid(), 0, 0) returning id),
      flow as (insert into flows (organization_id, name, pages, position) values (${id}, gen_random_uuid(), '[]', 1) returning id),
      version as (insert into flow_versions (organization_id, flow_id, version, name, pages)
        select ${id}, id, 1, 'x', '[]' from flow returning flow_id)
      insert into tasks (organization_id, hub_id, flow_id, flow_version, title, status, starts_at, ends_at, created_by)
      select ${id}, hub.id, version.flow_id, 1, 'Fetch', 'ongoing', now(), now(), ${assignees[0]} from hub, version returning id`)
    for (const member of assignees)
      await tx.query(
        sql`insert into task_assignees (organization_id, task_id, member_id) values (${id}, ${made?.id}, ${member})`,
      )
    return made?.id ?? ''
  })
const statusOf = (taskId: string) =>
  app.owner.transaction(async (tx) => {
    const [row] = await tx.query<{ status: string }>(
      sql`select status from tasks where id = ${taskId}`,
    )
    return row?.status
  })

test('PW7: in seven days everything of the identity goes, in every organization, and nothing of others', async () => {
  const { a, b, person, owner, ownerInA, inA, inB, client } = await someone()
  const [alone, shared, foreign] = [
    await task(a, [inA]),
    await task(a, [inA, ownerInA]),
    await task(a, [ownerInA]),
  ]
  const { dueAt } = await client.startIdentityDeletion({ body: { email: person.email } })
  expect(Math.abs(Date.parse(dueAt) - Date.now() - 7 * day)).toBeLessThan(60_000)
  expect(await client.startIdentityDeletion({ body: { email: person.email } })).toEqual({ dueAt })
  expect((await client.getSession()).deletionDueAt).toBe(dueAt)
  expect(await templatesTo(person.email)).toEqual(['deletion-requested'])

  at(7 * day - 60_000)
  await runJobs(app, 'erase-identities')
  expect(await exists(person.id)).toBe(true)
  at(7 * day + 60_000)
  await runJobs(app, 'erase-identities')
  expect(await exists(person.id)).toBe(false)
  expect(await templatesTo(person.email)).toEqual(['deletion-requested', 'deletion-done'])
  app.clock.now = null
  expect(await resultOf(client.getSession())).toBe('not-signed-in')
  expect(await resultOf(app.clientWith().signIn({ body: { email: person.email, password } }))).toBe(
    'wrong-credentials',
  )
  expect([await statusOf(alone), await statusOf(shared), await statusOf(foreign)]).toEqual([
    'unassigned',
    'ongoing',
    'ongoing',
  ])
  const left = await app.owner.transaction(async (tx) => {
    const tables = await tx.query<{ name: string; column: string }>(sql`
      select c.relname as name, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname in ('identity_id', 'member_id')`)
    const found = []
    for (const { name, column } of tables) {
      const rows = await tx.query(
        sql([`select from ${name} where ${column}::text = any ('{${[person.id, inA, inB]}}')`]),
      )
      if (rows.length > 0) found.push(name)
    }
    return found
  })
  expect(left).toEqual([])
  const audits = await app.owner.transaction((tx) =>
    tx.query<{ organizationId: string; subjectId: string; details: object }>(sql`
      select organization_id as "organizationId", subject_id as "subjectId", details from audit_events
      where action = 'user.erased' order by organization_id`),
  )
  expect(audits).toEqual(
    [
      { organizationId: a.id, subjectId: inA, details: {} },
      { organizationId: b.id, subjectId: inB, details: {} },
    ].toSorted((x, y) => (x.organizationId < y.organizationId ? -1 : 1)),
  )
  expect(await exists(owner.id)).toBe(true)
})

test('PW7: wants fresh evidence and the address typed; refused for the last owner of any organization', async () => {
  const { b, person, owner, token, client } = await someone('owner')
  const start = (email = person.email) =>
    problemOf(client.startIdentityDeletion({ body: { email } }))
  expect((await start('other@example.test'))?.errors).toMatchObject([
    { pointer: '#/email', code: 'not-your-email' },
  ])
  const suspend = (status: string) =>
    app.owner.transaction((tx) =>
      tx.query(sql`update members set status = ${status},
        status_before_suspension = ${status === 'suspended' ? 'active' : null}
        where organization_id = ${b.id} and identity_id = ${owner.id}`),
    )
  await suspend('suspended')
  const refusal = await start()
  expect(refusal?.type).toBe('/problems/last-owner')
  const { name } = b
  expect(refusal?.errors).toEqual([
    {
      pointer: '#',
      code: 'last-owner',
      detail: `${name} has no other active owner`,
      values: { name },
    },
  ])
  await suspend('active')
  await app.owner.transaction((tx) =>
    tx.query(sql`delete from evidence where kind = 'password' and login_id in (
      select login_id from sessions where token_hash = ${hashToken(token)})`),
  )
  expect((await start())?.type).toBe('/problems/fresh-evidence-required')
  await makeFresh(app, token)
  expect(await start()).toBeNull()
})

test('PW7: whoever signs in keeps their identity, also before any door', async () => {
  const { person, client } = await someone()
  await client.startIdentityDeletion({ body: { email: person.email } })
  at(6 * day)
  const signedIn = await app
    .clientWith()
    .signIn({ body: { email: person.email, password, transport: 'bearer' } })
  const pending = app.clientWith('pendingToken' in signedIn ? signedIn.pendingToken : undefined)
  await pending.undoIdentityDeletion()
  await pending.undoIdentityDeletion()
  at(9 * day)
  await runJobs(app, 'erase-identities')
  expect(await exists(person.id)).toBe(true)
  expect(await templatesTo(person.email)).toEqual(['deletion-requested', 'deletion-undone'])
})

test('OR3: who became a last owner meanwhile is kept, and told; others go all the same', async () => {
  const { a, person, ownerInA, client } = await someone('owner')
  const other = await someone()
  await client.startIdentityDeletion({ body: { email: person.email } })
  await other.client.startIdentityDeletion({ body: { email: other.person.email } })
  await remove(a, ownerInA)
  at(8 * day)
  await runJobs(app, 'erase-identities')
  expect(await exists(person.id)).toBe(true)
  expect(await exists(other.person.id)).toBe(false)
  expect((await templatesTo(person.email)).at(-1)).toBe('deletion-cancelled')
  app.clock.now = null
  expect((await client.getSession()).deletionDueAt).toBeNull()
})

test('PW7: undoing and erasing at once: kept whole, or gone whole', async () => {
  for (let n = 0; n < 5; n++) {
    const { person, client } = await someone()
    await client.startIdentityDeletion({ body: { email: person.email } })
    await app.owner.transaction((tx) =>
      tx.query(sql`update identities set deletion_due_at = now() where id = ${person.id}`),
    )
    const [undone] = await Promise.all([
      resultOf(client.undoIdentityDeletion()),
      runJobs(app, 'erase-identities'),
    ])
    const templates = await templatesTo(person.email)
    if (await exists(person.id)) expect(templates).not.toContain('deletion-done')
    else expect([undone, templates.includes('deletion-undone')]).not.toEqual(['done', true])
  }
})
