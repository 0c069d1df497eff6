import { addAuditEvent } from '#server/audit/add-audit-event.ts'
import { fromCommand } from '#server/audit/from-command.ts'
import { endGrace, startDeletion, stopOrganization } from '#server/organizations/deletion.ts'
import type { KnownOrganization } from '#server/organizations/find-organization.ts'
import { leaveConfinement, type Tx } from '#server/platform/database.ts'
import { stopMatches } from '#server/programs/matches/stop-matches.ts'
import { remindOfDeletion, tellOfDeletion } from './tell-of-deletion.ts'

/**
 * Begins to delete an organization from the command line (OP4, OR2), as its owners could: it can be kept for thirty days, or,
 * `atOnce`, no more. Null where it is being deleted already, or being erased. Comes confined to it, and leaves.
 */
export async function deleteOrganizationByCommand(
  tx: Tx,
  { id }: Pick<KnownOrganization, 'id'>,
  atOnce: boolean,
  now: Date,
): Promise<Date | null> {
  const until = atOnce ? (await endGrace(tx, id, now)) && now : await startDeletion(tx, id, now)
  if (!until) return null
  const details = { until: until.toISOString(), by: 'operator' }
  const event = { action: 'organization.deletion-started', subjectId: id, details }
  await addAuditEvent(tx, { organizationId: id, memberId: null }, fromCommand(), event, now)
  await stopMatches(tx, null, now)
  if (!atOnce) {
    await tellOfDeletion(tx, { what: 'started', until: until.toISOString(), by: '' })
    await remindOfDeletion(tx, until)
  }
  await leaveConfinement(tx)
  await stopOrganization(tx, id, now)
  return until
}
