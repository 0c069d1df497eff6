import type { AccessLinkId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { shutAccessLink } from './access-link.ts'

/**
 * Shuts an access link, also for those who are on their way through it; whoever has joined by it stays.
 *
 * @throws not-found
 */
export async function revokeAccessLink(
  tx: Tx,
  caller: SessionCaller,
  id: AccessLinkId,
  request: Where,
  now: Date,
): Promise<undefined> {
  const name = await shutAccessLink(tx, id, now)
  if (name === null) throw problem('not-found')
  const event = { action: 'access-link.revoked', subjectId: id, details: { name } }
  await addAuditEvent(tx, caller, request, event, now)
}
