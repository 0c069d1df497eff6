import sql from 'sql-template-tag'
import { type ProblemType, problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'
import type { ProgramRow } from '../program.ts'
import type { Registration } from '../registrations/registration.ts'
import { refuseMatched } from './judge-match.ts'

/**
 * Whether somebody, who is held with all who are in an active group, can be taken into it now. Those who are in it stay there whatever
 * has been said since: they are not judged again.
 *
 * @throws values-refused (no participant, no room in the group), not-participating, capacity-full, do-not-match, already-matched
 */
export async function judgeJoining(
  tx: Tx,
  program: ProgramRow,
  inIt: readonly Registration[],
  added: Registration,
): Promise<void> {
  const refuse = (type: ProblemType, detail: string, code: string, values?: { max: number }) => {
    throw problem(type, { errors: [{ pointer: '#/registrationId', detail, code, values }] })
  }
  const { memberName, takesPart, openMatches, capacity } = added
  if (added.role !== 'participant') refuse('values-refused', 'hosts a group', 'not-a-participant')
  // Besides its host.
  if (inIt.length > program.groupSizeMax)
    refuse('values-refused', 'is too large a group', 'too-many', { max: program.groupSizeMax })
  if (!takesPart) refuse('not-participating', memberName, 'not-participating')
  if (openMatches >= capacity) refuse('capacity-full', memberName, 'capacity-full')
  const members = inIt.flatMap(({ memberId }) => (memberId ? [memberId] : []))
  const apart = await tx.query(sql`
    select from do_not_match where program_id = ${program.id}
      and (low_member_id = ${added.memberId} and high_member_id = any(${members}::uuid[])
        or high_member_id = ${added.memberId} and low_member_id = any(${members}::uuid[])) limit 1`)
  if (apart.length > 0) throw problem('do-not-match')
  const host = inIt.find(({ role }) => role === 'host')
  if (host) await refuseMatched(tx, [host, added])
}
