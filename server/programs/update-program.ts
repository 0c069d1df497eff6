import sql from 'sql-template-tag'
import type { ProgramId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Program, updateProgram as route } from '#api/programs.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { changedButLong } from '#server/audit/changed-but-long.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkProgram, matchEndsColumns } from './check-program.ts'
import { keepConfidence } from './keep-confidence.ts'
import { moveEnds } from './matches/move-ends.ts'
import { getProgram, holdProgram } from './program.ts'

/**
 * Changes a program; what is left out stays. Active matches follow its last day and when matches end.
 *
 * @throws not-found, program-changed, program-archived, values-refused; a name that is taken violates `programs_name`
 */
export async function updateProgram(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  { version, matchEnds, ...change }: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<Program> {
  const before = await holdProgram(tx, programId, 'update', now)
  if (version !== undefined && version !== before.version) throw problem('program-changed')
  if (before.archivedAt) throw problem('program-archived')
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as { [K in keyof typeof change]?: Exclude<(typeof change)[K], undefined> }
  const after = { ...before, ...given, ...(matchEnds && matchEndsColumns(matchEnds)) }
  checkProgram(after, before)
  await keepConfidence(tx, programId, before.questions, after.questions)
  await tx.query(sql`
    update programs set name = ${after.name}, description = ${after.description}, starts_on = ${after.startsOn},
      ends_on = ${after.endsOn}, registration_open = ${after.registrationOpen}, requests_open = ${after.requestsOpen},
      questions = ${JSON.stringify(after.questions)}, match_ends_on = ${after.matchEndsOn},
      match_ends_after_days = ${after.matchEndsAfterDays}, group_size_max = ${after.groupSizeMax}, version = version + 1
    where id = ${programId}`)
  const ends = (program: typeof after) =>
    [program.endsOn, program.matchEndsOn, program.matchEndsAfterDays].join()
  if (ends(after) !== ends(before)) await moveEnds(tx, programId, now)
  const { name, description, startsOn, endsOn, registrationOpen, requestsOpen } = after
  const { questions, matchEndsOn, matchEndsAfterDays, groupSizeMax } = after
  const days = { startsOn, endsOn, matchEndsOn, matchEndsAfterDays }
  const short = { name, ...days, registrationOpen, requestsOpen, groupSizeMax }
  const details = { name, ...changedButLong(before, short, { description, questions }) }
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'program.updated', subjectId: programId, details },
    now,
  )
  return getProgram(tx, caller, programId, now)
}
