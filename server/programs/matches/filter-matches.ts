import sql, { type Sql } from 'sql-template-tag'
import type { MatchFilter } from '#api/matches.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { findsPerson } from '../person.ts'

/** What a filter says of `matches x`, as conditions that must all hold. */
export async function filterMatches(
  tx: Tx,
  caller: Pick<Acting, 'permissions'>,
  { programId, status, memberId, proposalId, q }: MatchFilter,
): Promise<Sql[]> {
  const conditions = [sql`true`]
  if (programId) conditions.push(sql`x.program_id = ${programId}`)
  if (status) conditions.push(sql`x.status = ${status}`)
  if (proposalId) conditions.push(sql`x.proposal_id = ${proposalId}`)
  if (memberId)
    conditions.push(sql`x.id in (
    select mp.match_id from match_participants mp where mp.member_id = ${memberId})`)
  if (q) {
    const named = await findsPerson(tx, caller, q)
    conditions.push(sql`x.id in (select mp.match_id from match_participants mp
      where mp.member_id in (select m.id from members m where ${named}))`)
  }
  return conditions
}
