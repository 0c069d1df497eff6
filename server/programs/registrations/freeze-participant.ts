import type { ProgramId, RegistrationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Participant } from '#api/programs.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { freezeRegistrations, unfreezeRegistrations } from './freeze-registrations.ts'
import { readOneParticipant, refuseNoRegistration } from './registration.ts'

/**
 * An administrator freezes somebody's participation, or lets it go on (MT3). Doing it again changes nothing.
 *
 * @throws not-found, not-in-status (has left)
 */
export async function freezeParticipant(
  tx: Tx,
  caller: SessionCaller,
  { programId, registrationId }: { programId: ProgramId; registrationId: RegistrationId },
  frozen: boolean,
  request: Where,
  now: Date,
): Promise<Participant> {
  // Not held yet: those of whoever they are matched with are held in one order with it.
  await refuseNoRegistration(tx, programId, registrationId)
  const change = frozen ? freezeRegistrations : unfreezeRegistrations
  await change(tx, caller, [registrationId], request, now)
  const participant = await readOneParticipant(tx, caller, registrationId)
  if (participant.status === 'left') throw problem('not-in-status')
  return participant
}
