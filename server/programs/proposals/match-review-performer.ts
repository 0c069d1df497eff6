import sql, { empty } from 'sql-template-tag'
import { z } from 'zod'
import { MatchId, type ProposalId } from '#api/common.ts'
import type { Refusal } from '#server/operations/operation.ts'
import {
  operationPerformer,
  type Step,
  type Stepped,
} from '#server/operations/operation-performer.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdLivingProgram } from '../program.ts'
import { approveStaged } from './approve-staged.ts'
import { discardStaged } from './discard-staged.ts'
import { holdStaged, type Staged } from './hold-staged.ts'
import { getProposal } from './proposal.ts'
import { ReviewInput } from './review.ts'

/** The last match that was looked at: each is met once, in the order of ids. */
const State = z.object({ after: MatchId.nullable().default(null) })

const matchesAtOnce = 100

/**
 * Approves or discards staged matches of a proposal, some a step: those start together with their places, bill, audit and mails, or
 * none of them (MT2). A match that was decided meanwhile, or whose people do not take part now, is passed over and says so.
 */
export const matchReviewPerformer = operationPerformer({
  kind: 'match-review',
  permission: 'matches:create',
  step: (tx, step, { now }) => reviewSome(tx, step, now),
})

async function reviewSome(tx: Tx, step: Step, now: Date): Promise<Stepped> {
  const { proposalId, verb, matches, request } = ReviewInput.parse(step.input)
  const { after } = State.parse(step.state)
  const { programId } = await getProposal(tx, proposalId)
  const ofIt = { programId, proposalId }
  if (verb === 'approve') await holdLivingProgram(tx, programId, now)
  const next =
    matches === 'all'
      ? await findWaiting(tx, proposalId, after)
      : matches.filter((id) => after === null || id > after).slice(0, matchesAtOnce)
  const staged = await holdStaged(tx, proposalId, sql`m.id = any(${next}::uuid[])`)
  const { fine, refusals } = judge(verb, next, staged)
  if (verb === 'approve') await approveStaged(tx, step.acting, ofIt, fine, request, now)
  else await discardStaged(tx, step.acting, ofIt, fine, request, now)
  const done = step.done + next.length
  const finished = next.length < matchesAtOnce
  const name = verb === 'approve' ? 'approved' : 'discarded'
  return {
    state: { after: next.at(-1) ?? after },
    done,
    // Some may have gone since it was counted.
    total: finished ? done : Math.max(step.total ?? 0, done),
    counts: {
      [name]: (step.counts[name] ?? 0) + fine.length,
      refused: (step.counts.refused ?? 0) + refusals.length,
    },
    refusals,
    finished,
  }
}

async function findWaiting(tx: Tx, proposalId: ProposalId, after: MatchId | null) {
  const rows = await tx.query<{ id: MatchId }>(sql`
    select m.id from matches m where m.proposal_id = ${proposalId} and m.status = 'staged'
      ${after ? sql`and m.id > ${after}::uuid` : empty}
    order by m.id limit ${matchesAtOnce}`)
  return rows.map(({ id }) => id)
}

function judge(verb: ReviewInput['verb'], ids: readonly MatchId[], staged: readonly Staged[]) {
  const found = new Map(staged.map((one) => [one.id, one.registrations]))
  const refusals: Refusal[] = []
  const fine = ids.filter((id) => {
    const registrations = found.get(id)
    if (!registrations) refusals.push({ memberId: null, name: '', reason: 'decided-meanwhile' })
    const absent = registrations?.filter(({ takesPart }) => verb === 'approve' && !takesPart)
    for (const { memberId, memberName: name } of absent?.slice(0, 1) ?? [])
      refusals.push({ memberId, name, reason: 'not-participating' })
    return absent?.length === 0
  })
  return { fine, refusals }
}
