import sql, { type Sql } from 'sql-template-tag'
import type { MemberId, ProgramId, RegistrationId } from '#api/common.ts'
import type { FieldValues } from '#api/fields.ts'
import { problem } from '#api/problem.ts'
import type { Participant, ProgramRole } from '#api/programs.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { nameOf, type PersonRow, readPerson, seesAddresses } from '../person.ts'

/** Somebody's part in a program, as verbs judge by it. */
export interface Registration {
  id: RegistrationId
  programId: ProgramId
  memberId: MemberId | null
  memberName: string
  role: ProgramRole
  capacity: number
  answers: FieldValues
  status: Participant['status']
  openMatches: number
  /** The administrator who froze it; null: nobody, or the member. */
  frozenBy: MemberId | null
  /** Can be matched: registered, and an active member. */
  takesPart: boolean
}

const columns = sql`r.id, r.program_id as "programId", r.member_id as "memberId", r.role, r.capacity, r.answers, r.status,
  r.open_matches as "openMatches", r.frozen_by as "frozenBy", coalesce(${nameOf}, r.member_name) as "memberName",
  r.status = 'registered' and m.status is not distinct from 'active' as "takesPart"`
/** Of `registrations r`, how many matches its member knows of: what is staged takes a place and is nobody's yet. */
export const seenMatches: Sql = sql`(select count(*)::int from match_participants mp join matches x on x.id = mp.match_id
  where mp.registration_id = r.id and mp.left_at is null and x.status in ('pending', 'active'))`
const sources = sql`registrations r left join members m on m.id = r.member_id`

/**
 * Registrations, kept as they are until the transaction ends: whoever makes, ends or begins matches of them waits, and then sees
 * what became of them. In the order of ids, so that two never wait for each other, and after their members, whose going takes the
 * same way. What is not there is left out.
 */
export async function holdRegistrations(
  tx: Tx,
  ids: readonly RegistrationId[],
): Promise<Map<RegistrationId, Registration>> {
  await tx.query(sql`
    select from members m where m.id in (select r.member_id from registrations r where r.id = any(${ids}::uuid[]))
    order by m.id for key share`)
  await tx.query(
    sql`select from registrations r where r.id = any(${ids}::uuid[]) order by r.id for no key update`,
  )
  const rows = await tx.query<Registration>(
    sql`select ${columns} from ${sources} where r.id = any(${ids}::uuid[])`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * The same of whoever `find` tells, who may be more by the time that they are held: then all are let go and held anew, in their
 * order. To hold the newcomer after the others would make two wait for each other.
 */
export async function holdFoundRegistrations(
  tx: Tx,
  find: () => Promise<readonly RegistrationId[]>,
): Promise<Map<RegistrationId, Registration>> {
  for (let ids = new Set(await find()); ; ) {
    await tx.query(sql`savepoint held`)
    const held = await holdRegistrations(tx, [...ids])
    const now = await find()
    const all = now.every((id) => ids.has(id))
    await tx.query(all ? sql`release savepoint held` : sql`rollback to savepoint held`)
    if (all) return held
    ids = new Set(now)
  }
}

/** One of them. @throws not-found, also where it is of another program */
export async function holdRegistration(
  tx: Tx,
  programId: ProgramId,
  id: RegistrationId,
): Promise<Registration> {
  const held = (await holdRegistrations(tx, [id])).get(id)
  if (held?.programId !== programId) throw problem('not-found')
  return held
}

/** @throws not-found, also where it is of another program */
export async function refuseNoRegistration(
  tx: Tx,
  programId: ProgramId,
  id: RegistrationId,
): Promise<void> {
  const found = await tx.query(
    sql`select from registrations where id = ${id} and program_id = ${programId}`,
  )
  if (found.length === 0) throw problem('not-found')
}

/** How many matches of a registration, which is held, its member knows of. */
export async function countSeenMatches(tx: Tx, id: RegistrationId): Promise<number> {
  const [row] = await tx.query<{ seen: number }>(
    sql`select ${seenMatches} as seen from registrations r where r.id = ${id}`,
  )
  return row?.seen ?? 0
}

/** A member's own in a program; null: never was. */
export async function findOwnRegistration(
  tx: Tx,
  memberId: MemberId,
  programId: ProgramId,
): Promise<Registration | null> {
  const [row] = await tx.query<Registration>(
    sql`select ${columns} from ${sources} where r.member_id = ${memberId} and r.program_id = ${programId}`,
  )
  return row ?? null
}

/** Everybody of a program who can be matched and has room, in the order in which they first registered. */
export const listMatchable = (tx: Tx, programId: ProgramId): Promise<Registration[]> =>
  tx.query<Registration>(sql`
    select ${columns} from ${sources}
    where r.program_id = ${programId} and r.status = 'registered' and m.status = 'active' and r.open_matches < r.capacity
    order by r.first_registered_at, r.id`)

export interface ParticipantRow extends PersonRow {
  id: RegistrationId
  email: string | null
  role: ProgramRole
  capacity: number
  openMatches: number
  activeMatches: number
  status: Participant['status']
  firstRegisteredAt: Date
  registeredAt: Date
  frozenAt: Date | null
  leftAt: Date | null
}

/** What `readParticipant` takes, of `participantSources`. */
export const participantColumns: Sql = sql`r.id, r.member_id as "memberId", coalesce(${nameOf}, r.member_name) as name, m.title,
  m.photo_id as "photoId", m.email, r.role, r.capacity, r.open_matches as "openMatches", r.active_matches as "activeMatches",
  r.status, r.first_registered_at as "firstRegisteredAt", r.registered_at as "registeredAt", r.frozen_at as "frozenAt",
  r.left_at as "leftAt"`
export const participantSources = sources

/** As a caller may see it: the address for those alone who see the user table. */
export const readParticipant = (
  row: ParticipantRow,
  caller: Pick<Acting, 'permissions'>,
): Participant => ({
  id: row.id,
  person: { ...readPerson(row), email: seesAddresses(caller) ? row.email : null },
  role: row.role,
  capacity: row.capacity,
  openMatches: row.openMatches,
  activeMatches: row.activeMatches,
  status: row.status,
  firstRegisteredAt: row.firstRegisteredAt.toISOString(),
  registeredAt: row.registeredAt.toISOString(),
  frozenAt: row.frozenAt?.toISOString() ?? null,
  leftAt: row.leftAt?.toISOString() ?? null,
})

/** @throws not-found */
export async function readOneParticipant(
  tx: Tx,
  caller: Pick<Acting, 'permissions'>,
  id: RegistrationId,
): Promise<Participant> {
  const [row] = await tx.query<ParticipantRow>(
    sql`select ${participantColumns} from ${participantSources} where r.id = ${id}`,
  )
  if (!row) throw problem('not-found')
  return readParticipant(row, caller)
}
