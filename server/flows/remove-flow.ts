import sql from 'sql-template-tag'
import type { FlowId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Deletes a flow. Its versions stay, and with them the form of its tasks, of which none is touched.
 *
 * @throws not-found
 */
export async function removeFlow(
  tx: Tx,
  caller: SessionCaller,
  flowId: FlowId,
  request: Where,
  now: Date,
): Promise<void> {
  const [removed] = await tx.query<{ name: string }>(
    sql`delete from flows where id = ${flowId} returning name`,
  )
  if (!removed) throw problem('not-found')
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'flow.deleted', subjectId: flowId, details: removed },
    now,
  )
}
