import { parse } from 'csv-parse/sync'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

async function viewer() {
  const inside = await app.organization()
  const person = await app.person()
  const id = await app.member(inside, person, { firstName: '=Vera' })
  const { client, token } = await app.signedIn(person, id)
  return { inside, id, client, token }
}

const plant = ({ id }: TestOrganization, count: number) =>
  app.owner.transaction((tx) =>
    tx.query(sql`
      insert into audit_events (organization_id, at, action, details, ip, user_agent)
      select ${id}, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 microsecond', 'planted.event',
        jsonb_build_object('n', n, 'formula', '=1+1'), '203.0.113.7', '@SUM(1)'
      from generate_series(1, ${count}) as n`),
  )

/** Runs the export to its end, and downloads what it made. */
async function finish(client: Client, token: string, operationId: string): Promise<string> {
  for (let n = 0; n < 50; n++) {
    await runJobs(app, 'operation-audit-export')
    if ((await client.getOperation({ params: { operationId } })).status !== 'running') break
  }
  expect(await client.getOperation({ params: { operationId } })).toMatchObject({ status: 'done' })
  const { url } = await client.createDownloadLink({ params: { operationId } })
  const response = await app.fetch(
    new Request(`http://localhost${url}`, { headers: { authorization: `Bearer ${token}` } }),
  )
  expect(response.status).toBe(200)
  // Not text(), which takes the mark of UTF-8 away.
  return Buffer.from(await response.arrayBuffer()).toString()
}

test('OP3: CSV holds every event once, the newest first, and no formula', async () => {
  const { inside, id, client, token } = await viewer()
  await plant(inside, 4_500)
  await app.owner.transaction((tx) =>
    tx.query(sql`insert into audit_events (organization_id, at, action, actor_member_id, details)
      values (${inside.id}, '2026-01-02T00:00:00Z', 'planted.event', ${id}, '{}')`),
  )
  const { id: operationId } = await client.exportAuditEvents({
    body: { action: 'planted', from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' },
  })
  const text = await finish(client, token, operationId)
  expect(text.startsWith('\ufeff')).toBe(true)
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true })
  expect(rows).toHaveLength(4_501)
  expect(new Set(rows.map((row) => row.id)).size).toBe(4_501)
  expect(rows[0]).toMatchObject({ actor: "'=Vera Person", actor_id: id, action: 'planted.event' })
  expect(rows[1]).toMatchObject({
    at: '2026-01-01T00:00:00.004500Z',
    details: '{"n": 4500, "formula": "=1+1"}',
    ip: '203.0.113.7/32',
    user_agent: "'@SUM(1)",
    seal: '',
  })
  const times: string[] = rows.slice(1).map((row) => row.at ?? '')
  expect(times).toEqual(times.toSorted().toReversed())
  for (const value of rows.flatMap((row) => Object.values(row)))
    expect(value).not.toMatch(/^[=+\-@]/)
  expect(
    (await client.listAuditEvents({ query: { action: 'audit-log.exported' } })).items,
  ).toHaveLength(1)
})

test('OP3: JSON Lines hold the details as they are sealed', async () => {
  const { inside, client, token } = await viewer()
  await plant(inside, 3)
  const { id } = await client.exportAuditEvents({
    body: { format: 'jsonl', action: 'planted.event' },
  })
  const lines = (await finish(client, token, id)).trimEnd().split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toContain('"details":{"n": 3, "formula": "=1+1"}}')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { action: 'planted.event', details: { n: 3 } },
    { details: { n: 2 } },
    { details: { n: 1 } },
  ])
})

test('OP3: an empty log is a file with its columns alone', async () => {
  const { client, token } = await viewer()
  const { id } = await client.exportAuditEvents({ body: { action: 'nothing.done' } })
  expect((await finish(client, token, id)).trimEnd().split('\n')).toHaveLength(1)
})

test('RP3: nobody exports without the permission, and it ends when the permission goes', async () => {
  const { inside, id, client } = await viewer()
  const other = await app.person()
  const planner = await app.signedIn(other, await app.member(inside, other, { role: 'planner' }))
  expect(await resultOf(planner.client.exportAuditEvents({ body: {} }))).toBe('not-permitted')

  const owner = await app.person()
  await app.member(inside, owner)
  const { id: operationId } = await client.exportAuditEvents({ body: {} })
  await app.owner.transaction((tx) =>
    tx.query(sql`update members set role_id = ${inside.roles.planner} where id = ${id}`),
  )
  await runJobs(app, 'operation-audit-export')
  const [row] = await app.owner.transaction((tx) =>
    tx.query(sql`select status, failure, file_id from operations where id = ${operationId}`),
  )
  expect(row).toEqual({ status: 'failed', failure: 'not-permitted', file_id: null })
})
