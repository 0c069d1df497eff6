import sql from 'sql-template-tag'
import type { ProgramId } from '#api/common.ts'
import type { Program, createProgram as route } from '#api/programs.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkProgram, matchEndsColumns } from './check-program.ts'
import { getProgram } from './program.ts'

/**
 * Creates a program (MT1). A name that is taken violates `programs_name`.
 *
 * @throws values-refused
 */
export async function createProgram(
  tx: Tx,
  caller: SessionCaller,
  program: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<Program> {
  const { matchEndsOn, matchEndsAfterDays } = matchEndsColumns(program.matchEnds)
  checkProgram({ ...program, matchEndsOn }, null)
  const [row] = await tx.query<{ id: ProgramId }>(sql`
    insert into programs (organization_id, name, description, kind, starts_on, ends_on, registration_open, requests_open, questions,
      match_ends_on, match_ends_after_days, group_size_max, created_at)
    values (${caller.organizationId}, ${program.name}, ${program.description}, ${program.kind}, ${program.startsOn},
      ${program.endsOn}, ${program.registrationOpen}, ${program.requestsOpen}, ${JSON.stringify(program.questions)},
      ${matchEndsOn}, ${matchEndsAfterDays}, ${program.groupSizeMax}, ${now})
    returning id`)
  const { id } = row as { id: ProgramId }
  const details = { name: program.name, kind: program.kind }
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'program.created', subjectId: id, details },
    now,
  )
  return getProgram(tx, caller, id, now)
}
