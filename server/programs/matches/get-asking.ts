import { problem } from '#api/problem.ts'
import type { ProgramRole } from '#api/programs.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import type { ProgramRow } from '../program.ts'
import { findOwnRegistration, type Registration } from '../registrations/registration.ts'

/** Whom each role may ask; the others are asked. */
const asks: Partial<Record<ProgramRole, ProgramRole>> = { mentee: 'mentor', peer: 'peer' }

/**
 * The caller's part in a program in which they may ask others, and which role they may ask.
 *
 * @throws not-found (no part in it), requests-closed, not-participating (frozen)
 */
export async function getAsking(
  tx: Tx,
  caller: SessionCaller,
  program: ProgramRow,
): Promise<{ own: Registration; role: ProgramRole }> {
  const own = await findOwnRegistration(tx, caller.memberId, program.id)
  if (!own || own.status === 'left') throw problem('not-found')
  if (program.archivedAt || program.over || !program.requestsOpen) throw problem('requests-closed')
  if (!own.takesPart) throw problem('not-participating')
  const role = asks[own.role]
  if (!role) throw problem('requests-closed', { detail: 'In this role one is asked by others.' })
  return { own, role }
}
