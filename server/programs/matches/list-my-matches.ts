import sql, { type Sql } from 'sql-template-tag'
import type { FileId, MatchId, MemberId, ProgramId, RegistrationId } from '#api/common.ts'
import type { FieldValues } from '#api/fields.ts'
import type { MatchEndReason, MatchReason, MyMatch } from '#api/matches.ts'
import { problem } from '#api/problem.ts'
import type { ProgramKind, ProgramQuestion, ProgramRole } from '#api/programs.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { nameOf, readPerson } from '../person.ts'
import { visibleAnswers, visibleReasons } from './visible-answers.ts'

interface PartnerRow {
  registrationId: RegistrationId
  memberId: MemberId | null
  name: string
  title: string | null
  photoId: FileId | null
  email: string | null
  role: ProgramRole
  answers: FieldValues
}

interface Row {
  id: MatchId
  program: { id: ProgramId; name: string; kind: ProgramKind }
  questions: ProgramQuestion[]
  status: MyMatch['status']
  role: ProgramRole
  own: RegistrationId
  askedBy: RegistrationId | null
  partners: PartnerRow[] | null
  reasons: MatchReason[]
  message: string
  createdAt: Date
  expiresAt: Date | null
  startedAt: Date | null
  endsAt: Date | null
  endedAt: Date | null
  endReason: MatchEndReason | null
  endNote: string
}

const endedMost = 50

/** A member's own matches: requests that wait, then active ones, then the last that ended. Nothing of what is staged. */
export async function listMyMatches(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId | undefined,
): Promise<{ items: MyMatch[] }> {
  const among = programId ? sql`x.program_id = ${programId}` : sql`true`
  const open = await findMine(
    tx,
    caller,
    sql`${among} and x.status in ('pending', 'active') and own.left_at is null
      order by x.status = 'pending' desc, x.expires_at, x.started_at desc, x.id`,
  )
  const ended = await findMine(
    tx,
    caller,
    sql`${among} and (x.status = 'ended' or x.status = 'active' and own.left_at is not null)
      order by coalesce(own.left_at, x.ended_at) desc, x.id limit ${endedMost}`,
  )
  return { items: [...open, ...ended].map(readMine) }
}

/** @throws not-found, also where it is not theirs or is staged */
export async function getMyMatch(
  tx: Tx,
  caller: SessionCaller,
  matchId: MatchId,
): Promise<MyMatch> {
  const [row] = await findMine(tx, caller, sql`x.id = ${matchId} and x.status <> 'staged'`)
  if (!row) throw problem('not-found')
  return readMine(row)
}

/** Whoever left a group sees it as ended then, without those who came or answered since; whoever came, without those who had left. */
const findMine = (tx: Tx, { memberId }: SessionCaller, which: Sql) =>
  tx.query<Row>(sql`
    select x.id, jsonb_build_object('id', p.id, 'name', p.name, 'kind', p.kind) as program, p.questions,
      case when own.left_at is null then x.status else 'ended' end as status, own.role, own.registration_id as own,
      x.asked_by as "askedBy", x.reasons, x.message, x.created_at as "createdAt", x.expires_at as "expiresAt",
      greatest(x.started_at, own.joined_at) as "startedAt", x.ends_at as "endsAt", coalesce(own.left_at, x.ended_at) as "endedAt",
      case when own.left_at is null then x.end_reason else coalesce(own.left_reason, 'participant') end as "endReason",
      x.end_note as "endNote",
      (select jsonb_agg(jsonb_build_object('registrationId', mp.registration_id, 'memberId', mp.member_id,
          'name', coalesce(${nameOf}, mp.member_name), 'title', m.title, 'photoId', m.photo_id, 'role', mp.role,
          'email', case when x.status = 'active' and own.left_at is null then m.email end, 'answers', r.answers)
          order by mp.role in ('mentor', 'host') desc, lower(coalesce(${nameOf}, mp.member_name)), mp.registration_id)
        from match_participants mp join registrations r on r.id = mp.registration_id left join members m on m.id = mp.member_id
        where mp.match_id = x.id and mp.registration_id <> own.registration_id
          and (mp.left_at is null or x.status = 'ended')
          and (mp.joined_at > own.left_at) is not true and (mp.left_at < own.joined_at) is not true) as partners
    from match_participants own join matches x on x.id = own.match_id join programs p on p.id = x.program_id
    where own.member_id = ${memberId} and ${which}`)

const timeOf = (at: Date | null) => at?.toISOString() ?? null

/** Answers stay their owner's: who was matched once reads neither them nor what they had in common. */
const isOver = ({ status }: Row) => status === 'ended'

const readMine = (row: Row): MyMatch => ({
  id: row.id,
  program: row.program,
  status: row.status,
  role: row.role,
  partners: (row.partners ?? []).map((partner) => ({
    registrationId: partner.registrationId,
    person: readPerson(partner),
    role: partner.role,
    email: partner.email,
    answers: partner.memberId && !isOver(row) ? visibleAnswers(row.questions, partner) : [],
  })),
  reasons: isOver(row) ? [] : visibleReasons(row.questions, row.reasons),
  askedByMe: row.askedBy && row.askedBy === row.own,
  message: row.message,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.status === 'pending' ? timeOf(row.expiresAt) : null,
  startedAt: timeOf(row.startedAt),
  endsAt: row.status === 'active' ? timeOf(row.endsAt) : null,
  endedAt: timeOf(row.endedAt),
  endReason: row.endReason,
  declineReason: row.endReason === 'declined' ? row.endNote : '',
})
