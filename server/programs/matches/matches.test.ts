import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MatchId, RegistrationId } from '#api/common.ts'
import { makeFresh } from '#test/arrange-identity.ts'
import { arrangePrograms } from '#test/arrange-programs.ts'
import { auditOf } from '#test/arrange-sso.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'

let app: TestApp
let arrange: ReturnType<typeof arrangePrograms>
beforeAll(async () => {
  app = await startTestApp()
  arrange = arrangePrograms(app)
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const day = 86_400_000
const at = (ms: number) => {
  app.clock.now = new Date(Date.now() + ms)
}

describe('MT2: matches that an administrator makes', () => {
  test('are active at once, with an interval for each, and both are told', async () => {
    const { match, mentor, mentee, admin } = await arrange.pair()
    const made = await match(mentee.id, mentor.id)
    expect(made).toMatchObject({ status: 'active', source: 'administrator', score: null })
    expect(made.participants.map(({ role }) => role)).toEqual(['mentor', 'mentee'])
    const intervals = await arrange.intervalsOf(made.id)
    expect(intervals.map(({ endedAt }) => endedAt)).toEqual([null, null])
    expect(new Set(intervals.map(({ memberId }) => memberId))).toEqual(
      new Set([mentor.memberId, mentee.memberId]),
    )
    for (const { email } of [mentor.person, mentee.person])
      expect((await mailsTo(app, email)).map(({ template }) => template)).toEqual(['match-started'])
    const ended = await admin.client.endMatch({
      params: { matchId: made.id },
      body: { reason: 'Moved away' },
    })
    expect(ended).toMatchObject({
      status: 'ended',
      endReason: 'administrator',
      endNote: 'Moved away',
    })
    expect((await arrange.intervalsOf(made.id)).every(({ endedAt }) => endedAt !== null)).toBe(true)
  })
})
