import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { api } from '#api/index.ts'
import { createApp } from '#server/app.ts'
import { openDatabase } from '#server/platform/database.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { requestFor, send, typeOf } from '#test/requests.ts'

let app: TestApp
let ip = ''
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
})
afterAll(() => app.stop())
beforeEach(() => {
  ip = `198.51.100.${Math.floor(Math.random() * 250)}`
})

/** One process of several on the same database. */
const anotherProcess = (now: () => Date = () => new Date()) => {
  const process = createApp({
    ...app.settings,
    now,
    peerAddress: () => ip,
    requestsPerMinute: { read: 3, write: 2, credential: 4 },
  })
  return async (request: Request) => process.fetch(request)
}
/** Each e-mail once, for failures count on it as well. */
const wrong = () => ({
  body: { email: `${randomUUID()}@example.test`, password: 'wrong', transport: 'bearer' },
})

test('IN1: every answer says how often one may call, and a refusal when again', async () => {
  const fetch = anotherProcess()
  const answers = []
  for (let i = 0; i < 4; i++) answers.push(await send(fetch, api.getAbout))
  expect(answers.map(({ headers }) => headers.get('ratelimit-policy'))).toEqual(
    Array(4).fill('"read";q=3;w=60'),
  )
  expect(answers.map(({ headers }) => headers.get('ratelimit')?.split(';')[1])).toEqual([
    'r=2',
    'r=1',
    'r=0',
    'r=0',
  ])
  const last = answers.at(-1)
  expect(typeOf(last?.json)).toBe('too-many-requests')
  expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(Number(last?.headers.get('retry-after'))).toBeLessThanOrEqual(60)
})

test('IN1: tokens count for themselves, and a new minute begins anew', async () => {
  let now = new Date()
  const fetch = anotherProcess(() => now)
  const inside = await app.organization()
  const tokens = await Promise.all(
    [1, 2].map(async () => {
      const who = await app.person()
      return (await app.signedIn(who, await app.member(inside, who))).token
    }),
  )
  const statuses = async (token: string | undefined) => {
    const all = []
    for (let i = 0; i < 4; i++) all.push((await send(fetch, api.getSession, { token })).status)
    return all
  }
  expect(await statuses(tokens[0])).toEqual([200, 200, 200, 429])
  expect(await statuses(tokens[1])).toEqual([200, 200, 200, 429])
  now = new Date(now.getTime() + 60_000)
  expect(await statuses(tokens[0])).toEqual([200, 200, 200, 429])
})

test('LG8: proofs count over all processes, on the address, whatever token they come with', async () => {
  const processes = [anotherProcess(), anotherProcess()]
  const statuses = []
  for (let i = 0; i < 6; i++) {
    const fetch = processes[i % 2]
    if (!fetch) continue
    const token = i === 0 ? undefined : `fys_${String(i).padEnd(43, 'A')}`
    statuses.push((await send(fetch, api.signIn, { ...wrong(), token })).status)
  }
  expect(statuses).toEqual([401, 401, 401, 401, 429, 429])
})

test('LG8: many at once are counted one by one', async () => {
  const processes = [anotherProcess(), anotherProcess()]
  const answers = await Promise.all(
    Array.from({ length: 12 }, async (_, i) =>
      processes[i % 2]?.(requestFor(api.checkPasswordLink, { body: { token: 'x'.repeat(47) } })),
    ),
  )
  expect(answers.filter((answer) => answer?.status === 404)).toHaveLength(4)
  expect(answers.filter((answer) => answer?.status === 429)).toHaveLength(8)
})

test('LG8: a holder of IPv6 has one count for the whole network', async () => {
  const fetch = anotherProcess()
  const statuses = []
  for (let i = 0; i < 5; i++) {
    ip = `2001:db8:7:7::${i}`
    statuses.push((await send(fetch, api.signIn, wrong())).status)
  }
  expect(statuses).toEqual([401, 401, 401, 401, 429])
})

test('LG8: where it cannot be counted, no proof is taken', async () => {
  const gone = openDatabase({ connectionString: 'postgresql://foyer@127.0.0.1:9/foyer' })
  const process = createApp({ ...app.settings, db: gone })
  const answer = await send(async (request) => process.fetch(request), api.signIn, wrong())
  expect(typeOf(answer.json)).toBe('unavailable')
  await gone.close()
})

test('a refused flood costs no statement', async () => {
  const fetch = anotherProcess()
  for (let i = 0; i < 10; i++) await send(fetch, api.signIn, wrong())
  const [row] = await app.owner.transaction((tx) =>
    tx.query<{ count: number }>(sql`select count from rate_counts where subject = ${ip}`),
  )
  expect(row?.count).toBe(4)
})
