import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import sql, { type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OrganizationId } from '#api/common.ts'
import { confine } from '#server/platform/database.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { checkBill } from './check-bill.ts'
import { recomputeActive } from './recompute-bill.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const asOwner = <Row extends Record<string, unknown>>(statement: Sql) =>
  app.owner.transaction((tx) => tx.query<Row>(statement))

const check = (organizationId: OrganizationId) =>
  app.db.transaction(async (tx) => {
    await confine(tx, organizationId)
    return checkBill(tx)
  })

const whole = { wrongBounds: [], changedSince: [], differences: [] }

/** An organization with one match to hang intervals on: born, with its first period, at a moment. */
async function arrange(born: string, timeZone: string, anchorDay?: number) {
  const { id } = await app.organization()
  await asOwner(
    sql`update organizations set created_at = ${born}, time_zone = ${timeZone} where id = ${id}`,
  )
  const [row] = await asOwner<{ matchId: string }>(sql`
    with program as (
      insert into programs (organization_id, name, kind, created_at) values (${id}, 'Program', 'peer', ${born}) returning id
    )
    insert into matches (organization_id, program_id, status, source, created_at, started_at)
    select ${id}, id, 'active', 'administrator', ${born}, ${born} from program returning id as "matchId"`)
  await advance(id, born)
  if (anchorDay)
    await asOwner(
      sql`update billing_accounts set anchor_day = ${anchorDay} where organization_id = ${id}`,
    )
  return { id, matchId: row?.matchId ?? '' }
}

type Place = Awaited<ReturnType<typeof arrange>>

const advance = (id: OrganizationId, at: string) =>
  app.db.transaction((tx) => tx.query(sql`select advance_billing(${id}, ${at})`))

/** As the application's own role writes them, inside the walls. */
const start = (
  { id, matchId }: Place,
  identityId: string,
  startedAt: string,
  { recordedAt = startedAt, endedAt = null as string | null, memberId = randomUUID() } = {},
) =>
  app.db.transaction(async (tx) => {
    await confine(tx, id)
    await tx.query(sql`
      insert into match_intervals (organization_id, match_id, member_id, identity_id, member_name, started_at, ended_at, recorded_at)
      values (${id}, ${matchId}, ${memberId}, ${identityId}, 'Ana', ${startedAt}, ${endedAt}, ${recordedAt})`)
  })

const endAll = ({ id }: Place, identityId: string, at: string) =>
  app.db.transaction(async (tx) => {
    await confine(tx, id)
    await tx.query(sql`
      update match_intervals set ended_at = ${at} where identity_id = ${identityId} and ended_at is null and started_at <= ${at}`)
  })

const strike = ({ id }: Place, identityId: string, at: string) =>
  asOwner(sql`
    update match_intervals set voided_at = ${at}, void_reason = 'made by mistake'
    where organization_id = ${id} and identity_id = ${identityId} and voided_at is null`)

const periodsOf = async ({ id }: Place) =>
  asOwner<{ number: number; starts: string; ends: string; closed: boolean; active: number }>(sql`
    select number, (starts_at at time zone time_zone)::text as starts, (ends_at at time zone time_zone)::text as ends,
      closed_at is not null as closed, active from billing_periods where organization_id = ${id} order by number`)

/** [counts in, about, change] of each entry, in order. */
const entriesOf = async ({ id }: Place) =>
  (
    await asOwner<{ period: number; about: number; change: number }>(sql`
      select period, of_period as about, change from billing_entries where organization_id = ${id} order by period, of_period, change desc`)
  ).map(({ period, about, change }) => [period, about, change])

