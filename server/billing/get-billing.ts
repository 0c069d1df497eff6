import sql from 'sql-template-tag'
import type { BillingPeriod } from '#api/billing.ts'
import type { Tx } from '#server/platform/database.ts'
import { findPeriods } from './billing-period.ts'
import { keepBill } from './keep-bill.ts'

/** The present period, and what the next one will go by. */
export async function getBilling(tx: Tx, now: Date) {
  await keepBill(tx, now)
  const [current] = await findPeriods(tx, sql`where p.closed_at is null`)
  const [next] = await tx.query<{ anchorDay: number; timeZone: string; nextEndsAt: Date }>(sql`
    select a.anchor_day as "anchorDay", zone as "timeZone", next_billing_boundary(p.ends_at, a.anchor_day, zone) as "nextEndsAt"
    from billing_accounts a join organizations o on o.id = a.organization_id
    join billing_periods p on p.organization_id = a.organization_id and p.closed_at is null
    cross join lateral zone_or_utc(o.time_zone) zone`)
  if (!current || !next) throw new Error('an organization without a billing period')
  return {
    anchorDay: next.anchorDay,
    timeZone: next.timeZone,
    nextEndsAt: next.nextEndsAt.toISOString(),
    current: current satisfies BillingPeriod,
  }
}
