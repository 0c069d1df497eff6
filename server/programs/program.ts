import sql, { type Sql } from 'sql-template-tag'
import type { ProgramId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { MatchEnds, Program, ProgramKind, ProgramQuestion } from '#api/programs.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

/** A program as the verbs judge by it. Days are as in the organization's calendar. */
export interface ProgramRow {
  id: ProgramId
  name: string
  kind: ProgramKind
  description: string
  startsOn: string | null
  endsOn: string | null
  registrationOpen: boolean
  requestsOpen: boolean
  questions: ProgramQuestion[]
  matchEndsOn: string | null
  matchEndsAfterDays: number | null
  groupSizeMax: number
  version: number
  archivedAt: Date | null
  createdAt: Date
  /** Its last day has passed in the organization's time zone. */
  over: boolean
}

/** Of `programs p`; `now` decides what is over. */
export const programColumns = (
  now: Date,
): Sql => sql`p.id, p.name, p.kind, p.description, p.starts_on::text as "startsOn",
  p.ends_on::text as "endsOn", p.registration_open as "registrationOpen", p.requests_open as "requestsOpen", p.questions,
  p.match_ends_on::text as "matchEndsOn", p.match_ends_after_days as "matchEndsAfterDays", p.group_size_max as "groupSizeMax",
  p.version, p.archived_at as "archivedAt", p.created_at as "createdAt",
  coalesce(p.ends_on < (${now}::timestamptz at time zone (select time_zone from organizations))::date, false) as over`

const lockings = {
  /** Goes on as it is: nobody archives or changes it meanwhile. */
  share: sql`for share of p`,
  update: sql`for update of p`,
}

/**
 * A program, kept as it is until the transaction ends. Held before members and registrations, always.
 *
 * @throws not-found
 */
export async function holdProgram(
  tx: Tx,
  programId: ProgramId,
  how: keyof typeof lockings,
  now: Date,
): Promise<ProgramRow> {
  const [program] = await tx.query<ProgramRow>(
    sql`select ${programColumns(now)} from programs p where p.id = ${programId} ${lockings[how]}`,
  )
  if (!program) throw problem('not-found')
  return program
}

/**
 * The same where something new begins in it.
 *
 * @throws not-found, program-archived
 */
export async function holdLivingProgram(tx: Tx, programId: ProgramId, now: Date) {
  const program = await holdProgram(tx, programId, 'share', now)
  if (program.archivedAt || program.over) throw problem('program-archived')
  return program
}

/** @throws not-found */
export async function refuseNoProgram(tx: Tx, programId: ProgramId): Promise<void> {
  const found = await tx.query(sql`select from programs where id = ${programId}`)
  if (found.length === 0) throw problem('not-found')
}

type CountedRow = ProgramRow & { counts: Program['counts']; used: boolean }

/** With how many take part; of `programs p`. */
export const countedColumns = (now: Date): Sql => sql`${programColumns(now)},
  (select jsonb_build_object('participants', r.participants, 'unmatched', r.unmatched, 'frozen', r.frozen,
      'staged', x.staged, 'pending', x.pending, 'active', x.active)
    from (select count(*) filter (where status <> 'left') as participants,
        count(*) filter (where status = 'registered' and active_matches = 0) as unmatched,
        count(*) filter (where status = 'frozen') as frozen
      from registrations where program_id = p.id) r,
    (select count(*) filter (where status = 'staged') as staged, count(*) filter (where status = 'pending') as pending,
        count(*) filter (where status = 'active') as active
      from matches where program_id = p.id and status in ('staged', 'pending', 'active')) x) as counts,
  exists (select from registrations where program_id = p.id) as used`

export const readProgram = (row: CountedRow, caller: SessionCaller): Program => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  description: row.description,
  startsOn: row.startsOn,
  endsOn: row.endsOn,
  registrationOpen: row.registrationOpen,
  requestsOpen: row.requestsOpen,
  questions: row.questions,
  matchEnds: readMatchEnds(row),
  groupSizeMax: row.groupSizeMax,
  version: row.version,
  archivedAt: row.archivedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  counts: row.counts,
  may: {
    edit: may(caller, 'programs:edit'),
    remove: may(caller, 'programs:delete') && !row.used,
    match: may(caller, 'matches:create') && !row.archivedAt && !row.over,
  },
})

const readMatchEnds = ({ matchEndsOn, matchEndsAfterDays }: ProgramRow): MatchEnds => {
  if (matchEndsOn) return { kind: 'on', date: matchEndsOn }
  return matchEndsAfterDays ? { kind: 'after', days: matchEndsAfterDays } : { kind: 'never' }
}

/** @throws not-found */
export async function getProgram(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  now: Date,
): Promise<Program> {
  const [row] = await tx.query<CountedRow>(
    sql`select ${countedColumns(now)} from programs p where p.id = ${programId}`,
  )
  if (!row) throw problem('not-found')
  return readProgram(row, caller)
}

export type { CountedRow }
