import sql, { empty } from 'sql-template-tag'
import type { ProgramId } from '#api/common.ts'
import type { FieldValues } from '#api/fields.ts'
import type { MyProgram } from '#api/matches.ts'
import { problem } from '#api/problem.ts'
import type { ProgramQuestion, ProgramRole } from '#api/programs.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { type ProgramRow, programColumns } from '../program.ts'
import { seenMatches } from './registration.ts'

type Row = ProgramRow & {
  registration: {
    role: ProgramRole
    capacity: number
    openMatches: number
    answers: FieldValues
    status: 'registered' | 'frozen' | 'left'
    registeredAt: string
  } | null
}

/** Programs that are open to a member, or that they take or took part in, by name. */
export async function listMyPrograms(
  tx: Tx,
  caller: SessionCaller,
  now: Date,
): Promise<{ items: MyProgram[] }> {
  const rows = await findMine(tx, caller, null, now)
  return { items: rows.map(readMine) }
}

/** @throws not-found */
export async function getMyProgram(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  now: Date,
): Promise<MyProgram> {
  const [row] = await findMine(tx, caller, programId, now)
  if (!row) throw problem('not-found')
  return readMine(row)
}

const findMine = (tx: Tx, { memberId }: SessionCaller, programId: ProgramId | null, now: Date) =>
  tx.query<Row>(sql`
    select ${programColumns(now)}, case when r.id is not null then jsonb_build_object('role', r.role, 'capacity', r.capacity,
      'openMatches', ${seenMatches}, 'answers', r.answers, 'status', r.status, 'registeredAt', r.registered_at) end as registration
    from programs p left join registrations r on r.program_id = p.id and r.member_id = ${memberId}
    where (p.archived_at is null and p.registration_open or r.status in ('registered', 'frozen')
      or r.status = 'left' and exists (select from match_participants mp where mp.registration_id = r.id))
    ${programId ? sql`and p.id = ${programId}` : empty} order by lower(p.name), p.id`)

const readMine = ({ registration, ...program }: Row): MyProgram => {
  const living = !program.archivedAt && !program.over
  return {
    id: program.id,
    name: program.name,
    description: program.description,
    kind: program.kind,
    startsOn: program.startsOn,
    endsOn: program.endsOn,
    registrationOpen: living && program.registrationOpen,
    requestsOpen: living && program.requestsOpen && program.kind !== 'group',
    archived: program.archivedAt !== null,
    // How answers count in matching is the administrators' business.
    questions: program.questions.map(asAsked),
    registration: registration && {
      ...registration,
      registeredAt: new Date(registration.registeredAt).toISOString(),
    },
  }
}

const asAsked = (question: ProgramQuestion): MyProgram['questions'][number] => {
  const { id, title, help, kind, options, required, visible, minimum, maximum, roles } = question
  return { id, title, help, kind, options, required, visible, minimum, maximum, roles }
}
