import type { ProposalId } from '#api/common.ts'
import type { Operation } from '#api/operations.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdLivingProgram } from '../program.ts'
import { approveStaged } from './approve-staged.ts'
import { getProposal } from './proposal.ts'
import { beginReview, type Which } from './review.ts'

/**
 * Starts staged matches, all that wait or those named; of all or of none (MT2), and of very many in the background. Places were taken when
 * they were staged; who was suspended since keeps theirs from starting.
 *
 * @throws not-found, not-in-status, program-archived, not-participating, review-running, too-many
 */
export async function approveProposal(
  tx: Tx,
  caller: SessionCaller,
  proposalId: ProposalId,
  which: Which,
  request: Where,
  now: Date,
): Promise<{ approved: number; operation: Operation | null }> {
  await holdLivingProgram(tx, (await getProposal(tx, proposalId)).programId, now)
  const begun = await beginReview(tx, caller, { proposalId, verb: 'approve', which }, request, now)
  if ('operation' in begun) return { approved: 0, operation: begun.operation }
  const { programId, staged } = begun
  const absent = staged.flatMap(({ registrations }) =>
    registrations.filter(({ takesPart }) => !takesPart),
  )
  if (absent.length > 0) {
    const names = new Set(absent.map(({ memberName }) => memberName))
    throw problem('not-participating', { detail: [...names].join(', ') })
  }
  const ids = staged.map(({ id }) => id)
  await approveStaged(tx, caller, { programId, proposalId }, ids, request, now)
  return { approved: ids.length, operation: null }
}
