import sql from 'sql-template-tag'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { visibleTasks } from './visible-tasks.ts'

/** Deletes the sample tasks that the caller may know of, done ones too: they were never anybody's work (CR6). */
export async function removeSampleTasks(
  tx: Tx,
  caller: SessionCaller,
  request: Where,
  now: Date,
): Promise<{ removed: number }> {
  const removed = await tx.query(
    sql`delete from tasks t where t.sample and ${visibleTasks(caller)} returning t.id`,
  )
  if (removed.length > 0) {
    const details = { removed: removed.length }
    await addAuditEvent(tx, caller, request, { action: 'sample_tasks.deleted', details }, now)
  }
  return { removed: removed.length }
}
