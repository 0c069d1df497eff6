import sql from 'sql-template-tag'
import type { ProgramId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { endsAt, orderNextLook } from './clock.ts'

/**
 * Active matches end when their program, as it is now, says so; those that would be over already end at the next look, and never
 * before `now`: what was active until then counts (BL1).
 */
export async function moveEnds(tx: Tx, programId: ProgramId, now: Date): Promise<void> {
  const end = endsAt(sql`m.started_at`)
  await tx.query(sql`
    update matches m set ends_at = case when ${end} < ${now} then ${now}::timestamptz else ${end} end from programs p
    where p.id = m.program_id and p.id = ${programId} and m.status = 'active'`)
  await orderNextLook(tx, programId)
}
