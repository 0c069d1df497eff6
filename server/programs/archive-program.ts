import sql from 'sql-template-tag'
import type { ProgramId } from '#api/common.ts'
import type { Program } from '#api/programs.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { endAllMatches } from './matches/end-all-matches.ts'
import { getProgram, holdProgram } from './program.ts'

/**
 * Archives a program: registration and requests close, what is staged or asked goes; active matches end where that is wanted, else
 * they go on. Doing it again changes nothing more.
 *
 * @throws not-found
 */
export async function archiveProgram(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  { endMatches }: { endMatches: boolean },
  request: Where,
  now: Date,
): Promise<Program> {
  const { archivedAt, name } = await holdProgram(tx, programId, 'update', now)
  await tx.query(sql`
    update programs set archived_at = coalesce(archived_at, ${now}), registration_open = false, requests_open = false,
      version = version + 1
    where id = ${programId}`)
  const statuses = ['staged', 'pending', ...(endMatches ? (['active'] as const) : [])] as const
  const why = { reason: 'program-archived', note: '', by: caller.memberId } as const
  const ended = await endAllMatches(tx, sql`m.program_id = ${programId}`, statuses, why, now)
  const details = { name, ended }
  if (!archivedAt || ended > 0)
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'program.archived', subjectId: programId, details },
      now,
    )
  return getProgram(tx, caller, programId, now)
}
