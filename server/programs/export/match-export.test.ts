import { parse } from 'csv-parse/sync'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import { arrangePrograms } from '#test/arrange-programs.ts'
import { finishOperation } from '#test/finish-operation.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'

let app: TestApp
let arrange: ReturnType<typeof arrangePrograms>
beforeAll(async () => {
  app = await startTestApp()
  arrange = arrangePrograms(app)
})
afterAll(() => app.stop())

type Someone = Awaited<ReturnType<typeof arrange.someone>>
type Filter = Parameters<Client['exportMatches']>[0]['body']

async function exported({ client, token }: Someone, body: Filter = {}) {
  const operation = await client.exportMatches({ body })
  expect((await finishOperation(app, client, operation)).status).toBe('done')
  const params = { operationId: operation.id }
  const { url } = await client.createDownloadLink({ params })
  const headers = { authorization: `Bearer ${token}` }
  const response = await app.fetch(new Request(`http://localhost${url}`, { headers }))
  const rows: Record<string, string>[] = parse(await response.text(), { columns: true, bom: true })
  return rows
}

test('MT2: a file of matches holds what the filters show, each once, says how each ended, and holds no formula', async () => {
  const { admin, acme, programId, mentor, mentee, match } = await arrange.pair(2)
  await app.owner.transaction((tx) =>
    tx.query(
      sql`update members set first_name = '=1+1', last_name = '' where id = ${mentor.memberId}`,
    ),
  )
  const { id } = await match(mentor.id, mentee.id)
  const [first] = await exported(admin)
  expect(first).toEqual({
    id,
    program: expect.stringMatching(/^Program /),
    kind: 'mentoring',
    status: 'active',
    participants: "'=1+1 (mentor); Ben Person (mentee)",
    source: 'administrator',
    score: '',
    created: expect.stringMatching(/[+-]\d\d:\d\d$/),
    started: expect.stringMatching(/[+-]\d\d:\d\d$/),
    ended: '',
    reason: '',
    note: '',
  })
  await admin.client.endMatch({ params: { matchId: id }, body: { reason: '@SUM(1)' } })
  expect((await exported(admin, { status: 'ended' }))[0]).toMatchObject({
    status: 'ended',
    ended: expect.stringMatching(/[+-]\d\d:\d\d$/),
    reason: 'administrator',
    note: "'@SUM(1)",
  })
  const { id: groups } = await arrange.program(admin.client, { kind: 'group', name: '=Groups' })
  const host = await arrange.joined(acme, groups, 'host', { firstName: 'Hana' })
  const other = await arrange.joined(acme, groups, 'participant', { firstName: 'Gita' })
  const registrationIds = [host.id, other.id]
  await admin.client.createMatch({ body: { programId: groups, registrationIds } })
  expect((await exported(admin)).map((row) => row.program)).toEqual([
    "'=Groups",
    expect.stringMatching(/^Program /),
  ])
  expect(await exported(admin, { programId: groups })).toHaveLength(1)
  expect(await exported(admin, { programId, status: 'active' })).toEqual([])
  expect(await exported(admin, { q: 'gita' })).toHaveLength(1)
  expect(await exported(admin, { memberId: mentee.memberId })).toHaveLength(1)
  const audit = await admin.client.listAuditEvents({ query: { action: 'match.exported' } })
  expect(audit.items[0]?.details).toMatchObject({ memberId: mentee.memberId })
})

test('MT2: more than one step writes stand there once each, the newest first', async () => {
  const { admin, acme, programId, mentor, mentee, match } = await arrange.pair()
  const { id } = await match(mentor.id, mentee.id)
  await admin.client.endMatch({ params: { matchId: id }, body: {} })
  await arrange.rows(sql`
    with added as (
      insert into matches (organization_id, program_id, status, source, created_at, started_at, ended_at, end_reason)
      select ${acme.id}, ${programId}, 'ended', 'administrator', now(), now(), now(), 'due' from generate_series(1, 1100)
      returning id
    )
    insert into match_participants (organization_id, match_id, registration_id, member_id, member_name, role)
    select ${acme.id}, a.id, r.id, r.member_id, 'Somebody', r.role
    from added a, registrations r where r.program_id = ${programId}`)
  const ids = (await exported(admin)).map((row) => String(row.id))
  expect(ids).toHaveLength(1101)
  expect(ids).toEqual(ids.toSorted().toReversed())
  expect(new Set(ids).size).toBe(1101)
})

test('RP3, DR2, PR3: whoever may not view matches exports none, and loses the file with the permission', async () => {
  const { acme, mentor, mentee, match } = await arrange.pair()
  await match(mentor.id, mentee.id)
  const stranger = await arrange.pair()
  expect(await exported(stranger.admin)).toEqual([])
  const maker = await arrange.someone(acme, 'admin')
  const { id } = await maker.client.exportMatches({ body: {} })
  await arrange.rows(
    sql`update members set role_id = ${acme.roles.field_user} where id = ${maker.memberId}`,
  )
  expect(await resultOf(maker.client.exportMatches({ body: {} }))).toBe('not-permitted')
  await runJobs(app, 'operation-match-export')
  expect(
    await arrange.rows(sql`select status, failure, file_id from operations where id = ${id}`),
  ).toEqual([{ status: 'failed', failure: 'not-permitted', file_id: null }])
})
