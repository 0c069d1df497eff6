import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { getRefusedJoinToChange, removeRefusedJoin } from './refused-join.ts'

/**
 * Takes somebody who was refused off the list; the next attempt puts them onto it again (US7).
 *
 * @throws not-found
 */
export async function dismissRefusedJoin(
  tx: Tx,
  caller: SessionCaller,
  id: string,
  request: Where,
  now: Date,
): Promise<undefined> {
  const { email } = await getRefusedJoinToChange(tx, id)
  await removeRefusedJoin(tx, email)
  const event = { action: 'refused-join.dismissed', details: { email } }
  await addAuditEvent(tx, caller, request, event, now)
}
