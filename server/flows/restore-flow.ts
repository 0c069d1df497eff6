import sql from 'sql-template-tag'
import type { FlowId } from '#api/common.ts'
import type { Flow } from '#api/flows.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { addFlowVersion, getFlow } from './flow.ts'

/**
 * Saves the pages of an earlier version as the next one, if `version` is still the newest. The name stays: another flow may
 * have the old one by now.
 *
 * @throws not-found, flow-changed, values-refused at #/from where there is no such version
 */
export async function restoreFlow(
  tx: Tx,
  caller: SessionCaller,
  flowId: FlowId,
  { from, version }: { from: number; version: number },
  request: Where,
  now: Date,
): Promise<Flow> {
  const [restored] = await tx.query<{ name: string; version: number }>(sql`
    update flows f set pages = v.pages, version = f.version + 1, updated_at = ${now}
    from flow_versions v
    where f.id = ${flowId} and f.version = ${version} and v.flow_id = f.id and v.version = ${from}
    returning f.name, f.version`)
  if (!restored) {
    const flow = await getFlow(tx, flowId)
    if (flow.version !== version) throw problem('flow-changed')
    throw fieldProblem('values-refused', '#/from', 'is no version of this flow', 'not-one-of')
  }
  await addFlowVersion(tx, flowId, caller.memberId, now)
  const details = { ...restored, from }
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'flow.restored', subjectId: flowId, details },
    now,
  )
  return getFlow(tx, flowId)
}
