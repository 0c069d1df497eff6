import { randomUUID } from 'node:crypto'
import sql, { type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { MemberId, OrganizationId } from '#api/common.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'
import { type AuditFilter, countAuditEvents, findAuditEvents } from './find-audit-events.ts'
import { listAuditActions } from './list-audit-actions.ts'
import { namesOf } from './names-of.ts'

let app: TestApp
let acme: TestOrganization
let ann: MemberId
let client: Client
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
  acme = await app.organization({ name: 'Acme' })
  const person = await app.person()
  ann = await app.member(acme, person, { firstName: 'Ann' })
  client = (await app.signedIn(person, ann)).client
})
afterAll(() => app.stop())

const asOwner = (statement: Sql) =>
  app.owner.transaction((tx) => tx.query<Record<string, unknown>>(statement))

interface Planted {
  at: string
  action: string
  actor?: string | null
  subject?: string | null
  details?: object
}
const plant = async ({ id }: { id: OrganizationId }, events: readonly Planted[]) => {
  for (const { at, action, actor, subject, details } of events)
    await asOwner(sql`
      insert into audit_events (organization_id, at, action, actor_member_id, subject_id, details, ip)
      values (${id}, ${at}, ${action}, ${actor ?? null}, ${subject ?? null}, ${JSON.stringify(details ?? {})}, '203.0.113.7')`)
}

const viewer = async () => {
  const inside = await app.organization()
  const person = await app.person()
  const id = await app.member(inside, person, { firstName: 'Vera' })
  const { client } = await app.signedIn(person, id)
  await app.owner.transaction(async (tx) => {
    await tx.query(sql`delete from audit_events where organization_id = ${inside.id}`)
  })
  return { inside, id, client }
}

