import type { ProgramId } from '#api/common.ts'
import type { MyProgram, joinProgram as route } from '#api/matches.ts'
import { problem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdProgram } from '../program.ts'
import { auditParticipants } from './audit-participants.ts'
import { changeRegistration } from './change-registration.ts'
import { checkRegistration } from './check-registration.ts'
import { getMyProgram } from './list-my-programs.ts'
import { putRegistration } from './put-registration.ts'
import { countSeenMatches, findOwnRegistration, holdRegistration } from './registration.ts'

/**
 * A member registers in a program whose registration is open, comes back to it, or changes how they take part (MT1).
 *
 * @throws not-found (also an archived program), registration-closed, frozen-by-administrator, values-refused
 */
export async function joinProgram(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  { role, capacity, answers: given }: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<MyProgram> {
  const program = await holdProgram(tx, programId, 'share', now)
  const found = await findOwnRegistration(tx, caller.memberId, programId)
  if (!found || found.status === 'left') {
    if (program.archivedAt) throw problem('not-found')
    if (!program.registrationOpen || program.over) throw problem('registration-closed')
    if (found?.frozenBy) throw problem('frozen-by-administrator')
    const before = found?.answers ?? {}
    const answers = checkRegistration(program, { role, given, before, complete: true })
    const { organizationId, memberId } = caller
    const own = { organizationId, programId, memberId, role, capacity, answers }
    const id = await putRegistration(tx, own, now)
    // Two at once: the other one has registered this member meanwhile.
    if (!id) throw problem('registration-closed')
    await auditParticipants(tx, caller, request, 'participant.added', [id], now)
  } else {
    const registration = await holdRegistration(tx, programId, found.id)
    const change = { role, capacity, answers: given }
    const seen = await countSeenMatches(tx, registration.id)
    const asked = { complete: true, seen }
    const changed = await changeRegistration(tx, program, registration, change, asked)
    const ids = [registration.id]
    if (Object.keys(changed).length > 0)
      await auditParticipants(tx, caller, request, 'participant.updated', ids, now, changed)
  }
  return getMyProgram(tx, caller, programId, now)
}