describe('BL3: periods', () => {
  test.each([
    ['the 1st', 'Asia/Jakarta', 1, '2026-01-01', ['2026-02-01', '2026-03-01', '2026-04-01']],
    [
      'the 31st, without drifting',
      'Europe/Berlin',
      31,
      '2026-01-31',
      ['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'],
    ],
    ['the 29th in a leap year', 'Asia/Tokyo', 29, '2028-01-29', ['2028-02-29', '2028-03-29']],
    [
      'the 30th over two years',
      'UTC',
      30,
      '2026-11-30',
      ['2026-12-30', '2027-01-30', '2027-02-28', '2027-03-30'],
    ],
  ])('from %s', async (_what, timeZone, anchorDay, born, days) => {
    const place = await arrange(`${born}T12:00:00Z`, timeZone)
    await asOwner(
      sql`update billing_accounts set anchor_day = ${anchorDay} where organization_id = ${place.id}`,
    )
    await advance(place.id, '2030-01-01T00:00:00Z')
    const ends = (await periodsOf(place)).map((period) => period.ends)
    for (const day of days) expect(ends).toContain(`${day} 00:00:00`)
    expect(await check(place.id)).toMatchObject({ ...whole, wrongBounds: [] })
  })

  test.each([
    ['Asia/Beirut', '2021-03-28', '2021-03-27T22:00:00.000Z', 'clocks leap over midnight'],
    ['America/Havana', '2025-11-02', '2025-11-02T04:00:00.000Z', 'midnight comes twice'],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', 'clocks leap at two'],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00.000Z', 'half an hour'],
    ['Asia/Kathmandu', '2026-05-01', '2026-04-30T18:15:00.000Z', 'a quarter of an hour'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z', 'a day that never was'],
  ])('a day begins in %s on %s at %s: %s', async (zone, day, begins) => {
    const [row] = await asOwner<{ at: Date }>(sql`select start_of_day(${day}::date, ${zone}) as at`)
    expect(row?.at.toISOString()).toBe(begins)
  })

  test('a changed zone or anchor acts from the next period, which is never a few hours', async () => {
    const place = await arrange('2046-01-01T05:00:00Z', 'Asia/Jakarta')
    await advance(place.id, '2046-02-10T00:00:00Z')
    await asOwner(
      sql`update organizations set time_zone = 'America/New_York' where id = ${place.id}`,
    )
    await asOwner(
      sql`update billing_accounts set anchor_day = 10 where organization_id = ${place.id}`,
    )
    const before = await periodsOf(place)
    expect(before.at(-1)).toMatchObject({ ends: '2046-03-01 00:00:00', closed: false })
    await advance(place.id, '2046-03-02T00:00:00Z')
    const [next] = (await periodsOf(place)).slice(-1)
    // From midnight in Jakarta; nine days would be no month.
    expect(next).toMatchObject({ starts: '2046-02-28 12:00:00', ends: '2046-04-10 00:00:00' })
    expect((await periodsOf(place)).slice(0, -1).map(({ ends }) => ends)).toEqual(
      before.map(({ ends }) => ends),
    )
  })

  test('changing the zone first closes what is over by the old one', async () => {
    const born = new Date(Date.now() - 70 * 86_400_000).toISOString()
    const place = await arrange(born, 'Asia/Jakarta')
    await asOwner(
      sql`update organizations set time_zone = 'America/New_York' where id = ${place.id}`,
    )
    const zones = await asOwner<{ zone: string }>(
      sql`select time_zone as zone from billing_periods where organization_id = ${place.id}`,
    )
    expect(zones.length).toBeGreaterThanOrEqual(3)
    expect(new Set(zones.map(({ zone }) => zone))).toEqual(new Set(['Asia/Jakarta']))
  })
})

