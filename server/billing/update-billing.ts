import sql from 'sql-template-tag'
import { fieldProblem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { keepBill } from './keep-bill.ts'

/** Within so many periods the day changes once: each change makes a period of up to 45 days, and a year of them has eight bills. */
const periodsBetween = 12

/**
 * Changes the day on which periods begin, from the next one on: what is over by now still goes by the old day (BL3). Until a period has
 * begun by it, it may be changed again.
 *
 * @throws values-refused at #/anchorDay where it has changed lately
 */
export async function updateBilling(
  tx: Tx,
  caller: SessionCaller,
  { anchorDay }: { anchorDay: number },
  request: Where,
  now: Date,
): Promise<{ anchorDay: number }> {
  await keepBill(tx, now)
  await refuseChangedLately(tx, anchorDay)
  const [before] = await tx.query<{ anchorDay: number }>(sql`
    with held as (select anchor_day from billing_accounts for update)
    update billing_accounts b set anchor_day = ${anchorDay} from held where b.anchor_day <> ${anchorDay}
    returning held.anchor_day as "anchorDay"`)
  if (before)
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'billing.anchor_changed', details: { anchorDay, before } },
      now,
    )
  return { anchorDay }
}

async function refuseChangedLately(tx: Tx, anchorDay: number): Promise<void> {
  const [{ current, changed } = { current: anchorDay, changed: false }] = await tx.query<{
    current: number
    changed: boolean
  }>(sql`
    select (array_agg(anchor_day order by number desc))[1] as current, count(distinct anchor_day) > 1 as changed
    from (select number, anchor_day from billing_periods order by number desc limit ${periodsBetween}) p`)
  // The day that counts now takes a change back.
  if (changed && anchorDay !== current)
    throw fieldProblem(
      'values-refused',
      '#/anchorDay',
      `can be changed once in ${periodsBetween} periods`,
      'changed-lately',
    )
}
