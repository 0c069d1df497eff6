import sql from 'sql-template-tag'
import type { ProgramId, RegistrationId } from '#api/common.ts'
import type { FieldValues } from '#api/fields.ts'
import { problem } from '#api/problem.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { listDoNotMatchOf } from '../matches/list-do-not-match.ts'
import { readOneParticipant } from './registration.ts'

/** One who takes part, with all answers; with whom they are not to be matched, for those who see matches. @throws not-found */
export async function getParticipant(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  id: RegistrationId,
) {
  const [row] = await tx.query<{ answers: FieldValues }>(
    sql`select answers from registrations where id = ${id} and program_id = ${programId}`,
  )
  if (!row) throw problem('not-found')
  return {
    ...(await readOneParticipant(tx, caller, id)),
    answers: row.answers,
    doNotMatch: may(caller, 'matches:view') ? await listDoNotMatchOf(tx, id) : [],
  }
}