describe('BL1, BL3: the ledger', () => {
  const [ana, ben] = [randomUUID(), randomUUID()]
  const born = '2046-01-01T00:00:00Z'

  test('ended in mid-period still counts in it and not in the next', async () => {
    const place = await arrange(born, 'UTC')
    await start(place, ana, '2046-01-05T00:00:00Z')
    await endAll(place, ana, '2046-01-20T00:00:00Z')
    await advance(place.id, '2046-03-02T00:00:00Z')
    expect(await entriesOf(place)).toEqual([[1, 1, 1]])
    expect((await periodsOf(place)).map(({ active }) => active)).toEqual([1, 0, null])
  })

  test('ended at the very boundary does not count in the next; ended as it began counts once', async () => {
    const place = await arrange(born, 'UTC')
    await start(place, ana, '2046-01-05T00:00:00Z')
    await endAll(place, ana, '2046-02-01T00:00:00Z')
    await start(place, ben, '2046-02-01T00:00:00Z', { endedAt: '2046-02-01T00:00:00Z' })
    await advance(place.id, '2046-03-02T00:00:00Z')
    expect((await periodsOf(place)).map(({ active }) => active)).toEqual([1, 1, null])
    expect(await check(place.id)).toMatchObject(whole)
  })

  test('active through months counts in each, by the event that made it so', async () => {
    const place = await arrange(born, 'UTC')
    await start(place, ana, '2046-01-05T00:00:00Z')
    await advance(place.id, '2046-03-02T00:00:00Z')
    expect(await entriesOf(place)).toEqual([
      [1, 1, 1],
      [2, 2, 1],
      [3, 3, 1],
    ])
    const from = await asOwner<{ at: Date }>(sql`
      select active_from as at from billing_entries where organization_id = ${place.id} order by period`)
    expect(from.map(({ at }) => at.toISOString().slice(0, 10))).toEqual([
      '2046-01-05',
      '2046-02-01',
      '2046-03-01',
    ])
  })

  test('removed and added again is one person', async () => {
    const place = await arrange(born, 'UTC')
    await start(place, ana, '2046-01-05T00:00:00Z', { memberId: randomUUID() })
    await endAll(place, ana, '2046-01-06T00:00:00Z')
    await start(place, ana, '2046-01-07T00:00:00Z', { memberId: randomUUID() })
    expect(await entriesOf(place)).toEqual([[1, 1, 1]])
  })

  test('what is told late about a closed period counts in the present one; the closed one does not change', async () => {
    const place = await arrange(born, 'UTC')
    await advance(place.id, '2046-03-02T00:00:00Z')
    const closed = (await periodsOf(place)).slice(0, 2)
    await start(place, ana, '2046-01-30T00:00:00Z', { recordedAt: '2046-03-10T00:00:00Z' })
    expect(await entriesOf(place)).toEqual(
      expect.arrayContaining([
        [3, 1, 1],
        [3, 2, 1],
        [3, 3, 1],
      ]),
    )
    expect((await periodsOf(place)).slice(0, 2)).toEqual(closed)
    expect(await check(place.id)).toMatchObject(whole)
  })

  test('what is told late is a correction also where nobody had looked, and the periods were not open yet', async () => {
    const place = await arrange(born, 'UTC')
    await start(place, ana, '2046-02-10T00:00:00Z', { recordedAt: '2046-04-10T00:00:00Z' })
    expect(await entriesOf(place)).toEqual([
      [4, 2, 1],
      [4, 3, 1],
      [4, 4, 1],
    ])
    expect(await check(place.id)).toMatchObject(whole)
  })

  test('what is struck is taken back: at once while the period is open, as a correction once it has closed', async () => {
    const place = await arrange(born, 'UTC')
    await start(place, ana, '2046-01-05T00:00:00Z')
    await advance(place.id, '2046-02-02T00:00:00Z')
    await strike(place, ana, '2046-02-10T00:00:00Z')
    expect(await entriesOf(place)).toEqual([
      [1, 1, 1],
      [2, 1, -1],
      [2, 2, 1],
      [2, 2, -1],
    ])
    await advance(place.id, '2046-03-02T00:00:00Z')
    const [row] = await asOwner(sql`
      select active, added, removed from billing_periods where organization_id = ${place.id} and number = 2`)
    expect(row).toEqual({ active: 0, added: 0, removed: 1 })
    expect(await check(place.id)).toMatchObject(whole)
  })

  test('nobody writes into a closed period, or changes what stands there', async () => {
    const place = await arrange(born, 'UTC')
    await start(place, ana, '2046-01-05T00:00:00Z')
    await advance(place.id, '2046-02-02T00:00:00Z')
    const inside = (statement: Sql) =>
      app.db.transaction(async (tx) => {
        await confine(tx, place.id)
        await tx.query(statement)
      })
    await expect(
      asOwner(sql`
        insert into billing_entries (organization_id, period, of_period, identity_id, change, member_id, name, interval_id, match_id, active_from, recorded_at)
        select organization_id, 1, 1, gen_random_uuid(), 1, member_id, name, interval_id, match_id, active_from, recorded_at
        from billing_entries where organization_id = ${place.id} limit 1`),
    ).rejects.toThrow('has closed')
    await expect(inside(sql`delete from billing_entries`)).rejects.toThrow('permission denied')
    await expect(inside(sql`update billing_entries set change = 1`)).rejects.toThrow(
      'permission denied',
    )
    await expect(inside(sql`update billing_periods set active = 0`)).rejects.toThrow(
      'permission denied',
    )
    await expect(inside(sql`delete from match_intervals`)).rejects.toThrow('permission denied')
  })

  test('a check finds what somebody changed behind the ledger’s back', async () => {
    const place = await arrange(born, 'UTC')
    await start(place, ana, '2046-01-05T00:00:00Z')
    await start(place, ben, '2046-01-05T00:00:00Z')
    await advance(place.id, '2046-02-02T00:00:00Z')
    await asOwner(
      sql`delete from billing_entries where organization_id = ${place.id} and period = 1 and identity_id = ${ben}`,
    )
    expect(await check(place.id)).toMatchObject({
      changedSince: [1],
      differences: [{ period: 1, missing: 1, tooMuch: 0 }],
    })
  })
})

// ── Random histories ───────────────────────────────────────────────────────────────────────────────

const zones = [
  'UTC',
  'Asia/Jakarta',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Santiago',
]
const hourMs = 3_600_000

type Step =
  | { does: 'start'; who: number; earlierHours: number }
  | { does: 'begin-and-end'; who: number; earlierHours: number; hours: number }
  | { does: 'end' | 'strike' | 'add-again'; who: number }
  | { does: 'zone'; zone: string }
  | { does: 'anchor'; day: number }
  | { does: 'clock' }

