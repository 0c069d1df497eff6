import type { exportAuditEvents as route } from '#api/audit.ts'
import type { Operation } from '#api/operations.ts'
import type { Received } from '#api/route.ts'
import type { Acting } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { countAuditEvents } from '#server/audit/find-audit-events.ts'
import { startOperation } from '#server/operations/start-operation.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Begins to write events to a file (OP3): those that are there by now, which never change.
 *
 * @throws too-many
 */
export async function exportAuditEvents(
  tx: Tx,
  caller: Acting,
  input: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<Operation> {
  const total = await countAuditEvents(tx, input)
  await addAuditEvent(tx, caller, request, { action: 'audit-log.exported', details: input }, now)
  return startOperation(tx, caller, { kind: 'audit-export', input, total }, now)
}
