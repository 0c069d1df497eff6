import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import { type ProblemType, problem } from '#api/problem.ts'
import type { ProgramRole } from '#api/programs.ts'
import type { Tx } from '#server/platform/database.ts'
import type { ProgramRow } from '../program.ts'
import type { Registration } from '../registrations/registration.ts'

/**
 * Whether these registrations, which are held, can be matched in their program now, whatever way it comes about.
 *
 * @throws values-refused (roles, size), not-participating, capacity-full, do-not-match, already-matched
 */
export async function judgeMatch(
  tx: Tx,
  program: ProgramRow,
  registrations: readonly Registration[],
): Promise<void> {
  judgeRoles(program, registrations)
  refuseAny(registrations, ({ takesPart }) => !takesPart, 'not-participating')
  refuseAny(registrations, ({ openMatches, capacity }) => openMatches >= capacity, 'capacity-full')
  await refuseDoNotMatch(tx, program, registrations)
  await refuseMatched(tx, registrations)
}

function judgeRoles(
  { kind, groupSizeMax }: ProgramRow,
  registrations: readonly Registration[],
): void {
  const refuse = (detail: string, code: string, values?: { max: number }) => {
    throw problem('values-refused', {
      errors: [{ pointer: '#/registrationIds', detail, code, values }],
    })
  }
  const count = (role: ProgramRole) => registrations.filter((one) => one.role === role).length
  const size = registrations.length
  if (new Set(registrations.map(({ id }) => id)).size < size) refuse('names one twice', 'twice')
  if (kind === 'group') {
    if (count('host') !== 1) refuse('needs one host', 'not-one-host')
    if (size - 1 > groupSizeMax) refuse('is too large a group', 'too-many', { max: groupSizeMax })
    return
  }
  if (size !== 2) refuse('must be two', 'not-two')
  if (kind === 'mentoring' && (count('mentor') !== 1 || count('mentee') !== 1))
    refuse('must be a mentor and a mentee', 'not-a-pair')
}

/** @throws that problem, at those whom it concerns */
function refuseAny(
  registrations: readonly Registration[],
  unfit: (registration: Registration) => boolean,
  type: ProblemType,
): void {
  const errors = registrations.flatMap((one, i) =>
    unfit(one) ? [{ pointer: `#/registrationIds/${i}`, detail: one.memberName, code: type }] : [],
  )
  if (errors.length > 0) throw problem(type, { errors })
}

/** Pairs whose members are matched by a match of these: the two, or the host with each other. */
export function pairsOf<One extends { role: ProgramRole }>(ones: readonly One[]): [One, One][] {
  const [first] = ones.toSorted((a, b) => Number(b.role === 'host') - Number(a.role === 'host'))
  return ones.flatMap((one): [One, One][] => (first && one !== first ? [[first, one]] : []))
}

/** In a group nobody meets whom they are not to be matched with. @throws do-not-match */
export async function refuseDoNotMatch(
  tx: Tx,
  { id }: Pick<ProgramRow, 'id'>,
  registrations: readonly Registration[],
): Promise<void> {
  const members = registrations.flatMap(({ memberId }): MemberId[] => (memberId ? [memberId] : []))
  const found = await tx.query(sql`
    select from do_not_match where program_id = ${id} and low_member_id = any(${members}::uuid[])
      and high_member_id = any(${members}::uuid[]) limit 1`)
  if (found.length > 0) throw problem('do-not-match')
}

/** Whom the first is matched with already. @throws already-matched */
export async function refuseMatched(tx: Tx, registrations: readonly Registration[]): Promise<void> {
  const pairs = pairsOf(registrations)
  const found = await tx.query(sql`
    select from unnest(${pairs.map(([one]) => one.id)}::uuid[], ${pairs.map(([, other]) => other.id)}::uuid[]) as pair (one, other)
    join match_participants a on a.registration_id = pair.one and a.left_at is null
    join match_participants b on b.registration_id = pair.other and b.match_id = a.match_id and b.left_at is null
    join matches m on m.id = a.match_id and m.status <> 'ended' limit 1`)
  if (found.length > 0) throw problem('already-matched')
}
