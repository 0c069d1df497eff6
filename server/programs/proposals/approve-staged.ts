import sql from 'sql-template-tag'
import type { MatchId, MemberId, OrganizationId, ProgramId, ProposalId } from '#api/common.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { auditMatches } from '../matches/audit-matches.ts'
import { startMatches } from '../matches/start-matches.ts'
import { tellOfStarts } from '../matches/tell.ts'

/** Starts staged matches of a proposal that are held and judged, and tells their people. @throws program-archived */
export async function approveStaged(
  tx: Tx,
  caller: { organizationId: OrganizationId; memberId: MemberId },
  { programId, proposalId }: { programId: ProgramId; proposalId: ProposalId },
  ids: readonly MatchId[],
  request: Where,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
  await startMatches(tx, caller.organizationId, ids, now)
  await tx.query(
    sql`update proposals set approved = approved + ${ids.length} where id = ${proposalId}`,
  )
  const event = {
    action: 'proposal.approved',
    subjectId: proposalId,
    details: { programId, approved: ids.length },
  }
  await addAuditEvent(tx, caller, request, event, now)
  await auditMatches(tx, caller, request, 'match.started', ids, now)
  await tellOfStarts(tx, ids, caller.memberId)
}
