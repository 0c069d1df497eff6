import { setTimeout as sleep } from 'node:timers/promises'
import sql, { type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '#server/platform/log.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'
import { checkAuditChain } from './check-audit-chain.ts'
import { sealAuditLogPerformer } from './seal-audit-log.ts'

let app: TestApp
beforeAll(async () => {
  // Of its own: here all organizations are sealed at once.
  app = await startTestApp(await freshDatabase())
})
afterAll(() => app.stop())

const asOwner = (statement: Sql) =>
  app.owner.transaction((tx) => tx.query<Record<string, unknown>>(statement))

/** What the clock does once a minute. */
const seal = (now = new Date()) =>
  sealAuditLogPerformer.perform(
    app.db,
    {},
    {
      organizationId: null,
      now,
      attempt: 1,
      lastAttempt: false,
      signal: new AbortController().signal,
      log: createLog('silent'),
    },
  )

const sealOne = ({ id }: TestOrganization, most = 1_000) =>
  app.db.transaction(async (tx) => {
    const [row] = await tx.query<{ sealed: number }>(
      sql`select seal_audit_events(${id}, now(), ${most}) as sealed`,
    )
    return row?.sealed
  })

const addEvents = ({ id }: TestOrganization, count: number) =>
  asOwner(sql`
    insert into audit_events (organization_id, at, action, actor_member_id, subject_id, details, ip, user_agent, request_id)
    select ${id}, now() - n * interval '1 second', 'planted.event', gen_random_uuid(),
      case n % 3 when 0 then null else gen_random_uuid() end,
      jsonb_build_object('n', n, 'name', 'Zoë "Ö" 京' || chr(1), 'amount', 1.50, 'none', null),
      case n % 2 when 0 then '2001:db8::1'::inet else '203.0.113.7'::inet end, 'Ünicode/1.0', gen_random_uuid()
    from generate_series(1, ${count}) as n`)

const check = (organization: TestOrganization, kept?: { number: number; hash: string }) =>
  checkAuditChain(app.db, organization.id, kept)

const linksOf = ({ id }: TestOrganization) =>
  asOwner(
    sql`select number, events, hash from audit_seals where organization_id = ${id} order by number`,
  )

/** An organization with three links of four events each. */
async function sealedOrganization() {
  const organization = await app.organization()
  for (let n = 0; n < 3; n++) {
    await addEvents(organization, 4)
    await sealOne(organization)
  }
  return organization
}

describe('OP3: the audit log is sealed into a chain', () => {
  test('every organization by itself, also what was there before; what is checked is computed apart from what sealed it', async () => {
    const [acme, globex, quiet] = [
      await app.organization(),
      await app.organization(),
      await app.organization(),
    ]
    await addEvents(acme, 2_500)
    await addEvents(globex, 3)
    await seal(new Date('2026-03-01T12:00:00.123Z'))
    expect(await check(acme)).toEqual({
      links: 3,
      events: 2_500,
      broken: null,
      head: {
        number: 3,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        sealedAt: '2026-03-01T12:00:00.123000Z',
      },
    })
    expect(await check(globex)).toMatchObject({ links: 1, events: 3, broken: null })
    expect(await check(quiet)).toEqual({ links: 0, events: 0, broken: null, head: null })
    await seal()
    expect(await linksOf(acme)).toHaveLength(3)
  })

  test('links of all sizes, more of them than are read at once', async () => {
    const organization = await app.organization()
    for (let n = 0; n < 20; n++) await addEvents(organization, 60)
    const sizes = Array.from({ length: 1_100 }, () => 1)
    await app.db.transaction(async (tx) => {
      for (const most of [40, ...sizes, 1_000])
        await tx.query(sql`select seal_audit_events(${organization.id}, now(), ${most})`)
    })
    await addEvents(organization, 2_500)
    await sealOne(organization, 2_500)
    expect(await check(organization)).toMatchObject({ links: 1_103, events: 3_700, broken: null })
    await asOwner(
      sql`delete from audit_events where organization_id = ${organization.id} and seal = 1050`,
    )
    expect((await check(organization)).broken).toEqual({ number: 1_050, reason: 'events-missing' })
    await asOwner(
      sql`delete from audit_seals where organization_id = ${organization.id} and number = 1001`,
    )
    expect((await check(organization)).broken).toEqual({ number: 1_001, reason: 'link-missing' })
  })

  test('the same events in another organization have another chain', async () => {
    const [acme, globex] = [await sealedOrganization(), await app.organization()]
    await asOwner(sql`
      insert into audit_events select ${globex.id}, id, at, action, actor_member_id, subject_id, details, ip, user_agent,
        request_id, seal from audit_events where organization_id = ${acme.id}`)
    await asOwner(sql`
      insert into audit_seals select ${globex.id}, number, events, hash, sealed_at from audit_seals where organization_id = ${acme.id}`)
    expect((await check(globex)).broken).toEqual({ number: 1, reason: 'events-differ' })
  })

  test('two sealers at once make one chain', async () => {
    const organization = await app.organization()
    await addEvents(organization, 900)
    const sealed = await Promise.all(Array.from({ length: 6 }, () => sealOne(organization, 200)))
    expect(sealed.map(Number).toSorted((a, b) => a - b)).toEqual([0, 100, 200, 200, 200, 200])
    expect((await linksOf(organization)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
    expect(await check(organization)).toMatchObject({ links: 5, events: 900, broken: null })
  })

  test('what a slow transaction commits later, under older ids, is sealed by a later link and never lost', async () => {
    const organization = await app.organization()
    const added = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const slow = app.owner.transaction(async (tx) => {
      await tx.query(
        sql`insert into audit_events (organization_id, at, action) values (${organization.id}, now(), 'slow.first')`,
      )
      added.resolve()
      await goOn.promise
    })
    await added.promise
    await sleep(5)
    await addEvents(organization, 2)
    expect(await sealOne(organization)).toBe(2)
    goOn.resolve()
    await slow
    expect(await sealOne(organization)).toBe(1)
    const rows = await asOwner(
      sql`select action, seal from audit_events where organization_id = ${organization.id} order by id`,
    )
    expect(rows.map(({ seal }) => seal)).toEqual([2, 1, 1])
    expect(await check(organization)).toMatchObject({ links: 2, events: 3, broken: null })
  })

  test('deleting an organization while it is sealed stops neither', async () => {
    const organization = await app.organization()
    await addEvents(organization, 500)
    const deleted = asOwner(sql`delete from organizations where id = ${organization.id}`)
    await Promise.all([deleted, ...Array.from({ length: 5 }, () => sealOne(organization, 50))])
    expect(await linksOf(organization)).toEqual([])
    expect(await sealOne(organization)).toBe(0)
  })
})

const pick = ({ id }: TestOrganization, link: number) =>
  sql`(select id from audit_events where organization_id = ${id} and seal = ${link} order by id limit 1)`
const change = (what: Sql) => (of: TestOrganization) =>
  sql`update audit_events set ${what} where organization_id = ${of.id} and id = ${pick(of, 2)}`

/** What somebody does who holds the database as its owner. */
const attacks: [
  what: string,
  statement: (of: TestOrganization) => Sql,
  found: { number: number; reason: string },
][] = [
  ...(
    [
      ['the action of an event', sql`action = 'planted.other'`],
      ['when it was', sql`at = at + interval '1 microsecond'`],
      ['who did it', sql`actor_member_id = gen_random_uuid()`],
      ['that somebody did it', sql`actor_member_id = null`],
      ['to whom', sql`subject_id = gen_random_uuid()`],
      ['a detail', sql`details = details || '{"n": 99}'`],
      ['a number of a detail', sql`details = details || '{"amount": 1.5}'`],
      ['from where', sql`ip = '203.0.113.8'`],
      ['by what', sql`user_agent = user_agent || ' '`],
      ['in which request', sql`request_id = null`],
      ['from by what to in which request', sql`user_agent = '', request_id = null`],
      ['its id', sql`id = gen_random_uuid()`],
    ] as const
  ).map(
    ([what, statement]): [
      string,
      (of: TestOrganization) => Sql,
      { number: number; reason: string },
    ] => [
      `an event is changed: ${what}`,
      change(statement),
      { number: 2, reason: 'events-differ' },
    ],
  ),
  [
    'an event is removed',
    (of) => sql`delete from audit_events where organization_id = ${of.id} and id = ${pick(of, 2)}`,
    { number: 2, reason: 'events-missing' },
  ],
  [
    'an event is unsealed, to be sealed again',
    (of) =>
      sql`update audit_events set seal = null where organization_id = ${of.id} and id = ${pick(of, 2)}`,
    { number: 2, reason: 'events-missing' },
  ],
  [
    'an event is removed, and the count of its link with it',
    (of) => sql`
      with gone as (delete from audit_events where organization_id = ${of.id} and id = ${pick(of, 2)})
      update audit_seals set events = events - 1 where organization_id = ${of.id} and number = 2`,
    { number: 2, reason: 'events-differ' },
  ],
  ...([-5, 0, 2] as const).map(
    (seal): [string, (of: TestOrganization) => Sql, { number: number; reason: string }] => [
      `an event is added as if link ${seal} had sealed it`,
      (of) =>
        sql`insert into audit_events (organization_id, at, action, seal) values (${of.id}, now(), 'user.added', ${seal})`,
      { number: Math.max(1, seal), reason: 'events-differ' },
    ],
  ),
  [
    'an event is added as if a link to come had sealed it',
    (of) =>
      sql`insert into audit_events (organization_id, at, action, seal) values (${of.id}, now(), 'user.added', 9)`,
    { number: 9, reason: 'link-missing' },
  ],
  [
    'an event is moved to another link',
    (of) =>
      sql`update audit_events set seal = 3 where organization_id = ${of.id} and id = ${pick(of, 2)}`,
    { number: 2, reason: 'events-missing' },
  ],
  [
    'a link is removed',
    (of) => sql`delete from audit_seals where organization_id = ${of.id} and number = 2`,
    { number: 2, reason: 'link-missing' },
  ],
  [
    'the newest link is removed',
    (of) => sql`delete from audit_seals where organization_id = ${of.id} and number = 3`,
    { number: 3, reason: 'link-missing' },
  ],
  [
    'all links are removed',
    (of) => sql`delete from audit_seals where organization_id = ${of.id}`,
    { number: 1, reason: 'link-missing' },
  ],
  [
    'a link is removed with its events',
    (of) => sql`
      with gone as (delete from audit_events where organization_id = ${of.id} and seal = 2)
      delete from audit_seals where organization_id = ${of.id} and number = 2`,
    { number: 2, reason: 'link-missing' },
  ],
  [
    'a link says another time',
    (of) =>
      sql`update audit_seals set sealed_at = sealed_at - interval '1 day' where organization_id = ${of.id} and number = 2`,
    { number: 2, reason: 'events-differ' },
  ],
  [
    'a link has another hash',
    (of) =>
      sql`update audit_seals set hash = sha256(hash) where organization_id = ${of.id} and number = 3`,
    { number: 3, reason: 'events-differ' },
  ],
]

test.each(attacks)(
  'OP3: it is found when %s, also after the next sealing',
  async (_, tamper, broken) => {
    const organization = await sealedOrganization()
    expect(await check(organization)).toMatchObject({ links: 3, events: 12, broken: null })
    await asOwner(tamper(organization))
    expect((await check(organization)).broken).toEqual(broken)
    await addEvents(organization, 1)
    await sealOne(organization)
    expect((await check(organization)).broken).not.toBeNull()
  },
)

describe('OP3: whoever rewrites the whole chain', () => {
  const rewrite = async ({ id }: TestOrganization) => {
    await asOwner(sql`delete from audit_seals where organization_id = ${id}`)
    await asOwner(sql`
      update audit_events set seal = null, details = '{}' where organization_id = ${id}`)
  }

  test('is found by a head that was kept elsewhere', async () => {
    const organization = await sealedOrganization()
    const { head } = await check(organization)
    const kept = { number: 3, hash: head?.hash ?? '' }
    expect((await check(organization, kept)).broken).toBeNull()
    await addEvents(organization, 1)
    await sealOne(organization)
    expect((await check(organization, kept)).broken).toBeNull()

    await rewrite(organization)
    for (let n = 0; n < 4; n++) await sealOne(organization, 4)
    expect(await check(organization)).toMatchObject({ links: 4, broken: null })
    expect((await check(organization, kept)).broken).toEqual({ number: 3, reason: 'head-differs' })
  })

  test('is found when the chain has become shorter than the head', async () => {
    const organization = await sealedOrganization()
    const { head } = await check(organization)
    await rewrite(organization)
    await sealOne(organization)
    expect((await check(organization, { number: 3, hash: head?.hash ?? '' })).broken).toEqual({
      number: 2,
      reason: 'link-missing',
    })
  })
})

test('OP3: who may view the log sees how far it is sealed, and checks it over the API', async () => {
  const organization = await app.organization()
  const person = await app.person()
  const { client } = await app.signedIn(person, await app.member(organization, person))
  const before = await client.getAuditChain()
  expect(before).toEqual({ head: null, unsealed: expect.any(Number) })
  await seal()
  const { head, unsealed } = await client.getAuditChain()
  expect({ head, unsealed }).toEqual({
    head: { number: 1, hash: expect.any(String), sealedAt: expect.any(String) },
    unsealed: 0,
  })
  if (!head) throw new Error('nothing was sealed')
  expect(await client.checkAuditChain({ body: {} })).toEqual({
    links: 1,
    events: before.unsealed,
    broken: null,
  })
  const half = { number: 1, hash: 'f'.repeat(32) }
  expect(await resultOf(client.checkAuditChain({ body: { head: half } }))).toBe('invalid-request')
  const other = { number: 1, hash: 'f'.repeat(64) }
  expect((await client.checkAuditChain({ body: { head: other } })).broken).toEqual({
    number: 1,
    reason: 'head-differs',
  })
  expect((await client.listAuditEvents({ query: {} })).items.at(-1)?.seal).toBe(1)
})
