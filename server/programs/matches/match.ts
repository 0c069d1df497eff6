import sql, { type Sql } from 'sql-template-tag'
import type {
  FileId,
  MatchId,
  MemberId,
  ProgramId,
  ProposalId,
  RegistrationId,
} from '#api/common.ts'
import type { Match, MatchEndReason, MatchReason, MatchStatus } from '#api/matches.ts'
import { problem } from '#api/problem.ts'
import type { ProgramKind, ProgramRole } from '#api/programs.ts'
import type { Tx } from '#server/platform/database.ts'
import { nameOf, readPerson } from '../person.ts'
import { holdFoundRegistrations, type Registration } from '../registrations/registration.ts'

interface Participation {
  registrationId: RegistrationId
  memberId: MemberId | null
  name: string
  title: string | null
  photoId: FileId | null
  role: ProgramRole
  capacity: number
  openMatches: number
  joinedAt: string | null
  leftAt: string | null
  leftReason: MatchEndReason | null
  leftNote: string
}

export interface MatchRow {
  id: MatchId
  program: { id: ProgramId; name: string; kind: ProgramKind }
  status: MatchStatus
  source: Match['source']
  proposalId: ProposalId | null
  participants: Participation[]
  score: number | null
  reasons: MatchReason[]
  createdAt: Date
  expiresAt: Date | null
  startedAt: Date | null
  endsAt: Date | null
  endedAt: Date | null
  endReason: MatchEndReason | null
  endNote: string
}

/** What `readMatch` takes, of `matchSources`. */
export const matchColumns: Sql = sql`x.id, jsonb_build_object('id', p.id, 'name', p.name, 'kind', p.kind) as program, x.status, x.source,
  x.proposal_id as "proposalId", x.score, x.reasons, x.created_at as "createdAt", x.expires_at as "expiresAt",
  x.started_at as "startedAt", x.ends_at as "endsAt", x.ended_at as "endedAt", x.end_reason as "endReason", x.end_note as "endNote",
  (select jsonb_agg(jsonb_build_object('registrationId', mp.registration_id, 'memberId', mp.member_id,
      'name', coalesce(${nameOf}, mp.member_name), 'title', m.title, 'photoId', m.photo_id, 'role', mp.role,
      'capacity', r.capacity, 'openMatches', r.open_matches, 'joinedAt', mp.joined_at, 'leftAt', mp.left_at,
      'leftReason', mp.left_reason, 'leftNote', mp.left_note)
      order by mp.role in ('mentor', 'host') desc, lower(coalesce(${nameOf}, mp.member_name)), mp.registration_id)
    from match_participants mp join registrations r on r.id = mp.registration_id left join members m on m.id = mp.member_id
    where mp.match_id = x.id) as participants`
export const matchSources: Sql = sql`matches x join programs p on p.id = x.program_id`

const timeOf = (at: Date | null) => at?.toISOString() ?? null

export const readMatch = (row: MatchRow): Match => ({
  id: row.id,
  program: row.program,
  status: row.status,
  source: row.source,
  proposalId: row.proposalId,
  participants: row.participants.map((participation) => ({
    registrationId: participation.registrationId,
    person: readPerson(participation),
    role: participation.role,
    capacity: participation.capacity,
    openMatches: participation.openMatches,
    joinedAt: participation.joinedAt && new Date(participation.joinedAt).toISOString(),
    leftAt: participation.leftAt && new Date(participation.leftAt).toISOString(),
    leftReason: participation.leftReason,
    leftNote: participation.leftNote,
  })),
  score: row.score,
  reasons: row.reasons,
  createdAt: row.createdAt.toISOString(),
  expiresAt: timeOf(row.expiresAt),
  startedAt: timeOf(row.startedAt),
  endsAt: row.status === 'active' ? timeOf(row.endsAt) : null,
  endedAt: timeOf(row.endedAt),
  endReason: row.endReason,
  endNote: row.endNote,
})

/** @throws not-found */
export async function readOneMatch(tx: Tx, matchId: MatchId): Promise<Match> {
  const [row] = await tx.query<MatchRow>(
    sql`select ${matchColumns} from ${matchSources} where x.id = ${matchId}`,
  )
  if (!row) throw problem('not-found')
  return readMatch(row)
}

export interface HeldMatch {
  id: MatchId
  programId: ProgramId
  status: MatchStatus
  askedBy: RegistrationId | null
  expiresAt: Date | null
  startedAt: Date | null
  endReason: MatchEndReason | null
  /** Those who are in it now. */
  registrations: Registration[]
}

/** @throws not-found */
export async function getProgramOfMatch(tx: Tx, matchId: MatchId): Promise<ProgramId> {
  const [row] = await tx.query<{ programId: ProgramId }>(
    sql`select program_id as "programId" from matches where id = ${matchId}`,
  )
  if (!row) throw problem('not-found')
  return row.programId
}

/**
 * A match with whoever is in it, kept as it is until the transaction ends: its registrations, and `besides`, are held, and every change
 * of a match holds them first. Where a program is to be held, that comes before.
 *
 * @throws not-found
 */
export async function holdMatch(
  tx: Tx,
  matchId: MatchId,
  besides: readonly RegistrationId[] = [],
): Promise<HeldMatch> {
  const found = async () => [...(await findInIt(tx, matchId)), ...besides]
  const held = await holdFoundRegistrations(tx, found)
  const inIt = await findInIt(tx, matchId)
  return {
    ...(await getStanding(tx, matchId)),
    registrations: inIt.flatMap((id) => held.get(id) ?? []),
  }
}

async function findInIt(tx: Tx, matchId: MatchId): Promise<RegistrationId[]> {
  const rows = await tx.query<{ id: RegistrationId }>(
    sql`select registration_id as id from match_participants where match_id = ${matchId} and left_at is null order by 1`,
  )
  return rows.map(({ id }) => id)
}

async function getStanding(tx: Tx, matchId: MatchId): Promise<Omit<HeldMatch, 'registrations'>> {
  const [row] = await tx.query<Omit<HeldMatch, 'registrations'>>(sql`
    select m.id, m.program_id as "programId", m.status, m.asked_by as "askedBy", m.expires_at as "expiresAt",
      m.started_at as "startedAt", m.end_reason as "endReason"
    from matches m where m.id = ${matchId}`)
  if (!row) throw problem('not-found')
  return row
}
