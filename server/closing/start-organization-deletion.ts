import { fieldProblem, problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { startDeletion, stopOrganization } from '#server/organizations/deletion.ts'
import { getOrganization } from '#server/organizations/get-organization.ts'
import { confine, leaveConfinement, type Tx } from '#server/platform/database.ts'
import { stopMatches } from '#server/programs/matches/stop-matches.ts'
import { startChoosing } from '#server/sessions/start-choosing.ts'
import { holdOwner } from './hold-owner.ts'
import { remindOfDeletion, tellOfDeletion } from './tell-of-deletion.ts'

type Left = Awaited<ReturnType<typeof startChoosing>>

/**
 * Begins to delete the caller's organization (OR2): from the commit on nobody is in it, on no process, and in thirty days
 * everything of it goes. Members are told in the background. Comes and goes unconfined.
 *
 * @throws owners-only, fresh-evidence-required, values-refused at #/name; not-signed-in where another owner was quicker
 */
export async function startOrganizationDeletion(
  tx: Tx,
  asking: SessionCaller,
  typedName: string,
  request: Where,
  now: Date,
): Promise<Left & { until: string }> {
  const { organizationId } = asking
  await confine(tx, organizationId)
  const caller = await holdOwner(tx, asking, now)
  const { name } = await getOrganization(tx)
  if (typedName.trim().normalize() !== name.trim().normalize())
    throw fieldProblem('values-refused', '#/name', 'is not its name', 'not-its-name')
  const until = await startDeletion(tx, organizationId, now)
  // Their session has ended by that.
  if (!until) throw problem('not-signed-in')
  const event = {
    action: 'organization.deletion-started',
    subjectId: organizationId,
    details: { until: until.toISOString() },
  }
  await addAuditEvent(tx, caller, request, event, now)
  await stopMatches(tx, caller.memberId, now)
  await tellOfDeletion(tx, { what: 'started', until: until.toISOString(), by: nameOf(caller) })
  await remindOfDeletion(tx, until)

  await leaveConfinement(tx)
  await stopOrganization(tx, organizationId, now)
  return { ...(await startChoosing(tx, caller, now)), until: until.toISOString() }
}
