import type { ConnectionId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdConnection } from './connection.ts'
import { endSetUpLink } from './set-up-link.ts'

/**
 * Takes the set-up link of a connection back; idempotent.
 *
 * @throws not-found
 */
export async function revokeSetUpLink(
  tx: Tx,
  caller: SessionCaller,
  connectionId: ConnectionId,
  request: Where,
  now: Date,
): Promise<undefined> {
  const connection = await holdConnection(tx, connectionId)
  if (!connection) throw problem('not-found')
  if (!(await endSetUpLink(tx, { organizationId: caller.organizationId, connectionId }))) return
  const details = { name: connection.name }
  const event = { action: 'set-up-link.revoked', subjectId: connectionId, details }
  await addAuditEvent(tx, caller, request, event, now)
}
