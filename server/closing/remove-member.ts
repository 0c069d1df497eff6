import sql from 'sql-template-tag'
import type { Leaver, LeavingReason } from '#server/members/leaving.ts'
import { removeRow } from '#server/members/member-status.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { leavings } from './leavings.ts'

/**
 * Takes a member out of an organization for good, with all that `leavings` declare; the identity stays (US10). Who may ask for
 * it is judged before. Runs confined.
 *
 * @throws last-owner at commit, or at once where that constraint is immediate
 */
export async function removeMember(
  tx: Tx,
  leaver: Leaver,
  reason: LeavingReason,
  now: Date,
): Promise<void> {
  // From here on nobody refers to the row any more: a task that is being assigned to it comes before, or not at all.
  await tx.query(sql`select from members where id = ${leaver.memberId} for update`)
  for (const leave of leavings.confined) await leave(tx, leaver, reason, now)
  await unconfined(tx, async () => {
    for (const leave of leavings.unconfined) await leave(tx, leaver, reason, now)
  })
  await removeRow(tx, leaver.memberId)
}
