import sql from 'sql-template-tag'
import type { Tx } from '#server/platform/database.ts'

/** Brings the periods of the organization that the transaction is in up to now: an open one stands afterwards (BL3). */
export async function keepBill(tx: Tx, now: Date): Promise<void> {
  await tx.query(sql`select keep_bill(${now})`)
}
