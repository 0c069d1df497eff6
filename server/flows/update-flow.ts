import sql from 'sql-template-tag'
import type { FlowId } from '#api/common.ts'
import type { Flow, FlowPage } from '#api/flows.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { changed } from '#server/audit/changed.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkDefaults } from './check-values.ts'
import { addFlowVersion, getFlow } from './flow.ts'

/**
 * Saves a flow as its next version, if `version` is still the newest. Tasks made before keep their form.
 *
 * @throws not-found, flow-changed, values-refused; the name, by the database
 */
export async function updateFlow(
  tx: Tx,
  caller: SessionCaller,
  flowId: FlowId,
  change: { name: string; pages: readonly FlowPage[]; version: number },
  request: Where,
  now: Date,
): Promise<Flow> {
  const errors = checkDefaults(change.pages)
  if (errors.length > 0) throw problem('values-refused', { errors })
  const before = await holdName(tx, flowId)
  const [saved] = await tx.query<{ version: number }>(sql`
    update flows set name = ${change.name}, pages = ${JSON.stringify(change.pages)}::jsonb, version = version + 1,
      updated_at = ${now}
    where id = ${flowId} and version = ${change.version} returning version`)
  if (!saved) {
    await getFlow(tx, flowId)
    throw problem('flow-changed')
  }
  await addFlowVersion(tx, flowId, caller.memberId, now)
  const { name } = change
  const details = { name, version: saved.version, ...changed(before, { name }) }
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'flow.updated', subjectId: flowId, details },
    now,
  )
  return getFlow(tx, flowId)
}

/** As it is called, until it is saved: nobody renames it meanwhile. */
async function holdName(tx: Tx, flowId: FlowId): Promise<{ name?: string }> {
  const [flow] = await tx.query<{ name: string }>(
    sql`select name from flows where id = ${flowId} for no key update`,
  )
  return flow ?? {}
}
