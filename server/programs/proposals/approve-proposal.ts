import sql from 'sql-template-tag'
import type { MatchId, ProposalId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { auditMatches } from '../matches/audit-matches.ts'
import { startMatches } from '../matches/start-matches.ts'
import { tellOfStarts } from '../matches/tell.ts'
import { holdLivingProgram } from '../program.ts'
import { holdStaged } from './hold-staged.ts'
import { getProposal } from './proposal.ts'

/**
 * Starts staged matches, all that wait or those named; of all or of none (MT2). Places were taken when they were staged; who was suspended
 * since keeps theirs from starting.
 *
 * @throws not-found, not-in-status, program-archived, not-participating
 */
export async function approveProposal(
  tx: Tx,
  caller: SessionCaller,
  proposalId: ProposalId,
  which: 'all' | readonly MatchId[],
  request: Where,
  now: Date,
): Promise<{ approved: number }> {
  const { programId } = await getProposal(tx, proposalId)
  await holdLivingProgram(tx, programId, now)
  const { ids, registrations } = await holdStaged(tx, proposalId, which)
  const absent = registrations.filter(({ takesPart }) => !takesPart)
  if (absent.length > 0)
    throw problem('not-participating', {
      detail: absent.map(({ memberName }) => memberName).join(', '),
    })
  if (ids.length === 0) return { approved: 0 }
  await startMatches(tx, caller.organizationId, ids, now)
  await tx.query(
    sql`update proposals set approved = approved + ${ids.length} where id = ${proposalId}`,
  )
  const details = { programId, approved: ids.length }
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'proposal.approved', subjectId: proposalId, details },
    now,
  )
  await auditMatches(tx, caller, request, 'match.started', ids, now)
  await tellOfStarts(tx, ids, caller.memberId)
  return { approved: ids.length }
}
