import type { ProposalId } from '#api/common.ts'
import type { Operation } from '#api/operations.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { discardStaged } from './discard-staged.ts'
import { beginReview, type Which } from './review.ts'

/**
 * Throws staged matches away, all that wait or those named; of all or of none, and of very many in the background.
 *
 * @throws not-found, not-in-status, review-running, too-many
 */
export async function discardProposal(
  tx: Tx,
  caller: SessionCaller,
  proposalId: ProposalId,
  which: Which,
  request: Where,
  now: Date,
): Promise<{ discarded: number; operation: Operation | null }> {
  const begun = await beginReview(tx, caller, { proposalId, verb: 'discard', which }, request, now)
  if ('operation' in begun) return { discarded: 0, operation: begun.operation }
  const { programId, staged } = begun
  const ids = staged.map(({ id }) => id)
  const ofIt = { programId, proposalId }
  return { discarded: await discardStaged(tx, caller, ofIt, ids, request, now), operation: null }
}
