import sql, { empty } from 'sql-template-tag'
import { z } from 'zod'
import type { BillingEvent } from '#api/billing.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { type PeriodRow, periodColumns, periodSources, toPeriod } from './billing-period.ts'
import { keepBill } from './keep-bill.ts'

interface Query {
  cursor?: string | undefined
  limit: number
}

const Place = z.tuple([z.int().min(0).max(1_000_000)])

/** Periods as they closed, the oldest first: what webhooks will deliver, for whoever asks instead. */
export async function listBillingEvents(tx: Tx, { cursor, limit }: Query, now: Date) {
  await keepBill(tx, now)
  const after = cursor ? readCursor(cursor, Place)[0] : null
  const rows = await tx.query<PeriodRow & { eventId: string; closedAt: Date }>(sql`
    select ${periodColumns}, p.event_id as "eventId" from ${periodSources}
    where p.closed_at is not null ${after === null ? empty : sql`and p.number > ${after}`}
    order by p.number limit ${limit + 1}`)
  const items = rows.slice(0, limit).map(
    (row): BillingEvent => ({
      id: row.eventId,
      type: 'billing.period.closed',
      occurredAt: row.closedAt.toISOString(),
      data: toPeriod(row),
    }),
  )
  const [closed] = await tx.query<{ count: number }>(
    sql`select count(*) as count from billing_periods where closed_at is not null`,
  )
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    items,
    nextCursor: last ? toCursor([last.data.number]) : null,
    about: closed?.count ?? 0,
  }
}
