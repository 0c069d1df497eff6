import fc from 'fast-check'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '#test/harness.ts'

// LG1, LG8: neither the answer nor the time it takes tells whether an e-mail exists. Times are compared as distributions: one
// alone says nothing on a busy machine, and all kinds are asked in turn, so that noise falls on all of them.

let app: TestApp
beforeAll(async () => {
  // Without an address, failures count on the e-mail alone.
  app = await startTestApp(undefined, { peerAddress: () => null })
})
afterAll(() => app.stop())

/** One round of a shuffled pack after the other: which kind is asked when. */
function shuffledTurns(kinds: number, rounds: number): number[] {
  const seed = Number(process.env.FOYER_TEST_SEED ?? 20_260_115)
  const pack = fc.shuffledSubarray([...Array(kinds).keys()], { minLength: kinds })
  return fc.sample(pack, { numRuns: rounds, seed }).flat()
}

/**
 * How probable it is that a time of the first is longer than one of the second (Mann and Whitney's U, divided by the number
 * of pairs): a half where they are alike, nought or one where one always takes longer.
 */
function probabilityLonger(first: readonly number[], second: readonly number[]): number {
  let wins = 0
  for (const a of first) for (const b of second) wins += a > b ? 1 : a === b ? 0.5 : 0
  return wins / (first.length * second.length)
}

test('the rank test itself tells a hash that is left out, and not the noise of alike ones', () => {
  const noisy = (n: number, slow: number) => slow + ((n * 7919) % 101) / 10
  const [a, b] = [0, 1].map((side) => Array.from({ length: 60 }, (_, n) => noisy(2 * n + side, 30)))
  const without = Array.from({ length: 60 }, (_, n) => noisy(n, 5))
  expect(Math.abs(probabilityLonger(a ?? [], b ?? []) - 0.5)).toBeLessThan(0.1)
  expect(probabilityLonger(a ?? [], without)).toBe(1)
})

const rounds = 60
// Sixty of each: alike ones stray from a half by 0.053 (one standard deviation); a hash left out makes it nought.
const strayMax = 0.25

/** Asks in turn, at the server's own pace, and gives for each kind its times and its answers without ids and times. */
async function compare(ask: ((round: number) => Request)[], season = 0) {
  const times: number[][] = ask.map(() => [])
  const answers: string[][] = ask.map(() => [])
  const turns = shuffledTurns(ask.length, rounds + 3)
  const started = Date.UTC(2026 + season, 2, 1)
  try {
    for (const [n, kind] of turns.entries()) {
      const round = Math.floor(n / ask.length)
      // Failures of a quarter of an hour lock, and fifty of a day: every round is a day of its own for its e-mail.
      app.clock.now = new Date(started + round * 24 * 3_600_000 + round * 60_000)
      const request = ask[kind]?.(round) as Request
      const begun = performance.now()
      const response = await app.fetch(request)
      const body = await response.text()
      const took = performance.now() - begun
      // The first rounds warm up.
      if (round < 3) continue
      times[kind]?.push(took)
      const headers = [...response.headers].filter(
        ([name]) => !/request-id|^ratelimit|date/.test(name),
      )
      const uuid = /[0-9a-f]{8}-[0-9a-f-]{27}/g
      answers[kind]?.push(JSON.stringify([response.status, headers, body]).replaceAll(uuid, 'id'))
    }
  } finally {
    app.clock.now = null
  }
  return { times, answers: answers.map((of) => [...new Set(of)]) }
}

/** How far the times of any two kinds are from being alike. */
const strayOf = (times: readonly number[][]) =>
  Math.max(
    ...times.flatMap((first, n) =>
      times.slice(n + 1).map((second) => Math.abs(probabilityLonger(first, second) - 0.5)),
    ),
  )

/** What the kinds answer. Their times are alike, if need be at a second or third look: what is left out shows at each, noise does not. */
async function expectAlike(ask: ((round: number) => Request)[]): Promise<string[][]> {
  const { times, answers } = await compare(ask)
  let stray = strayOf(times)
  for (let season = 1; season < 3 && stray >= strayMax; season++)
    stray = Math.min(stray, strayOf((await compare(ask, season)).times))
  expect(stray, 'how far from alike').toBeLessThan(strayMax)
  return answers
}

const post = (path: string, body: object) =>
  new Request(`http://localhost/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test('LG1: signing in takes as long, and answers the same to the byte, for known and unknown e-mails and those without a password', {
  timeout: 240_000,
}, async () => {
  const [known, without] = [await app.person(), await app.person()]
  await app.member(await app.organization(), known)
  await app.member(await app.organization(), without)
  await app.owner.transaction((tx) =>
    tx.query(sql`delete from passwords where identity_id = ${without.id}`),
  )
  const emails = [known.email, without.email, `nobody-${known.id}@example.test`]
  const answers = await expectAlike(
    emails.map(
      (email) => () =>
        post('/sign-in', { email, password: 'some other sentence', transport: 'bearer' }),
    ),
  )
  expect(answers[0]?.slice(0, 3)).toHaveLength(1)
  expect(answers[0]?.[0]).toContain('wrong-credentials')
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})

test('LG8: a lock falls, and answers, the same for known and unknown e-mails', async () => {
  const [known, without] = [await app.person(), await app.person()]
  await app.owner.transaction((tx) =>
    tx.query(sql`delete from passwords where identity_id = ${without.id}`),
  )
  const walk = async (email: string) => {
    const seen: unknown[] = []
    for (let n = 0; n < 7; n++) {
      const response = await app.fetch(
        post('/sign-in', { email, password: 'some other sentence', transport: 'bearer' }),
      )
      const { instance: _, ...problem } = (await response.json()) as Record<string, unknown>
      seen.push([response.status, problem])
    }
    return seen
  }
  app.clock.now = new Date('2026-04-01T00:00:00Z')
  try {
    const expected = await walk(known.email)
    expect(JSON.stringify(expected.at(-1))).toContain('locked')
    expect(await walk(without.email)).toEqual(expected)
    expect(await walk(`nobody-${known.id}@example.test`)).toEqual(expected)
  } finally {
    app.clock.now = null
  }
})

test('PW2: asking for a new password takes as long, and answers the same to the byte, for known and unknown e-mails', {
  timeout: 240_000,
}, async () => {
  const [known, without] = [await app.person(), await app.person()]
  await app.member(await app.organization(), known)
  await app.owner.transaction((tx) =>
    tx.query(sql`delete from passwords where identity_id = ${without.id}`),
  )
  const emails = [known.email, without.email, `nobody-${known.id}@example.test`]
  const answers = await expectAlike(
    emails.map((email) => () => post('/password-resets', { email, language: 'en' })),
  )
  expect(answers[0]?.slice(0, 3)).toHaveLength(1)
  expect(answers[0]?.[0]).toMatch(/^\[20\d,/)
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})
