import sql from 'sql-template-tag'
import type { RegistrationId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { closeRegistrations } from '../matches/close-registrations.ts'
import type { Why } from '../matches/end-matches.ts'
import { auditParticipants } from './audit-participants.ts'

/** Somebody takes no part any more: their matches end, the row stays for what happened and for whoever comes back. */
export async function endRegistration(
  tx: Tx,
  caller: SessionCaller,
  id: RegistrationId,
  reason: Extract<Why['reason'], 'left' | 'removed'>,
  request: Where,
  now: Date,
): Promise<void> {
  await closeRegistrations(tx, [id], { reason, note: '', by: caller.memberId }, now)
  const left = await tx.query(sql`
    update registrations set status = 'left', left_at = ${now}, frozen_at = null where id = ${id} and status <> 'left' returning id`)
  if (left.length > 0)
    await auditParticipants(tx, caller, request, 'participant.removed', [id], now)
}
