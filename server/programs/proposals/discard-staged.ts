import type { MatchId, MemberId, OrganizationId, ProgramId, ProposalId } from '#api/common.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { discardMatches } from '../matches/end-matches.ts'

/** Throws staged matches of a proposal away that are held. Tells how many. */
export async function discardStaged(
  tx: Tx,
  caller: { organizationId: OrganizationId; memberId: MemberId },
  { programId, proposalId }: { programId: ProgramId; proposalId: ProposalId },
  ids: readonly MatchId[],
  request: Where,
  now: Date,
): Promise<number> {
  const discarded = await discardMatches(tx, ids)
  if (discarded === 0) return 0
  const event = {
    action: 'proposal.discarded',
    subjectId: proposalId,
    details: { programId, discarded },
  }
  await addAuditEvent(tx, caller, request, event, now)
  return discarded
}
