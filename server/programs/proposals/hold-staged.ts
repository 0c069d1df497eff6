import sql from 'sql-template-tag'
import type { MatchId, ProposalId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'
import { registrationsOf } from '../matches/end-all-matches.ts'
import { holdRegistrations, type Registration } from '../registrations/registration.ts'

/**
 * Staged matches of a proposal, kept as they are until the transaction ends: all that wait, or those named, of which none may have been
 * decided meanwhile.
 *
 * @throws not-found (of another proposal), not-in-status
 */
export async function holdStaged(
  tx: Tx,
  proposalId: ProposalId,
  which: 'all' | readonly MatchId[],
): Promise<{ ids: MatchId[]; registrations: Registration[] }> {
  const named = which === 'all' ? sql`m.status = 'staged'` : sql`m.id = any(${which}::uuid[])`
  const ofIt = sql`m.proposal_id = ${proposalId} and ${named}`
  const held = await holdRegistrations(tx, await registrationsOf(tx, ofIt))
  const rows = await tx.query<{ id: MatchId; staged: boolean }>(
    sql`select m.id, m.status = 'staged' as staged from matches m where ${ofIt} order by m.id`,
  )
  // Discarded ones are gone: whoever names one looks at an old page.
  if (which !== 'all' && rows.length < new Set(which).size) throw problem('not-in-status')
  if (rows.some(({ staged }) => !staged)) throw problem('not-in-status')
  const ids = rows.map(({ id }) => id)
  const inThem = new Set(await registrationsOf(tx, sql`m.id = any(${ids}::uuid[])`))
  return { ids, registrations: [...held.values()].filter(({ id }) => inThem.has(id)) }
}
