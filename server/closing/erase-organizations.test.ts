import { randomUUID } from 'node:crypto'
import sql, { type Sql } from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { performersOf } from '#server/app.ts'
import { createLog } from '#server/platform/log.ts'
import { makeFresh } from '#test/arrange-identity.ts'
import { freshDatabase } from '#test/database.ts'
import { fillOrganization } from '#test/fill-organization.ts'
import { password, startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { untilBlocked } from '#test/until-blocked.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const minute = 60_000
const day = 1_440 * minute
const at = (ms: number) => {
  app.clock.now = new Date(Date.now() + ms)
}
const rows = <Row extends object>(statement: Sql) =>
  app.owner.transaction((tx) => tx.query<Row>(statement))
const erase = () => runJobs(app, 'erase-organizations')

/** As if an owner had begun it so long ago, and a second: the database counts in microseconds, the clock of Foyer does not. */
const begin = ({ id }: TestOrganization, daysAgo = 30) =>
  rows(sql`update organizations set status = 'deleting',
    deleting_until = now() + interval '30 days' - make_interval(days => ${daysAgo}, secs => 1) where id = ${id}`)
const exists = async (table: string, id: string) =>
  (await rows(sql`${sql([`select from ${table}`])} where id = ${id}`)).length > 0

/** Every table that says whose a row is. */
const owned = () =>
  rows<{ name: string }>(sql`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'organization_id' order by 1`)
/** How many rows of an organization each has. */
async function countRows({ id }: { id: string }): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { name } of await owned()) {
    const [row] = await rows<{ count: number }>(
      sql`${sql([`select count(*) from ${name}`])} where organization_id = ${id}`,
    )
    counts[name] = row?.count ?? 0
  }
  return counts
}

/** What lies in the identity plane, on the way in or out, of an organization that is full already. */
async function fillIdentityPlane(inside: TestOrganization) {
  const { person, member } = await fillOrganization(app, inside)
  const { token } = await app.signedIn(person, member)
  const { id } = inside
  await app.owner.transaction(async (tx) => {
    const [login] = await tx.query<{ id: string }>(
      sql`select id from logins where identity_id = ${person.id}`,
    )
    const [connection] = await tx.query<{ id: string }>(
      sql`select id from connections where organization_id = ${id}`,
    )
    const hash = Buffer.from(randomUUID())
    await tx.query(sql`insert into evidence (login_id, kind, connection_id, organization_id, at)
      values (${login?.id}, 'sso', ${connection?.id}, ${id}, now())`)
    await tx.query(sql`insert into set_up_links (token_hash, organization_id, connection_id, created_by_member_id, created_at, expires_at)
      values (${hash}, ${id}, ${connection?.id}, ${member}, now(), now())`)
    await tx.query(sql`insert into sso_attempts (state_hash, organization_id, connection_id, purpose, browser_hash, sealed, key_id, created_at, expires_at)
      values (${hash}, ${id}, ${connection?.id}, 'sign-in', 'x', 'x', 'x', now(), now())`)
    await tx.query(sql`insert into held_links (login_id, organization_id, connection_id, member_id, issuer, subject, profile, proved_at, expires_at)
      values (${login?.id}, ${id}, ${connection?.id}, ${member}, 'x', 'x', '{}', now(), now())`)
    await tx.query(sql`insert into provider_sessions (login_id, connection_id, organization_id, sealed, key_id)
      values (${login?.id}, ${connection?.id}, ${id}, 'x', 'x')`)
    await tx.query(sql`insert into password_links (identity_id, token_hash, created_at, expires_at, purpose, organization_id)
      values (${person.id}, ${hash}, now(), now(), 'reset', ${id})`)
    await tx.query(sql`insert into founding_keys (identity_id, key, request_hash, organization_id, member_id)
      values (${person.id}, 'k', 'x', ${id}, ${member})`)
    await tx.query(sql`insert into joinings (token_hash, email, organization_id, language, created_at, expires_at)
      values (${hash}, 'x@example.test', ${id}, 'en', now(), now())`)
    await tx.query(sql`select queue_mail('x@example.test', 'added', 'en', '{}', ${id})`)
    await tx.query(sql`update identities set home_organization_id = ${id}, home_since = now(),
      doubted_at = now(), doubted_by_organization_id = ${id} where id = ${person.id}`)
  })
  return { person, member, token }
}

