import sql, { type Sql } from 'sql-template-tag'
import type { MatchFilter } from '#api/matches.ts'
import type { Tx } from '#server/platform/database.ts'
import { contains } from '#server/platform/search.ts'

/** What a filter says of `matches x`, as conditions that must all hold. */
export async function filterMatches(
  tx: Tx,
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
    const named = await contains(tx, 'members', { id: sql`m.id`, text: sql`m.sort_name` }, q)
    conditions.push(sql`x.id in (select mp.match_id from match_participants mp
      where mp.member_id in (select m.id from members m where ${named}))`)
  }
  return conditions
}