describe('OP3: the audit log is read', () => {
  test('newest first, a page at a time, equal times in one order, none twice and none left out', async () => {
    const { inside, client } = await viewer()
    await asOwner(sql`
      insert into audit_events (organization_id, at, action)
      select ${inside.id}, '2026-01-01T00:00:00.000001Z'::timestamptz + n / 7 * interval '1 microsecond', 'hub.updated'
      from generate_series(1, 60) as n`)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const { items, nextCursor, about } = await client.listAuditEvents({
        query: { limit: 25, ...(cursor && { cursor }) },
      })
      expect(about).toBe(60)
      seen.push(...items.map(({ at, id }) => `${at} ${id}`))
      cursor = nextCursor
    } while (cursor)
    expect(new Set(seen).size).toBe(60)
    expect(seen).toEqual(seen.toSorted().toReversed())
  })

  test('with the names of who did it and to what, also of people and things that are gone', async () => {
    const { inside, id, client } = await viewer()
    const hub = await app.hub(inside, 'Jakarta')
    const [removed, oldHub, unknown] = [randomUUID(), randomUUID(), randomUUID()]
    await plant(inside, [
      { at: '2026-01-01T00:00:00Z', action: 'user.added', actor: id, subject: removed },
      { at: '2026-01-01T00:00:01Z', action: 'hub.created', actor: removed, subject: hub },
      { at: '2026-01-01T00:00:02Z', action: 'hub.updated', actor: removed, subject: oldHub },
      {
        at: '2026-01-01T00:00:03Z',
        action: 'hub.removed',
        actor: removed,
        subject: oldHub,
        details: { name: 'Old hub' },
      },
      {
        at: '2026-01-01T00:00:04Z',
        action: 'user.removed',
        actor: id,
        subject: removed,
        details: { name: 'Gone Person' },
      },
      { at: '2026-01-01T00:00:05Z', action: 'organization.updated', actor: id, subject: inside.id },
      { at: '2026-01-01T00:00:06Z', action: 'user.erased', subject: unknown },
    ])
    const { items } = await client.listAuditEvents({ query: {} })
    const vera = { id, name: 'Vera Person' }
    const gone = { id: removed, name: 'Gone Person' }
    expect(
      items.toReversed().map(({ action, actor, subject }) => ({ action, actor, subject })),
    ).toEqual([
      { action: 'user.added', actor: vera, subject: gone },
      { action: 'hub.created', actor: gone, subject: { id: hub, name: 'Jakarta' } },
      { action: 'hub.updated', actor: gone, subject: { id: oldHub, name: 'Old hub' } },
      { action: 'hub.removed', actor: gone, subject: { id: oldHub, name: 'Old hub' } },
      { action: 'user.removed', actor: vera, subject: gone },
      {
        action: 'organization.updated',
        actor: vera,
        subject: { id: inside.id, name: inside.name },
      },
      { action: 'user.erased', actor: null, subject: { id: unknown, name: null } },
    ])
    expect(items[0]).toMatchObject({
      ip: '203.0.113.7',
      userAgent: null,
      requestId: null,
      seal: null,
    })
  })

  test('with the names of what its details tell by id, of no other organization (PR3)', async () => {
    const { inside, id, client } = await viewer()
    const [hub, foreign] = [await app.hub(inside, 'Jakarta'), await app.hub(acme, 'Planted-Hub')]
    const details = { hubIds: [hub, foreign], memberId: id, name: 'Jakarta' }
    await plant(inside, [{ at: '2026-01-01T00:00:00Z', action: 'planted.event', details }])
    const { items } = await client.listAuditEvents({ query: {} })
    expect(items).toMatchObject([{ details, names: { [hub]: 'Jakarta', [id]: 'Vera Person' } }])
    expect(Object.keys(items[0]?.names ?? {})).toHaveLength(2)
  })

  test('PR3, PR4: nothing of another organization is told, not even of a person who is in both', async () => {
    const { inside, client } = await viewer()
    const both = await app.person()
    const elsewhere = await app.member(acme, both, { firstName: 'Planted-Name' })
    await plant(inside, [
      { at: '2026-01-01T00:00:00Z', action: 'user.updated', actor: elsewhere, subject: elsewhere },
    ])
    const { items } = await client.listAuditEvents({ query: {} })
    expect(items).toMatchObject([{ actor: { id: elsewhere, name: null } }])
    expect((await client.listAuditEvents({ query: { memberId: ann } })).items).toEqual([])
  })

  test('by person, whether they did it or it was done to them, each event once', async () => {
    const { inside, id, client } = await viewer()
    const other = await app.member(inside, await app.person())
    await plant(inside, [
      { at: '2026-01-01T00:00:00Z', action: 'user.registered', actor: id, subject: id },
      { at: '2026-01-01T00:00:01Z', action: 'user.updated', actor: other, subject: id },
      { at: '2026-01-01T00:00:02Z', action: 'user.updated', actor: id, subject: other },
      { at: '2026-01-01T00:00:03Z', action: 'user.updated', actor: other, subject: other },
      { at: '2026-01-01T00:00:04Z', action: 'sign-in.failed', subject: id },
    ])
    const times = async (query: object) =>
      (await client.listAuditEvents({ query })).items.map(({ at }) => at.slice(17, 19))
    expect(await times({ memberId: id })).toEqual(['04', '02', '01', '00'])
    expect(await times({ memberId: id, action: 'user.updated' })).toEqual(['02', '01'])
    expect(await times({ memberId: id, action: 'user' })).toEqual(['02', '01', '00'])
    expect(
      await times({ memberId: id, from: '2026-01-01T00:00:01Z', to: '2026-01-01T00:00:04Z' }),
    ).toEqual(['02', '01'])
    expect(await times({ memberId: randomUUID() })).toEqual([])
    expect((await client.listAuditEvents({ query: { memberId: id } })).about).toBe(4)
    const first = await client.listAuditEvents({ query: { memberId: id, limit: 3 } })
    expect(await times({ memberId: id, cursor: first.nextCursor })).toEqual(['00'])
  })

  test('by action, by noun, and by time: from, included, to, excluded', async () => {
    const { inside, client } = await viewer()
    await plant(inside, [
      { at: '2026-01-01T00:00:00Z', action: 'user.added' },
      { at: '2026-01-01T00:00:01Z', action: 'user.suspended' },
      { at: '2026-01-01T00:00:02Z', action: 'user-import.started' },
      { at: '2026-01-01T00:00:03Z', action: 'hub.created' },
    ])
    const actions = async (query: object) =>
      (await client.listAuditEvents({ query })).items.map(({ action }) => action)
    expect(await actions({ action: 'user' })).toEqual(['user.suspended', 'user.added'])
    expect(await actions({ action: 'user.added' })).toEqual(['user.added'])
    expect(await actions({ action: 'us' })).toEqual([])
    expect(
      await actions({ from: '2026-01-01T00:00:01Z', to: '2026-01-01T07:00:03+07:00' }),
    ).toEqual(['user-import.started', 'user.suspended'])
    expect((await client.listAuditActions()).items.toSorted()).toEqual(
      ['hub.created', 'user-import.started', 'user.added', 'user.suspended'].toSorted(),
    )
    for (const query of [
      { action: 'User' },
      { action: "user'; --" },
      { from: 'yesterday' },
      { from: '0000-01-01T00:00:00Z' },
    ])
      expect(await resultOf(client.listAuditEvents({ query }))).toBe('invalid-request')
    expect(await resultOf(client.listAuditEvents({ query: { cursor: 'x' } }))).toBe(
      'values-refused',
    )
  })

  test('RP3: by nobody without the permission', async () => {
    const person = await app.person()
    const planner = await app.signedIn(person, await app.member(acme, person, { role: 'planner' }))
    expect(await resultOf(planner.client.listAuditEvents({ query: {} }))).toBe('not-permitted')
    expect(await resultOf(planner.client.listAuditActions())).toBe('not-permitted')
    expect(await resultOf(planner.client.getAuditChain())).toBe('not-permitted')
    expect(await resultOf(planner.client.checkAuditChain({ body: {} }))).toBe('not-permitted')
    expect(await resultOf(client.listAuditEvents({ query: {} }))).toBe('done')
  })
})

