import type { ProgramId, RegistrationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Participant, updateParticipant as route } from '#api/programs.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdProgram } from '../program.ts'
import { auditParticipants } from './audit-participants.ts'
import { changeRegistration } from './change-registration.ts'
import { holdRegistration, readOneParticipant } from './registration.ts'

/**
 * An administrator changes how somebody takes part; what is left out stays.
 *
 * @throws not-found, not-in-status (has left), values-refused
 */
export async function updateParticipant(
  tx: Tx,
  caller: SessionCaller,
  { programId, registrationId }: { programId: ProgramId; registrationId: RegistrationId },
  change: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<Participant> {
  const program = await holdProgram(tx, programId, 'share', now)
  const registration = await holdRegistration(tx, programId, registrationId)
  if (registration.status === 'left') throw problem('not-in-status')
  const { openMatches: seen } = registration
  const asked = { complete: false, seen }
  const changed = await changeRegistration(tx, program, registration, change, asked)
  const ids = [registrationId]
  await auditParticipants(tx, caller, request, 'participant.updated', ids, now, changed)
  return readOneParticipant(tx, caller, registrationId)
}
