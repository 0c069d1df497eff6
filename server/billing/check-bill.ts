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
  const intervals = await tx.query<Activity>(sql`
    select identity_id as "identityId", started_at as "startedAt", ended_at as "endedAt", voided_at is not null as voided
    from match_intervals`)
  const entries = await tx.query<Entry>(sql`
    select period, of_period as "ofPeriod", identity_id as "identityId", change from billing_entries`)
  return {
    periods: periods.length,
    entries: entries.length,
    intervals: intervals.length,
    wrongBounds: findWrongBounds(periods),
    changedSince: periods.filter((period) => !isAsClosed(period, entries)).map((p) => p.number),
    differences: periods.flatMap((period) => compare(period, intervals, entries)),
  }
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

function isAsClosed(period: Bounds & Sums, entries: readonly Entry[]): boolean {
  if (period.closedAt === null) return true
  let [active, added, removed] = [0, 0, 0]
  for (const { period: counts, ofPeriod, change } of entries) {
    if (counts !== period.number) continue
    if (ofPeriod === counts) active += change
    else if (change === 1) added++
    else removed++
  }
  return active === period.active && added === period.added && removed === period.removed
}

function compare(
  period: Bounds,
  intervals: readonly Activity[],
  entries: readonly Entry[],
): BillDifference[] {
  const due = recomputeActive(intervals, period)
  const written = new Map<string, number>()
  for (const { ofPeriod, identityId, change } of entries)
    if (ofPeriod === period.number) written.set(identityId, (written.get(identityId) ?? 0) + change)
  const missing = [...due].filter((id) => written.get(id) !== 1).length
  const tooMuch = [...written].filter(
    ([id, sum]) => (sum !== 1 && sum !== 0) || (sum === 1 && !due.has(id)),
  ).length
  return missing || tooMuch ? [{ period: period.number, missing, tooMuch }] : []
}
