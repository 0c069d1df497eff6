import sql, { type Sql } from 'sql-template-tag'
import type { OperationId, ProgramId, ProposalId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Proposal } from '#api/programs.ts'
import type { Tx } from '#server/platform/database.ts'

interface Row {
  id: ProposalId
  programId: ProgramId
  operationId: OperationId
  operation: 'running' | 'done' | 'failed' | 'cancelled' | null
  readyAt: Date | null
  createdAt: Date
  createdBy: string
  minimumScore: number
  considered: number
  unmatched: number
  staged: number
  waiting: number
  approved: number
  discarded: number
  review: Proposal['review']
}

/** Proposals for which a condition on `p` holds, the newest first. */
export async function findProposals(tx: Tx, which: Sql): Promise<Proposal[]> {
  const rows = await tx.query<Row>(sql`
    select p.id, p.program_id as "programId", p.operation_id as "operationId", o.status as operation, p.ready_at as "readyAt",
      p.created_at as "createdAt", p.created_by_name as "createdBy", p.minimum_score as "minimumScore", p.considered, p.unmatched,
      p.staged, p.approved, p.discarded,
      (select count(*) from matches m where m.proposal_id = p.id and m.status = 'staged') as waiting,
      (select jsonb_build_object('operationId', r.id, 'verb', r.input ->> 'verb') from operations r
        where r.kind = 'match-review' and r.status = 'running' and r.input ->> 'proposalId' = p.id::text limit 1) as review
    from proposals p left join operations o on o.id = p.operation_id
    where ${which} order by p.id desc limit 50`)
  return rows.map(({ operation, readyAt, createdAt, ...row }) => ({
    ...row,
    // Operations are forgotten after a while; one that left nothing then had failed.
    status: readyAt ? 'ready' : operation === 'done' || !operation ? 'failed' : operation,
    createdAt: createdAt.toISOString(),
  }))
}

/** @throws not-found */
export async function getProposal(tx: Tx, proposalId: ProposalId): Promise<Proposal> {
  const [proposal] = await findProposals(tx, sql`p.id = ${proposalId}`)
  if (!proposal) throw problem('not-found')
  return proposal
}

/** That a proposal of a program is being made. */
export const running = (programId: ProgramId): Sql =>
  sql`p.program_id = ${programId} and p.ready_at is null and o.status = 'running'`
