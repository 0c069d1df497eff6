import sql from 'sql-template-tag'
import { z } from 'zod'
import { MatchId, type ProgramId, ProposalId } from '#api/common.ts'
import { reviewAtOnceMax } from '#api/matches.ts'
import type { Operation } from '#api/operations.ts'
import { problem } from '#api/problem.ts'
import type { Proposal } from '#api/programs.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { startOperation } from '#server/operations/start-operation.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdStaged, type Staged } from './hold-staged.ts'
import { getProposal } from './proposal.ts'

/** What of a proposal is approved or discarded: all that still wait, or these. */
export type Which = 'all' | readonly MatchId[]

export const ReviewInput = z.object({
  proposalId: ProposalId,
  verb: z.enum(['approve', 'discard']),
  matches: z.union([z.literal('all'), z.array(MatchId)]),
  /** Where it was asked for, for the audit log. */
  request: z.object({
    id: z.string(),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  }),
})
export type ReviewInput = z.infer<typeof ReviewInput>

interface Wanted {
  proposalId: ProposalId
  verb: ReviewInput['verb']
  which: Which
}

/**
 * What is to be reviewed in one transaction, kept as it is; where that is too much at once, the operation that does it by and by.
 *
 * @throws not-found, not-in-status where one that is named waits no more, review-running, too-many
 */
export async function beginReview(
  tx: Tx,
  caller: Acting,
  wanted: Wanted,
  request: Where,
  now: Date,
): Promise<{ programId: ProgramId } & ({ staged: Staged[] } | { operation: Operation })> {
  const { proposalId, which } = wanted
  const { programId, waiting, review } = await getProposal(tx, proposalId)
  if (review) throw problem('review-running')
  if ((which === 'all' ? waiting : which.length) > reviewAtOnceMax)
    return { programId, operation: await startReview(tx, caller, wanted, request, now) }
  const named = which === 'all' ? sql`true` : sql`m.id = any(${which}::uuid[])`
  const staged = await holdStaged(tx, proposalId, named)
  // Discarded ones are gone: whoever names one looks at an old page.
  if (which !== 'all' && staged.length < new Set(which).size) throw problem('not-in-status')
  return { programId, staged }
}

/**
 * Begins to approve or discard matches of a proposal in the background, one such work at a time.
 *
 * @throws not-found, review-running, too-many
 */
export async function startReview(
  tx: Tx,
  caller: Acting,
  { proposalId, verb, which }: Wanted,
  { id, ip, userAgent }: Where,
  now: Date,
): Promise<Operation> {
  // Of two at once the second sees the first.
  await tx.query(sql`select from proposals where id = ${proposalId} for update`)
  const { review, waiting }: Proposal = await getProposal(tx, proposalId)
  if (review) throw problem('review-running')
  const named = which === 'all' ? [] : which.map((one) => MatchId.parse(one.toLowerCase()))
  const matches = which === 'all' ? which : [...new Set(named)].toSorted()
  const input: ReviewInput = { proposalId, verb, matches, request: { id, ip, userAgent } }
  const total = matches === 'all' ? waiting : matches.length
  return startOperation(tx, caller, { kind: 'match-review', input: { ...input }, total }, now)
}
