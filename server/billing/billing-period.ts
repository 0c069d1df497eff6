import sql, { type Sql } from 'sql-template-tag'
import type { BillingPeriod } from '#api/billing.ts'
import { problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'

/** A row as `toPeriod` takes it. */
export interface PeriodRow {
  number: number
  startsAt: Date
  endsAt: Date
  firstDay: string
  lastDay: string
  timeZone: string
  anchorDay: number
  closedAt: Date | null
  active: number
  added: number
  removed: number
}

/** The first and the last day of a period `p` in its own zone. */
export const periodDays = {
  first: sql`(p.starts_at at time zone p.time_zone)::date::text`,
  last: sql`((p.ends_at - interval '1 microsecond') at time zone p.time_zone)::date::text`,
}

/** An open period is counted as it stands, of a closed one the count stands beside it: `periodSources` has both. */
export const periodColumns = sql`p.number, p.starts_at as "startsAt", p.ends_at as "endsAt",
  ${periodDays.first} as "firstDay", ${periodDays.last} as "lastDay", p.time_zone as "timeZone", p.anchor_day as "anchorDay",
  p.closed_at as "closedAt", coalesce(p.active, so_far.active) as active, coalesce(p.added, so_far.added) as added,
  coalesce(p.removed, so_far.removed) as removed`

export const periodSources = sql`billing_periods p left join lateral (
  select coalesce(sum(e.change) filter (where e.of_period = e.period), 0) as active,
    count(*) filter (where e.of_period < e.period and e.change = 1) as added,
    count(*) filter (where e.of_period < e.period and e.change = -1) as removed
  from billing_entries e
  where e.organization_id = p.organization_id and e.period = p.number and p.closed_at is null
) so_far on true`

export const toPeriod = (row: PeriodRow): BillingPeriod => ({
  number: row.number,
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  firstDay: row.firstDay,
  lastDay: row.lastDay,
  timeZone: row.timeZone,
  anchorDay: row.anchorDay,
  status: row.closedAt ? 'closed' : 'open',
  closedAt: row.closedAt?.toISOString() ?? null,
  active: row.active,
  corrections: { added: row.added, removed: row.removed },
  billed: row.active + row.added - row.removed,
})

/** Periods for which a condition holds, in an order. */
export async function findPeriods(tx: Tx, rest: Sql): Promise<BillingPeriod[]> {
  const rows = await tx.query<PeriodRow>(sql`select ${periodColumns} from ${periodSources} ${rest}`)
  return rows.map(toPeriod)
}

/** @throws not-found */
export async function getPeriod(tx: Tx, number: number): Promise<BillingPeriod> {
  const [period] = await findPeriods(tx, sql`where p.number = ${number}`)
  if (!period) throw problem('not-found')
  return period
}