const who = fc.nat({ max: 3 })
const steps = fc.array(
  fc.record({
    // Null: the very moment at which the present period ends.
    afterHours: fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 1_200 }), fc.constant(null)),
    step: fc.oneof<fc.Arbitrary<Step>[]>(
      fc.record({ does: fc.constant('start' as const), who, earlierHours: fc.constant(0) }),
      fc.record({ does: fc.constant('start' as const), who, earlierHours: fc.nat({ max: 3_000 }) }),
      fc.record({
        does: fc.constant('begin-and-end' as const),
        who,
        earlierHours: fc.nat({ max: 3_000 }),
        hours: fc.nat({ max: 1_500 }),
      }),
      fc.record({
        does: fc.constantFrom('end' as const, 'strike' as const, 'add-again' as const),
        who,
      }),
      fc.record({ does: fc.constant('zone' as const), zone: fc.constantFrom(...zones) }),
      fc.record({ does: fc.constant('anchor' as const), day: fc.integer({ min: 1, max: 31 }) }),
      fc.record({ does: fc.constant('clock' as const) }),
    ),
  }),
  { minLength: 5, maxLength: 30 },
)

/** Far enough ahead that the real clock, by which a changed zone is judged, is over nothing. */
const beginning = Date.parse('2056-01-31T20:30:00Z')

const endOfPeriod = async ({ id }: Place) => {
  const [row] = await asOwner<{ at: Date }>(sql`
    select ends_at as at from billing_periods where organization_id = ${id} and closed_at is null`)
  return row?.at.getTime() ?? 0
}

async function play(place: Place, people: readonly string[], step: Step, now: number) {
  const at = new Date(now).toISOString()
  const before = (hours: number) => new Date(now - hours * hourMs).toISOString()
  switch (step.does) {
    case 'start':
      return start(place, people[step.who] ?? '', before(step.earlierHours), { recordedAt: at })
    case 'begin-and-end':
      return start(place, people[step.who] ?? '', before(step.earlierHours), {
        recordedAt: at,
        endedAt: before(Math.max(0, step.earlierHours - step.hours)),
      })
    case 'end':
      return endAll(place, people[step.who] ?? '', at)
    case 'strike':
      return strike(place, people[step.who] ?? '', at)
    case 'add-again':
      await endAll(place, people[step.who] ?? '', at)
      return start(place, people[step.who] ?? '', at, { memberId: randomUUID() })
    case 'zone':
      await advance(place.id, at)
      return asOwner(sql`update organizations set time_zone = ${step.zone} where id = ${place.id}`)
    case 'anchor':
      await advance(place.id, at)
      return asOwner(
        sql`update billing_accounts set anchor_day = ${step.day} where organization_id = ${place.id}`,
      )
    case 'clock':
      return advance(place.id, at)
  }
}

test('BL3: over random histories the bill computed anew equals the ledger, and nothing closed ever changes', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(...zones), async (history, zone) => {
      const place = await arrange(new Date(beginning).toISOString(), zone)
      const people = Array.from({ length: 4 }, () => randomUUID())
      let now = beginning
      const closed = new Map<number, unknown>()
      for (const { afterHours, step } of history) {
        now = afterHours === null ? await endOfPeriod(place) : now + afterHours * hourMs
        await play(place, people, step, now)
        for (const period of await periodsOf(place)) {
          if (!period.closed) continue
          const was = closed.get(period.number)
          if (was) expect(period).toEqual(was)
          closed.set(period.number, period)
        }
      }
      expect(await check(place.id)).toMatchObject(whole)
    }),
    { numRuns: 50 },
  )
}, 120_000)

test('BL3: the same with several processes at once, whose clocks differ', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 3 }), async (histories) => {
      const place = await arrange(new Date(beginning).toISOString(), 'Europe/Berlin')
      const people = Array.from({ length: 4 }, () => randomUUID())
      await Promise.all(
        histories.map(async (history, process) => {
          let now = beginning + process * 1_000
          for (const { afterHours, step } of history) {
            now += (afterHours ?? 0) * hourMs
            await play(place, people, step, now)
          }
        }),
      )
      expect(await check(place.id)).toMatchObject({ changedSince: [], differences: [] })
    }),
    { numRuns: 12 },
  )
}, 120_000)

test('BL1: the slow implementation itself', () => {
  const day = (n: number) => new Date(Date.UTC(2046, 0, n))
  const period = { startsAt: day(10), endsAt: day(20) }
  const active = (startedAt: Date, endedAt: Date | null, voided = false) =>
    recomputeActive([{ identityId: 'ana', startedAt, endedAt, voided }], period).size === 1
  expect(active(day(1), null)).toBe(true)
  expect(active(day(1), day(10))).toBe(false)
  expect(active(day(1), day(11))).toBe(true)
  expect(active(day(10), day(10))).toBe(true)
  expect(active(day(19), null)).toBe(true)
  expect(active(day(20), null)).toBe(false)
  expect(active(day(12), day(13), true)).toBe(false)
})