describe('OP3: a page of a long log reads little of it', () => {
  const events = 40_000
  let inside: TestOrganization
  let [busy, rare] = [] as unknown as [MemberId, MemberId]
  beforeAll(async () => {
    inside = await app.organization()
    busy = await app.member(inside, await app.person())
    rare = await app.member(inside, await app.person())
    const actions = Array.from(
      { length: 60 },
      (_, n) =>
        `noun_${String.fromCharCode(97 + (n % 6))}.act_${String.fromCharCode(97 + Math.floor(n / 6))}`,
    )
    // One action and one person have nearly all of it; what they have in common with the others is old or nothing.
    await asOwner(sql`
      insert into audit_events (organization_id, at, action, actor_member_id, subject_id)
      select ${inside.id}, now() - n * interval '1 second',
        case when n % 50 = 0 then (${actions}::text[])[1 + n / 50 % 60] else 'session.entered' end,
        case when n % 1000 = 0 then ${rare}::uuid else ${busy} end, case when n % 70 = 0 then ${rare}::uuid end
      from generate_series(1, ${events}) as n`)
    await asOwner(sql`analyze audit_events`)
  }, 300_000)

  /** How many pages of the database everything read together that `work` asked. */
  async function pagesRead(work: (tx: Tx) => Promise<unknown>): Promise<number> {
    let pages = 0
    await app.db.transaction(async (tx) => {
      await confine(tx, inside.id)
      const explained = async <Row extends object>(statement: Sql, run: () => Promise<Row[]>) => {
        if (!statement.text.startsWith('explain')) {
          const [row] = await tx.search<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
            sql`explain (analyze, buffers, format json) ${statement}`,
          )
          const plan = row?.['QUERY PLAN'][0].Plan
          pages += (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0)
        }
        return run()
      }
      await work({
        query: <Row extends object>(statement: Sql) =>
          explained(statement, () => tx.query<Row>(statement)),
        search: <Row extends object>(statement: Sql) =>
          explained(statement, () => tx.search<Row>(statement)),
      })
    })
    return pages
  }

  const filters: [string, () => AuditFilter][] = [
    ['everything', () => ({})],
    ['a busy person', () => ({ memberId: busy })],
    ['a person of few events', () => ({ memberId: rare })],
    ['a frequent action', () => ({ action: 'session.entered' })],
    ['a rare action', () => ({ action: 'noun_a.act_a' })],
    ['a noun', () => ({ action: 'noun_b' })],
    ['a rare action of a busy person', () => ({ memberId: busy, action: 'noun_a.act_a' })],
    ['a frequent action of a person of few', () => ({ memberId: rare, action: 'session.entered' })],
    ['an action that this person never did', () => ({ memberId: rare, action: 'noun_f.act_j' })],
    [
      'the far past',
      () => ({ memberId: busy, to: new Date(Date.now() - (events - 100) * 1000).toISOString() }),
    ],
  ]
  test.each(filters)('%s', async (_, filter) => {
    const read = await pagesRead(async (tx) => {
      const found = await findAuditEvents(tx, filter(), null, 51)
      await namesOf(
        tx,
        found
          .flatMap(({ actorMemberId, subjectId }) => [actorMemberId, subjectId])
          .filter((id) => id !== null),
      )
      const last = found.at(-1)
      if (last) await findAuditEvents(tx, filter(), [last.at, last.id], 51)
      await countAuditEvents(tx, filter())
    })
    expect(read).toBeLessThan(6_000)
  })

  test('which actions there are', async () => {
    expect(await pagesRead((tx) => listAuditActions(tx))).toBeLessThan(500)
  })
})
