import type { ProgramId } from '#api/common.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { Participant, addParticipant as route } from '#api/programs.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdLivingProgram } from '../program.ts'
import { auditParticipants } from './audit-participants.ts'
import { checkRegistration } from './check-registration.ts'
import { putRegistration } from './put-registration.ts'
import { findOwnRegistration, readOneParticipant } from './registration.ts'

/**
 * An administrator registers a member: open or closed, with whatever answers are known.
 *
 * @throws not-found, program-archived, already-participating, values-refused
 */
export async function addParticipant(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  { memberId, role, capacity, answers: given }: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<Participant> {
  const program = await holdLivingProgram(tx, programId, now)
  const earlier = await findOwnRegistration(tx, memberId, programId)
  if (earlier && earlier.status !== 'left') throw problem('already-participating')
  const before = earlier?.answers ?? {}
  const answers = checkRegistration(program, { role, given, before, complete: false })
  const { organizationId } = caller
  const added = { organizationId, programId, memberId, role, capacity, answers }
  const id = await putRegistration(tx, added, now)
  if (!id) {
    // Two at once: the other one was quicker.
    if (await findOwnRegistration(tx, memberId, programId)) throw problem('already-participating')
    throw fieldProblem('values-refused', '#/memberId', 'is no active member', 'unknown')
  }
  await auditParticipants(tx, caller, request, 'participant.added', [id], now)
  return readOneParticipant(tx, caller, id)
}
