import sql from 'sql-template-tag'
import type { ProgramId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { endsAt, orderNextLook } from './clock.ts'

/** Active matches end when their program, as it is now, says so; those that are over already end at the next look. */
export async function moveEnds(tx: Tx, programId: ProgramId): Promise<void> {
  await tx.query(sql`
    update matches m set ends_at = ${endsAt(sql`m.started_at`)} from programs p
    where p.id = m.program_id and p.id = ${programId} and m.status = 'active'`)
  await orderNextLook(tx, programId)
}