test('OR2: after thirty days nothing of it is left in any table, and all of another one is as it was', async () => {
  const [acme, globex] = [
    await app.organization({ name: 'Acme' }),
    await app.organization({ name: 'Globex' }),
  ]
  const [inAcme] = [await fillIdentityPlane(acme), await fillIdentityPlane(globex)]
  const before = await countRows(globex)
  // So that nothing is missed by being empty: whoever makes a table adds a row of it to fillOrganization.
  for (const [table, count] of Object.entries(await countRows(acme)))
    expect(count, `${table} has no row in this test`).toBeGreaterThan(0)

  await begin(acme, 29)
  await erase()
  expect(await exists('organizations', acme.id)).toBe(true)
  await begin(acme)
  await erase()
  expect(await exists('organizations', acme.id)).toBe(false)
  for (const [table, count] of Object.entries(await countRows(acme))) expect(count, table).toBe(0)
  expect(await countRows(globex)).toEqual(before)
  const [others] = await rows(sql`select
    (select count(*) from identities where home_organization_id = ${acme.id} or doubted_by_organization_id = ${acme.id}) as pointing,
    (select count(*) from graphile_worker._private_jobs where payload ->> 'organizationId' = ${acme.id}::text) as jobs`)
  expect(others).toEqual({ pointing: 0, jobs: 0 })
  expect(await exists('identities', inAcme.person.id)).toBe(true)
  expect(
    (await mailsTo(app, inAcme.person.email)).map((mail) => [mail.template, mail.values]),
  ).toEqual([['organization-erased', { organizationName: 'Acme' }]])
  expect(await resultOf(app.clientWith(inAcme.token).getSession())).toBe('not-signed-in')
})

