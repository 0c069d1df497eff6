import sql from 'sql-template-tag'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { keepBill } from './keep-bill.ts'

/** Changes the day on which periods begin, from the next one on: what is over by now still goes by the old day (BL3). */
export async function updateBilling(
  tx: Tx,
  caller: SessionCaller,
  { anchorDay }: { anchorDay: number },
  request: Where,
  now: Date,
): Promise<{ anchorDay: number }> {
  await keepBill(tx, now)
  const [changed] = await tx.query(sql`
    update billing_accounts set anchor_day = ${anchorDay} where anchor_day <> ${anchorDay} returning anchor_day`)
  if (changed)
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'billing.anchor_changed', details: { anchorDay } },
      now,
    )
  return { anchorDay }
}
