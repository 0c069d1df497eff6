import sql from 'sql-template-tag'
import type { ProgramId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdProgram } from './program.ts'

/**
 * Deletes a program in which nobody ever took part: history is never deleted.
 *
 * @throws not-found, program-in-use
 */
export async function removeProgram(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  request: Where,
  now: Date,
): Promise<void> {
  const { name } = await holdProgram(tx, programId, 'update', now)
  const used = await tx.query(
    sql`select from registrations where program_id = ${programId} limit 1`,
  )
  if (used.length > 0) throw problem('program-in-use')
  await tx.query(sql`delete from programs where id = ${programId}`)
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'program.deleted', subjectId: programId, details: { name } },
    now,
  )
}
