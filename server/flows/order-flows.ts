import sql from 'sql-template-tag'
import type { FlowId } from '#api/common.ts'
import type { FlowSummary } from '#api/flows.ts'
import { fieldProblem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { listFlows } from './list-flows.ts'

/**
 * Puts the flows into another order; whoever has not seen all of them cannot say where each belongs.
 *
 * @throws values-refused at #/flowIds unless each flow is named once
 */
export async function orderFlows(
  tx: Tx,
  caller: SessionCaller,
  flowIds: readonly FlowId[],
  request: Where,
  now: Date,
): Promise<{ items: FlowSummary[] }> {
  // Held in one order, whatever way the update goes, so that two who order at once never deadlock.
  await tx.query(sql`select from flows order by id for no key update`)
  const flows = (await listFlows(tx)).items
  const ids = flowIds.map((id) => id.toLowerCase())
  const names = new Map<string, string>(flows.map(({ id, name }) => [id, name]))
  const complete = ids.length === names.size && new Set(ids).size === names.size
  if (!complete || !ids.every((id) => names.has(id)))
    throw fieldProblem('values-refused', '#/flowIds', 'must name every flow once', 'not-every-flow')
  if (flows.every(({ id }, n) => id === ids[n])) return { items: flows }
  await tx.query(sql`update flows f set position = o.position
    from unnest(${ids}::uuid[]) with ordinality as o (id, position) where f.id = o.id`)
  const details = { flows: ids.map((id) => names.get(id)) }
  await addAuditEvent(tx, caller, request, { action: 'flow.ordered', details }, now)
  return listFlows(tx)
}
