import sql from 'sql-template-tag'
import type { FlowId } from '#api/common.ts'
import type { Flow } from '#api/flows.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { addFlowVersion, getFlow } from './flow.ts'

/**
 * Adds a copy of a flow as it stands, behind the others; it is no ready-made flow and begins at version 1. What was saved once
 * is taken as it is.
 *
 * @throws not-found; the name, by the database
 */
export async function copyFlow(
  tx: Tx,
  caller: SessionCaller,
  flowId: FlowId,
  name: string,
  request: Where,
  now: Date,
): Promise<Flow> {
  const [added] = await tx.query<{ id: FlowId }>(sql`
    insert into flows (organization_id, name, pages, position, updated_at)
    select ${caller.organizationId}, ${name}, pages, (select max(position) + 1 from flows), ${now}
    from flows where id = ${flowId} returning id`)
  if (!added) throw problem('not-found')
  const { id } = added
  await addFlowVersion(tx, id, caller.memberId, now)
  const details = { name, copyOf: flowId }
  await addAuditEvent(tx, caller, request, { action: 'flow.created', subjectId: id, details }, now)
  return getFlow(tx, id)
}
