import type { MatchId, ProposalId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { discardMatches } from '../matches/end-matches.ts'
import { holdStaged } from './hold-staged.ts'
import { getProposal } from './proposal.ts'

/** Throws staged matches away, all that wait or those named; of all or of none. @throws not-found, not-in-status */
export async function discardProposal(
  tx: Tx,
  caller: SessionCaller,
  proposalId: ProposalId,
  which: 'all' | readonly MatchId[],
  request: Where,
  now: Date,
): Promise<{ discarded: number }> {
  const { programId } = await getProposal(tx, proposalId)
  const { ids } = await holdStaged(tx, proposalId, which)
  const discarded = await discardMatches(tx, ids)
  const details = { programId, discarded }
  if (discarded > 0)
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'proposal.discarded', subjectId: proposalId, details },
      now,
    )
  return { discarded }
}
