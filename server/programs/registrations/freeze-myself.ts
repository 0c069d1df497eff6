import sql, { empty } from 'sql-template-tag'
import type { ProgramId, RegistrationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { freezeRegistrations, unfreezeRegistrations } from './freeze-registrations.ts'

/** A member freezes their own participation in a program, or (null) in all (MT3). @throws not-found */
export async function freezeMyself(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId | null,
  request: Where,
  now: Date,
): Promise<{ frozen: number; ended: number }> {
  return freezeRegistrations(tx, caller, await ownIn(tx, caller, programId), request, now)
}

/**
 * The way back: takes part again; what ended stays ended. What an administrator froze stays so.
 *
 * @throws not-found, frozen-by-administrator
 */
export async function unfreezeMyself(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId | null,
  request: Where,
  now: Date,
): Promise<{ unfrozen: number }> {
  const ids = await ownIn(tx, caller, programId)
  const held = await tx.query<{ id: RegistrationId }>(sql`
    select id from registrations where id = any(${ids}::uuid[]) and frozen_by is not null for no key update`)
  if (programId && held.length > 0) throw problem('frozen-by-administrator')
  const free = ids.filter((id) => !held.some((one) => one.id === id))
  return { unfrozen: await unfreezeRegistrations(tx, caller, free, request, now) }
}

async function ownIn(
  tx: Tx,
  { memberId }: SessionCaller,
  programId: ProgramId | null,
): Promise<RegistrationId[]> {
  const rows = await tx.query<{ id: RegistrationId }>(sql`
    select id from registrations where member_id = ${memberId} and status <> 'left'
    ${programId ? sql`and program_id = ${programId}` : empty} order by id`)
  if (programId && rows.length === 0) throw problem('not-found')
  return rows.map(({ id }) => id)
}
