import sql from 'sql-template-tag'
import type { ProgramId, ProposalId } from '#api/common.ts'
import type { Operation } from '#api/operations.ts'
import { problem } from '#api/problem.ts'
import type { Proposal } from '#api/programs.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { startOperation } from '#server/operations/start-operation.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdLivingProgram } from '../program.ts'
import { findProposals, getProposal, running } from './proposal.ts'

/**
 * Begins to match everybody of a program who has room; what comes of it is staged, and administrators alone see it (MT2). One at a time
 * in a program.
 *
 * @throws not-found, program-archived, proposal-running, too-many
 */
export async function startProposal(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  { minimumScore }: { minimumScore: number },
  request: Where,
  now: Date,
): Promise<{ proposal: Proposal; operation: Operation }> {
  await tx.query(
    sql`select pg_advisory_xact_lock(hashtextextended(${`proposals ${programId}`}, 0))`,
  )
  const { name } = await holdLivingProgram(tx, programId, now)
  if ((await findProposals(tx, running(programId))).length > 0) throw problem('proposal-running')
  const [next] = await tx.query<{ id: ProposalId }>(sql`select uuid7() as id`)
  const { id } = next as { id: ProposalId }
  const input = { proposalId: id, programId }
  const operation = await startOperation(tx, caller, { kind: 'match-proposal', input }, now)
  await tx.query(sql`
    insert into proposals (organization_id, id, program_id, operation_id, created_by, created_by_name, created_at, minimum_score)
    values (${caller.organizationId}, ${id}, ${programId}, ${operation.id}, ${caller.memberId},
      ${nameOf(caller)}, ${now}, ${minimumScore})`)
  const details = { programId, program: name, minimumScore }
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'proposal.started', subjectId: id, details },
    now,
  )
  return { proposal: await getProposal(tx, id), operation }
}
