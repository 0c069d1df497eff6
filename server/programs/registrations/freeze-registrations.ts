import sql from 'sql-template-tag'
import type { RegistrationId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { closeRegistrations } from '../matches/close-registrations.ts'
import { auditParticipants } from './audit-participants.ts'

/**
 * Freezes participations: active matches end, staged and asked ones go, and nothing comes back by itself (MT3). Those that are frozen
 * already, or left, stay as they are; what an administrator freezes, administrators alone let go on. Tells how many were frozen, and how many active matches ended.
 */
export async function freezeRegistrations(
  tx: Tx,
  caller: SessionCaller,
  ids: readonly RegistrationId[],
  request: Where,
  now: Date,
): Promise<{ frozen: number; ended: number }> {
  const why = { reason: 'frozen', note: '', by: caller.memberId } as const
  const ended = await closeRegistrations(tx, ids, why, now)
  const frozen = await tx.query<{ id: RegistrationId }>(sql`
    update registrations set status = 'frozen', frozen_at = ${now}, frozen_by = nullif(${caller.memberId}, member_id)
    where id = any(${ids}::uuid[]) and (status = 'registered'
      or status = 'frozen' and frozen_by is null and member_id <> ${caller.memberId}) returning id`)
  await auditParticipants(
    tx,
    caller,
    request,
    'participant.frozen',
    frozen.map(({ id }) => id),
    now,
  )
  return { frozen: frozen.length, ended }
}

/** Lets frozen participations go on; ended matches stay ended (MT3). Tells how many. */
export async function unfreezeRegistrations(
  tx: Tx,
  caller: SessionCaller,
  ids: readonly RegistrationId[],
  request: Where,
  now: Date,
): Promise<number> {
  const again = await tx.query<{ id: RegistrationId }>(sql`
    update registrations set status = 'registered', frozen_at = null, frozen_by = null
    where id = any(${ids}::uuid[]) and status = 'frozen' returning id`)
  await auditParticipants(
    tx,
    caller,
    request,
    'participant.unfrozen',
    again.map(({ id }) => id),
    now,
  )
  return again.length
}
