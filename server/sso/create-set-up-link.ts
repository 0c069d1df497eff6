import type { ConnectionId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdConnection } from './connection.ts'
import { guardProvider } from './guard-provider.ts'
import { replaceSetUpLink } from './set-up-link.ts'

/**
 * Makes the link by which somebody without an account sets a connection up (SS3); an earlier one stops.
 *
 * @throws not-found, connection-enabled, owner-protected, more-than-you-hold
 */
export async function createSetUpLink(
  tx: Tx,
  caller: SessionCaller,
  publicUrl: string,
  connectionId: ConnectionId,
  request: Where,
  now: Date,
): Promise<{ url: string; expiresAt: string }> {
  const connection = await holdConnection(tx, connectionId)
  if (!connection) throw problem('not-found')
  if (connection.status === 'enabled') throw problem('connection-enabled')
  await guardProvider(tx, caller, connection, null)
  const { organizationId, memberId: createdByMemberId } = caller
  const link = { organizationId, connectionId, createdByMemberId }
  const { token, expiresAt } = await replaceSetUpLink(tx, link, now)
  const details = { name: connection.name, expiresAt: expiresAt.toISOString() }
  const event = { action: 'set-up-link.created', subjectId: connectionId, details }
  await addAuditEvent(tx, caller, request, event, now)
  // In the fragment, which no browser sends: it reaches no log and no Referer.
  return { url: `${publicUrl}/set-up-sso#${token}`, expiresAt: expiresAt.toISOString() }
}
