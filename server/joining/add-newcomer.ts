import type { IdentityId, MemberId } from '#api/common.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { holdHubs } from '#server/hubs/hub-access.ts'
import { addMember } from '#server/members/add-member.ts'
import { removeInvitation } from '#server/members/member-status.ts'
import { confine, leaveConfinement, type Tx } from '#server/platform/database.ts'
import { getLowestRole } from '#server/roles/role.ts'
import { listHubIdsOfLink } from './access-link.ts'
import type { NewcomersJoining } from './judge-newcomer.ts'

/**
 * Puts somebody into the table whom the rule lets in by an access link, with the lowest default role and the hubs of the link
 * that are left (US6). Comes and goes unconfined.
 */
export async function addNewcomer(
  tx: Tx,
  { email, way, language }: NewcomersJoining,
  newcomer: {
    identityId: IdentityId
    firstName: string
    lastName: string
    instead: MemberId | null
  },
  request: Where,
  now: Date,
): Promise<MemberId> {
  const { organizationId, accessLinkId } = way
  const { identityId, firstName, lastName, instead } = newcomer
  await confine(tx, organizationId)
  if (instead) await removeInvitation(tx, instead)
  const roleId = await getLowestRole(tx)
  const hubIds = await holdHubs(tx, await listHubIdsOfLink(tx, accessLinkId))
  const person = { email, firstName, lastName, roleId, hubIds, language }
  const how = { status: 'registering', addedBy: null, source: 'access-link' } as const
  const memberId = await addMember(tx, organizationId, identityId, person, how, now)
  const event = {
    action: 'user.joined',
    subjectId: memberId,
    details: { email, accessLinkId, hubIds },
  }
  await addAuditEvent(tx, { organizationId, memberId }, request, event, now)
  await leaveConfinement(tx)
  return memberId
}
