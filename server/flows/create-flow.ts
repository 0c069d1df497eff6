import sql from 'sql-template-tag'
import type { FlowId } from '#api/common.ts'
import type { Flow, FlowPage } from '#api/flows.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkDefaults } from './check-values.ts'
import { addFlowVersion, getFlow } from './flow.ts'

/**
 * Adds a flow behind the others (FL1).
 *
 * @throws values-refused where a default is no value of its field; the name, by the database
 */
export async function createFlow(
  tx: Tx,
  caller: SessionCaller,
  { name, pages }: { name: string; pages: readonly FlowPage[] },
  request: Where,
  now: Date,
): Promise<Flow> {
  const errors = checkDefaults(pages)
  if (errors.length > 0) throw problem('values-refused', { errors })
  const [added] = await tx.query<{ id: FlowId }>(sql`
    insert into flows (organization_id, name, pages, position, updated_at)
    select ${caller.organizationId}, ${name}, ${JSON.stringify(pages)}::jsonb, coalesce(max(position), 0) + 1, ${now}
    from flows returning id`)
  const { id } = added as { id: FlowId }
  await addFlowVersion(tx, id, caller.memberId, now)
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'flow.created', subjectId: id, details: { name } },
    now,
  )
  return getFlow(tx, id)
}
