import sql from 'sql-template-tag'
import type { ProgramId } from '#api/common.ts'
import type { Program } from '#api/programs.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { getProgram } from './program.ts'

/**
 * Takes a program out of the archive; what closed stays closed, what ended stays ended.
 *
 * @throws not-found
 */
export async function restoreProgram(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  request: Where,
  now: Date,
): Promise<Program> {
  const [restored] = await tx.query<{ name: string }>(sql`
    update programs set archived_at = null, version = version + 1
    where id = ${programId} and archived_at is not null returning name`)
  if (restored)
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'program.restored', subjectId: programId, details: restored },
      now,
    )
  return getProgram(tx, caller, programId, now)
}
