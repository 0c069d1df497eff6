import sql from 'sql-template-tag'
import type { ConnectionId, DomainId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { ProvedDomain } from '#api/sso.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdDomain, shownDomain } from './domain.ts'

/**
 * Leads the addresses of a domain through a connection, or through none (LG5). A connection that there is none of violates the
 * foreign key.
 *
 * @throws not-found, values-refused
 */
export async function updateDomain(
  tx: Tx,
  caller: SessionCaller,
  id: DomainId,
  connectionId: ConnectionId | null,
  request: Where,
  now: Date,
): Promise<ProvedDomain> {
  const domain = await holdDomain(tx, id)
  if (!domain) throw problem('not-found')
  if (domain.connectionId !== connectionId) {
    await tx.query(sql`update domains set connection_id = ${connectionId} where id = ${id}`)
    const details = { domain: domain.domain, before: domain.connectionId, after: connectionId }
    const event = { action: 'domain.updated', subjectId: id, details }
    await addAuditEvent(tx, caller, request, event, now)
  }
  return shownDomain({ ...domain, connectionId })
}
