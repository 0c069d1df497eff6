import sql, { type Sql } from 'sql-template-tag'
import type { MatchId, ProposalId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { registrationsOf } from '../matches/end-all-matches.ts'
import { holdRegistrations, type Registration } from '../registrations/registration.ts'

export interface Staged {
  id: MatchId
  registrations: Registration[]
}

/**
 * Staged matches of a proposal for which a condition on `matches m` holds, kept as they are until the transaction ends. What was decided
 * meanwhile is left out.
 */
export async function holdStaged(tx: Tx, proposalId: ProposalId, which: Sql): Promise<Staged[]> {
  const ofIt = sql`m.proposal_id = ${proposalId} and m.status = 'staged' and ${which}`
  const held = await holdRegistrations(tx, await registrationsOf(tx, ofIt))
  const rows = await tx.query<{ id: MatchId; ids: Registration['id'][] }>(sql`
    select m.id, array_agg(mp.registration_id order by mp.registration_id) as ids
    from matches m join match_participants mp on mp.match_id = m.id where ${ofIt} group by m.id order by m.id`)
  return rows.map(({ id, ids }) => ({
    id,
    registrations: ids.flatMap((one) => held.get(one) ?? []),
  }))
}
