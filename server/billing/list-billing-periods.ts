import sql, { empty } from 'sql-template-tag'
import { z } from 'zod'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { findPeriods } from './billing-period.ts'
import { keepBill } from './keep-bill.ts'

interface Query {
  cursor?: string | undefined
  limit: number
}

const Place = z.tuple([z.int().min(0).max(1_000_000)])

/** Periods, the latest first, a page at a time. */
export async function listBillingPeriods(tx: Tx, { cursor, limit }: Query, now: Date) {
  await keepBill(tx, now)
  const before = cursor ? readCursor(cursor, Place)[0] : null
  const found = await findPeriods(
    tx,
    sql`where true ${before === null ? empty : sql`and p.number < ${before}`} order by p.number desc limit ${limit + 1}`,
  )
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  // Their numbers have no gaps.
  const [newest] = await tx.query<{ number: number }>(
    sql`select max(number) as number from billing_periods`,
  )
  return { items, nextCursor: last ? toCursor([last.number]) : null, about: newest?.number ?? 0 }
}
