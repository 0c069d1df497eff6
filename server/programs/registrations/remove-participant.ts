import type { ProgramId, RegistrationId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { endRegistration } from './end-registration.ts'
import { refuseNoRegistration } from './registration.ts'

/** An administrator takes somebody out of a program. @throws not-found */
export async function removeParticipant(
  tx: Tx,
  caller: SessionCaller,
  { programId, registrationId }: { programId: ProgramId; registrationId: RegistrationId },
  request: Where,
  now: Date,
): Promise<void> {
  await refuseNoRegistration(tx, programId, registrationId)
  await endRegistration(tx, caller, registrationId, 'removed', request, now)
}