test('OR2: every table that says whose a row is, is erased by name, and who refers before what is referred to', async () => {
  const [row] = await rows<{ source: string }>(
    sql`select prosrc as source from pg_proc where proname = 'erase_some'`,
  )
  const named = [...(row?.source.match(/array\[([\s\S]*?)\]/)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(
    ([, name = '']) => name,
  )
  const tables = (await owned()).map(({ name }) => name)
  // Their rows stay, with nobody (OR5).
  expect(named.toSorted()).toEqual(tables.filter((name) => name !== 'organization_slugs'))
  const references = await rows<{ from: string; to: string }>(sql`
    select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace`)
  const early = references.filter(
    ({ from, to }) =>
      from !== to &&
      named.includes(from) &&
      named.includes(to) &&
      named.indexOf(from) > named.indexOf(to),
  )
  expect(early).toEqual([])
})

test('OR2: in short transactions, on from where it was interrupted, and unseen meanwhile', async () => {
  const acme = await app.organization()
  const person = await app.person()
  const member = await app.member(acme, person)
  await rows(sql`insert into audit_events (organization_id, at, action)
    select ${acme.id}, now(), 'test' from generate_series(1, 2500)`)
  await rows(sql`
    with people as (insert into identities (email) select 'n' || n || '-' || ${acme.slug} || '@example.test'
      from generate_series(1, 2300) n returning id, email)
    insert into members (organization_id, identity_id, email, status, source, role_id)
    select ${acme.id}, id, email, 'active', 'added', ${acme.roles.planner} from people`)
  const signedIn = await app.signedIn(person, member)
  await makeFresh(app, signedIn.token)
  await signedIn.client.startOrganizationDeletion({ body: { name: acme.name } })
  at(30 * day + minute)

  const eraser = performersOf(app.settings).find(({ job }) => job.name === 'erase-organizations')
  const stopping = new AbortController()
  const countMost = async () => {
    const [row] = await rows<{
      count: number
    }>(sql`select (select count(*) from members where organization_id = ${acme.id})
      + (select count(*) from audit_events where organization_id = ${acme.id}) as count`)
    return row?.count ?? 0
  }
  const sizes: number[] = []
  let transactions = 0
  const db = {
    ...app.db,
    transaction: (async (work, head) => {
      const before = await countMost()
      const result = await app.db.transaction(work, head)
      sizes.push(before - (await countMost()))
      if (++transactions === 6) stopping.abort()
      return result
    }) as TestApp['db']['transaction'],
  }
  const perform = (signal: AbortSignal) =>
    eraser?.perform(
      db,
      {},
      {
        organizationId: null,
        now: app.clock.now ?? new Date(),
        attempt: 1,
        lastAttempt: false,
        signal,
        log: createLog('silent'),
      },
    )
  await perform(stopping.signal)
  expect(await exists('organizations', acme.id)).toBe(true)
  const outcome = await app.clientWith().signIn({
    body: { email: person.email, password, transport: 'bearer' },
  })
  if (outcome.outcome !== 'choose') throw new Error(outcome.outcome)
  const listed = await app.clientWith(outcome.pendingToken).listMyOrganizations()
  expect([listed.organizations, listed.inDeletion]).toEqual([[], []])
  await perform(new AbortController().signal)
  expect(await exists('organizations', acme.id)).toBe(false)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2_000)
  expect(sizes.length).toBeGreaterThan(8)
  const told = (await mailsTo(app, person.email)).filter(
    ({ template }) => template === 'organization-erased',
  )
  expect(told).toHaveLength(1)
})

test('OR2: who never proved a mailbox and is nowhere else goes along; whoever else stays', async () => {
  const [acme, globex] = [await app.organization(), await app.organization()]
  await app.member(acme, await app.person())
  const never = async (email: string) => {
    const person = await app.person(email)
    await rows(sql`update identities set mailbox_proved_at = null where id = ${person.id}`)
    await app.member(acme, person, { role: 'planner', status: 'invited' })
    return person
  }
  const [alone, both] = [await never('alone@example.test'), await never('both@example.test')]
  await app.member(globex, both, { status: 'invited' })
  const proved = await app.person()
  await app.member(acme, proved, { role: 'planner' })
  await begin(acme)
  await erase()
  expect(await exists('identities', alone.id)).toBe(false)
  expect(await exists('identities', both.id)).toBe(true)
  expect(await exists('identities', proved.id)).toBe(true)
})

test('OR2: who is being added elsewhere at that moment is not erased', async () => {
  const [acme, globex] = [await app.organization(), await app.organization()]
  const person = await app.person()
  await rows(sql`update identities set mailbox_proved_at = null where id = ${person.id}`)
  await app.member(acme, person)
  await begin(acme)
  let erased: Promise<void> | undefined
  await app.owner.transaction(async (tx) => {
    await tx.query(sql`insert into members (organization_id, identity_id, email, status, source, role_id)
      values (${globex.id}, ${person.id}, ${person.email}, 'registering', 'added', ${globex.roles.planner})`)
    erased = erase()
    await untilBlocked(tx)
  })
  await erased
  expect(await exists('identities', person.id)).toBe(true)
  expect(await exists('organizations', acme.id)).toBe(false)
})

test('OR2: keeping and erasing at once: kept whole, or gone whole', async () => {
  for (let n = 0; n < 5; n++) {
    const acme = await app.organization()
    const { person, member } = await fillIdentityPlane(acme)
    await rows(
      sql`update identities set doubted_at = null, doubted_by_organization_id = null where id = ${person.id}`,
    )
    const { client, token } = await app.signedIn(person, member)
    await makeFresh(app, token)
    const { outcome, until } = await client.startOrganizationDeletion({ body: { name: acme.name } })
    if (outcome.outcome !== 'choose') throw new Error(outcome.outcome)
    const before = await countRows(acme)
    // Clocks of two processes: by the one it may be kept, by the other its time is over.
    const eraser = erase
    app.clock.now = new Date(until)
    const erased = eraser()
    app.clock.now = new Date(Date.parse(until) - 1)
    await rows(sql`insert into evidence (login_id, kind, at)
      select id, kind, ${app.clock.now} from logins, unnest(array['password', 'email_otp']) as kind
      where identity_id = ${person.id} and ended_at is null
      on conflict (login_id, kind, connection_id) do update set at = excluded.at`)
    await rows(
      sql`update pending_sign_ins set expires_at = ${new Date(until)} where identity_id = ${person.id}`,
    )
    const pending = app.clientWith(outcome.pendingToken)
    const [kept] = await Promise.all([
      resultOf(pending.undoOrganizationDeletion({ params: { memberId: member } })),
      erased,
    ])
    app.clock.now = null
    expect(['done', 'not-found', 'not-signed-in']).toContain(kept)
    expect(await exists('organizations', acme.id)).toBe(kept === 'done')
    const after = await countRows(acme)
    for (const [table, count] of Object.entries(before))
      if (kept !== 'done') expect(after[table], table).toBe(0)
      else if (
        ['members', 'tasks', 'files', 'roles', 'connections', 'set_up_links'].includes(table)
      )
        expect(after[table], table).toBe(count)
  }
})

test('OR2: one that cannot be erased keeps no other one waiting', async () => {
  const [stuck, next] = [await app.organization(), await app.organization()]
  for (const each of [stuck, next]) await app.member(each, await app.person())
  await begin(stuck, 31)
  await begin(next, 30)
  // What nobody has thought of, and nothing erases.
  await rows(sql`create table forgotten (id uuid references organizations)`)
  await rows(sql`insert into forgotten values (${stuck.id})`)
  await expect(erase()).rejects.toThrow(/forgotten/)
  expect(await exists('organizations', next.id)).toBe(false)
  expect(await exists('organizations', stuck.id)).toBe(true)
  await rows(sql`drop table forgotten`)
  await erase()
  expect(await exists('organizations', stuck.id)).toBe(false)
})

test('PW5: with the home gone nobody begins a reset, and the next organization does not become it; the person names one', async () => {
  const [acme, globex] = [await app.organization(), await app.organization()]
  const [person, boss] = [await app.person(), await app.person()]
  await app.member(acme, person)
  const inGlobex = await app.member(globex, person, { role: 'planner', status: 'registering' })
  const bossId = await app.member(globex, boss)
  await rows(
    sql`update identities set home_organization_id = ${acme.id}, home_since = now() where id = ${person.id}`,
  )
  await begin(acme)
  await erase()
  const there = await app.signedIn(person, inGlobex)
  await there.client.completeRegistration({ body: { firstName: 'A', lastName: 'B' } })
  const admin = await app.signedIn(boss, bossId)
  const reset = () =>
    resultOf(
      admin.client.resetUserPassword({ params: { memberId: inGlobex }, body: { method: 'mail' } }),
    )
  expect(await reset()).toBe('home-elsewhere')
  await makeFresh(app, there.token)
  expect(await problemOf(there.client.nameHome({ body: { memberId: inGlobex } }))).toBeNull()
  expect(await reset()).toBe('done')
})

test('OR5: a slug of an organization that is gone is nobody’s, whoever asks for it and however', async () => {
  const [acme, globex] = [await app.organization(), await app.organization()]
  await app.member(acme, await app.person())
  const person = await app.person()
  const { client } = await app.signedIn(person, await app.member(globex, person))
  await begin(acme, 1)
  expect(await resultOf(client.updateOrganization({ body: { slug: acme.slug } }))).toBe(
    'slug-taken',
  )
  await begin(acme)
  await erase()
  expect(await resultOf(client.updateOrganization({ body: { slug: acme.slug } }))).toBe(
    'slug-taken',
  )
  expect(await resultOf(client.findSlug({ params: { slug: acme.slug } }))).toBe('not-found')
  expect(await app.clientWith().findDoor({ body: { slug: acme.slug } })).toEqual({ door: null })
  const made = await client.createOrganization({
    body: { name: acme.slug, hub: { name: 'North', latitude: 1, longitude: 2 } },
  })
  expect(made.organization.slug).toBe(`${acme.slug}-2`)
})

test('PW7: with an identity its photos go, in every organization', async () => {
  const acme = await app.organization()
  await app.member(acme, await app.person())
  const person = await app.person()
  const member = await app.member(acme, person, { role: 'planner' })
  await rows(sql`
    with photo as (insert into files (organization_id, kind, name, content_type, created_at)
      values (${acme.id}, 'photo', 'me', 'image/webp', now()) returning id)
    update members set photo_id = (select id from photo) where organization_id = ${acme.id} and id = ${member}`)
  await rows(sql`update identities set deletion_due_at = now() where id = ${person.id}`)
  at(minute)
  await runJobs(app, 'erase-identities')
  expect(await rows(sql`select from files where organization_id = ${acme.id}`)).toEqual([])
})
