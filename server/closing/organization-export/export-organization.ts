import type { Operation } from '#api/operations.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { requireFreshEvidence } from '#server/door/fresh-evidence.ts'
import { startOperation } from '#server/operations/start-operation.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Begins to write everything of the organization to an archive (OR4): all of it at once leaves the house, so fresh proofs are
 * wanted.
 *
 * @throws fresh-evidence-required, too-many while another one is written
 */
export async function exportOrganization(
  tx: Tx,
  caller: SessionCaller,
  request: Where,
  now: Date,
): Promise<Operation> {
  requireFreshEvidence(caller, now)
  const operation = await startOperation(
    tx,
    caller,
    { kind: 'organization-export', input: {} },
    now,
  )
  const details = { operationId: operation.id }
  await addAuditEvent(tx, caller, request, { action: 'organization.exported', details }, now)
  return operation
}
