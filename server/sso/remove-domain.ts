import sql from 'sql-template-tag'
import type { DomainId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Gives a domain up: another organization may prove it from now on.
 *
 * @throws not-found
 */
export async function removeDomain(
  tx: Tx,
  caller: SessionCaller,
  id: DomainId,
  request: Where,
  now: Date,
): Promise<undefined> {
  const [removed] = await tx.query<{ domain: string; proved: boolean }>(
    sql`delete from domains where id = ${id} returning domain, proved_at is not null as proved`,
  )
  if (!removed) throw problem('not-found')
  const event = { action: 'domain.removed', subjectId: id, details: removed }
  await addAuditEvent(tx, caller, request, event, now)
}
