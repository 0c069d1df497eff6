import sql from 'sql-template-tag'
import type { Tx } from '#server/platform/database.ts'
import { type Activity, type Bounds, findWrongBounds, recomputeActive } from './recompute-bill.ts'

/** Whom the ledger has and the intervals have not, or the other way round. */
export interface BillDifference {
  period: number
  missing: number
  tooMuch: number
}

export interface BillCheck {
  periods: number
  entries: number
  intervals: number
  /** Periods that do not begin or end where they must. */
  wrongBounds: number[]
  /** Closed periods whose entries are no longer what they came to. */
  changedSince: number[]
  differences: BillDifference[]
}

/** People whose intervals and entries are held at a time. */
const peopleMax = 2_000
const nobody = '00000000-0000-0000-0000-000000000000'

/**
 * Computes the bill of the organization that the transaction is in anew from the raw intervals, by other means than the ledger,
 * and compares (BL3). What it finds is empty, or one of the two is wrong. Matches that start or end meanwhile wait until it has
 * read.
 */
export async function checkBill(tx: Tx): Promise<BillCheck> {
  await tx.query(sql`select from billing_accounts for no key update`)
  const periods = await tx.query<Bounds & Sums>(sql`
    select p.number, p.starts_at as "startsAt", p.ends_at as "endsAt", p.time_zone as "timeZone", p.anchor_day as "anchorDay",
      p.closed_at as "closedAt", p.active, p.added, p.removed
    from billing_periods p order by p.number`)
  const sums = new Map(periods.map(({ number }) => [number, { active: 0, added: 0, removed: 0 }]))
  const differences = new Map<number, BillDifference>()
  let [intervals, entries] = [0, 0]
  for await (const people of readPeople(tx)) {
    intervals += people.intervals.length
    entries += people.entries.length
    for (const entry of people.entries) add(sums, entry)
    for (const period of periods) {
      const { missing, tooMuch } = compare(period, people)
      if (missing + tooMuch === 0) continue
      const found = differences.get(period.number) ?? {
        period: period.number,
        missing: 0,
        tooMuch: 0,
      }
      found.missing += missing
      found.tooMuch += tooMuch
      differences.set(period.number, found)
    }
  }
  return {
    periods: periods.length,
    entries,
    intervals,
    wrongBounds: findWrongBounds(periods),
    changedSince: periods
      .filter((period) => !isAsClosed(period, sums.get(period.number)))
      .map(({ number }) => number),
    differences: [...differences.values()],
  }
}

interface People {
  intervals: Activity[]
  entries: Entry[]
}

/** All who stand anywhere, some at a time in the order of their identities, with everything of theirs. */
async function* readPeople(tx: Tx): AsyncGenerator<People, void> {
  for (let after = nobody; ; ) {
    const [next] = await tx.query<{ last: string | null }>(sql`
      select max(identity_id::text)::uuid as last from (
        select identity_id from (
          (select distinct identity_id from match_intervals where identity_id > ${after} order by identity_id limit ${peopleMax})
          union
          (select distinct identity_id from billing_entries where identity_id > ${after} order by identity_id limit ${peopleMax})
        ) someone order by identity_id limit ${peopleMax}) some_people`)
    if (!next?.last) return
    const within = sql`identity_id > ${after} and identity_id <= ${next.last}`
    yield {
      intervals: await tx.query<Activity>(sql`
        select identity_id as "identityId", started_at as "startedAt", ended_at as "endedAt", voided_at is not null as voided
        from match_intervals where ${within}`),
      entries: await tx.query<Entry>(sql`
        select period, of_period as "ofPeriod", identity_id as "identityId", change from billing_entries where ${within}`),
    }
    after = next.last
  }
}

interface Sum {
  active: number
  added: number
  removed: number
}

function add(sums: ReadonlyMap<number, Sum>, { period, ofPeriod, change }: Entry): void {
  const sum = sums.get(period)
  if (!sum) return
  if (ofPeriod === period) sum.active += change
  else if (change === 1) sum.added++
  else sum.removed++
}

interface Sums {
  closedAt: Date | null
  active: number | null
  added: number | null
  removed: number | null
}

interface Entry {
  period: number
  ofPeriod: number
  identityId: string
  change: number
}

const isAsClosed = (period: Sums, sum: Sum | undefined): boolean =>
  period.closedAt === null ||
  (sum?.active === period.active && sum.added === period.added && sum.removed === period.removed)

function compare(period: Bounds, { intervals, entries }: People) {
  const due = recomputeActive(intervals, period)
  const written = new Map<string, number>()
  for (const { ofPeriod, identityId, change } of entries)
    if (ofPeriod === period.number) written.set(identityId, (written.get(identityId) ?? 0) + change)
  const missing = [...due].filter((id) => written.get(id) !== 1).length
  const tooMuch = [...written].filter(
    ([id, sum]) => (sum !== 1 && sum !== 0) || (sum === 1 && !due.has(id)),
  ).length
  return { missing, tooMuch }
}
