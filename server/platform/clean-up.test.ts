import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { performersOf } from '#server/app.ts'
import { createLog } from '#server/platform/log.ts'
import { startJobs } from '#server/platform/start-jobs.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
})
afterAll(() => app.stop())

const log = createLog('silent')
const run = (now: Date) =>
  performersOf(app.settings)
    .find(({ job }) => job.name === 'clean-up')
    ?.perform(
      app.db,
      {},
      {
        organizationId: null,
        now,
        attempt: 1,
        lastAttempt: false,
        signal: new AbortController().signal,
        log,
      },
    )

const later = (days: number) => new Date(Date.now() + days * 86_400_000)
const count = (table: string) =>
  app.owner.transaction(async (tx) => {
    const [row] = await tx.query<{ n: number }>(sql([`select count(*)::int as n from ${table}`]))
    return row?.n
  })

test('LG9: what is over is forgotten, and nothing else', async () => {
  const inside = await app.organization()
  const who = await app.person()
  const { client } = await app.signedIn(who, await app.member(inside, who))
  const gone = await app.signedIn(
    who,
    (await client.listMyOrganizations()).current?.memberId as never,
  )
  await gone.client.signOut()
  await expect(
    app.clientWith().signIn({ body: { email: 'nobody@example.test', password: 'wrong' } }),
  ).rejects.toMatchObject({ type: 'wrong-credentials' })
  await client.createHub({
    body: { name: 'North', address: '', latitude: 0, longitude: 0 },
    idempotencyKey: 'hub',
  })

  await run(later(0))
  expect(await count('throttles')).toBeGreaterThan(0)
  expect(await count('idempotency_keys')).toBe(1)
  expect(await count('sessions')).toBe(2)

  await run(later(2))
  expect(await count('throttles')).toBe(0)
  expect(await count('rate_counts')).toBe(0)
  expect(await count('sessions')).toBe(2)

  await run(later(31))
  expect(await count('sessions')).toBe(1)
  expect(await count('logins')).toBe(1)
  expect((await client.getSession()).email).toBe(who.email)

  await run(later(367))
  expect(await count('sessions')).toBe(0)
  expect(await count('logins')).toBe(0)
  expect(await count('evidence')).toBe(0)
  expect(await count('hubs')).toBe(1)
})

test('LG9: more than one batch is forgotten in one go', async () => {
  const who = await app.person()
  await app.owner.transaction(async (tx) => {
    await tx.query(sql`insert into password_links (identity_id, token_hash, created_at, expires_at)
      select ${who.id}, int4send(n), now() - interval '2 days', now() - interval '1 day' from generate_series(1, 12000) n`)
  })
  await run(new Date())
  expect(await count('password_links')).toBe(0)
})

test('PR3: the worker sees of keys of organizations only those that are old enough to be forgotten', async () => {
  const inside = await app.organization()
  const who = await app.person()
  const member = await app.member(inside, who)
  const add = (key: string, at: Date) =>
    app.owner.transaction((tx) =>
      tx.query(sql`insert into idempotency_keys (organization_id, member_id, key, request_hash, created_at)
        values (${inside.id}, ${member}, ${key}, 'x', ${at})`),
    )
  await add('young', new Date())
  await add('old', later(-2))
  const seen = await app.db.transaction(async (tx) => {
    await tx.query(sql`select set_config('role', 'foyer_worker', true)`)
    return tx.query<{ key: string }>(
      sql`select key from idempotency_keys where member_id = ${member}`,
    )
  })
  expect(seen).toEqual([{ key: 'old' }])
})

test('OP1: the clock of the jobs knows the clean-up and may add its job', async () => {
  const performers = performersOf(app.settings)
  const { stop } = await startJobs({
    connectionString: app.urls.appUrl,
    db: app.db,
    log,
    tasks: performers,
  })
  await expect
    .poll(() => count('graphile_worker._private_known_crontabs'), { timeout: 60_000 })
    .toBe(performers.filter(({ cron }) => cron).length)
  await stop()
  // As the library's clock does, with the rights of the worker.
  await app.db.transaction(async (tx) => {
    await tx.query(sql`select set_config('role', 'foyer_worker', true)`)
    await tx.query(
      sql`select graphile_worker.add_job('clean-up', '{"_cron": {"backfilled": false}}'::json, null, now() + interval '1 day')`,
    )
  })
  expect(await count('graphile_worker._private_jobs')).toBeGreaterThan(0)
})
