import type { ProgramId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { endRegistration } from './end-registration.ts'
import { findOwnRegistration } from './registration.ts'

/** A member leaves a program. @throws not-found */
export async function leaveProgram(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  request: Where,
  now: Date,
): Promise<void> {
  const own = await findOwnRegistration(tx, caller.memberId, programId)
  if (!own || own.status === 'left') throw problem('not-found')
  await endRegistration(tx, caller, own.id, 'left', request, now)
}
