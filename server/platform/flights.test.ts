import sql, { type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { api } from '#api/index.ts'
import { createApp } from '#server/app.ts'
import { identifySession } from '#server/sessions/identify.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { send, typeOf } from '#test/requests.ts'
import { type Database, openDatabase } from './database.ts'
import { hashToken } from './token.ts'

let app: TestApp
/** One connection for all flights, so that every one of them is beside another's. */
let shared: Database
let [acme, globex] = [] as unknown as [Inside, Inside]
type Inside = TestOrganization & { token: string }

beforeAll(async () => {
  app = await startTestApp()
  shared = openDatabase({
    connectionString: app.urls.appUrl,
    flightConnections: 1,
    poolSize: 1,
    // Long enough that only what is silent on purpose falls silent.
    timeoutMs: 4_000,
  })
  const inside = async () => {
    const organization = await app.organization()
    const who = await app.person()
    const hub = await app.hub(organization)
    const member = await app.member(organization, who, { hubs: [hub] })
    return { ...organization, token: (await app.signedIn(who, member)).token }
  }
  acme = await inside()
  globex = await inside()
})
afterAll(async () => {
  await shared.close()
  await app.stop()
})

const hubsSeen = sql`select distinct organization_id as "organizationId" from hubs`
const look = async ({ token }: { token: string }, ...more: Sql[]) => {
  const rows = await shared.flight([...identifySession(hashToken(token)), ...more, hubsSeen])
  return rows.at(-1)?.map(({ organizationId }) => organizationId)
}
const nobody = { token: 'fys_nobody' }

test('PR3: flights that share a connection never see each other’s organization', async () => {
  const all = Array.from({ length: 90 }, (_, i) => [acme, globex, nobody][i % 3] as Inside)
  const seen = await Promise.all(all.map((who) => look(who)))
  expect(seen).toEqual(all.map(({ id }) => (id ? [id] : [])))
  // Nor does one that is sent alone leave anything: who it found, or whom it became.
  await Promise.all(all.map((who) => shared.flight([...identifySession(hashToken(who.token))])))
  // What no flight has set must not be left from the one before it.
  const rest = await shared.flight([
    sql`select current_user::text as "role", current_setting('app.organization_id', true) as organization`,
  ])
  expect(rest).toEqual([[{ role: 'foyer', organization: '' }]])
})

test('PR3: a statement that fails in one flight leaves the ones beside it untouched', async () => {
  const results = await Promise.allSettled([
    look(acme),
    look(globex, sql`select 1 / 0`),
    look(globex),
    look(acme, sql`select from no_such_table`),
    look(acme),
  ])
  expect(results.map((r) => (r.status === 'fulfilled' ? r.value : 'failed'))).toEqual([
    [acme.id],
    'failed',
    [globex.id],
    'failed',
    [acme.id],
  ])
})

test('PR3: a flight cannot write', async () => {
  await expect(
    shared.flight([...identifySession(hashToken(acme.token)), sql`update hubs set name = 'x'`]),
  ).rejects.toThrow(/read-only/)
  await expect(
    shared.flight([sql`update sessions set ended_at = now() where false`]),
  ).rejects.toThrow(/read-only/)
})

const backend = async (): Promise<number> => {
  const [rows] = await shared.flight([sql`select pg_backend_pid() as pid`])
  return Number(rows?.[0]?.pid)
}

test('a statement that takes too long ends, and the connection goes on', async () => {
  const before = await backend()
  await expect(shared.flight([sql`select pg_sleep(60)`])).rejects.toThrow(/statement timeout/)
  expect(await backend()).toBe(before)
})

test('a connection that falls silent is given up, and the next flight has another', async () => {
  const silent = await backend()
  process.kill(silent, 'SIGSTOP')
  try {
    const results = await Promise.allSettled([look(acme), look(globex)])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await look(acme)).toEqual([acme.id])
    expect(await backend()).not.toBe(silent)
  } finally {
    process.kill(silent, 'SIGCONT')
  }
})

test('a transaction whose statement failed unnoticed is no success', async () => {
  await expect(
    shared.transaction(async (tx) => {
      await tx.query(sql`select 1 / 0`).catch(() => undefined)
    }),
  ).rejects.toThrow('committed after a statement had failed')
  expect(await shared.transaction((tx) => tx.query(sql`select 1 as one`))).toEqual([{ one: 1 }])
})

test('with every connection taken a request is answered, not left hanging', async () => {
  const busy = createApp({ ...app.settings, db: shared })
  const release = Promise.withResolvers<void>()
  const holding = shared.transaction(() => release.promise)
  const answer = await send(async (request) => busy.fetch(request), api.listMySessions, {
    token: acme.token,
  })
  expect(typeOf(answer.json)).toBe('unavailable')
  release.resolve()
  await holding
  const after = await send(async (request) => busy.fetch(request), api.listMySessions, {
    token: acme.token,
  })
  expect(after.status).toBe(200)
}, 120_000)

interface Planned {
  statement: string
  custom: number
  generic: number
}

/** Statements that were planned for their values, by name, on the connections that requests use. */
const planned = sql`select statement, custom_plans::int as custom, generic_plans::int as generic
  from pg_prepared_statements where statement not like '%pg_prepared_statements%'`

test('hot requests plan nothing: every statement has a name and a plan that is kept', async () => {
  const hot = createApp({ ...app.settings, db: shared })
  const fetch = async (request: Request) => hot.fetch(request)
  const token = acme.token
  const round = async () => {
    for (const route of [api.getSession, api.listMyOrganizations, api.listMyHubs])
      expect((await send(fetch, route, { token })).status).toBe(200)
  }
  const plans = async () => {
    const [inFlights = []] = await shared.flight([planned])
    const inTransactions = await shared.transaction((tx) => tx.query<Planned>(planned))
    return new Map(
      [...(inFlights as unknown as Planned[]), ...inTransactions].map((row) => [
        row.statement,
        row,
      ]),
    )
  }
  // PostgreSQL plans a statement five times for its values before it may keep one plan.
  for (let i = 0; i < 8; i++) await round()
  const before = await plans()
  for (let i = 0; i < 10; i++) await round()
  for (const [statement, { custom, generic }] of await plans()) {
    const known = before.get(statement)
    expect(custom, statement).toBe(known?.custom)
    if (generic === known?.generic) continue
    expect(generic, statement).toBeGreaterThanOrEqual((known?.generic ?? 0) + 10)
  }
})
