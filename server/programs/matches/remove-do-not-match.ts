import sql from 'sql-template-tag'
import type { MemberId, ProgramId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'

/** Two may be matched again. @throws not-found */
export async function removeDoNotMatch(
  tx: Tx,
  caller: SessionCaller,
  { programId, doNotMatchId }: { programId: ProgramId; doNotMatchId: string },
  request: Where,
  now: Date,
): Promise<void> {
  const [gone] = await tx.query<{ memberIds: MemberId[] }>(sql`
    delete from do_not_match where program_id = ${programId} and id = ${doNotMatchId}
    returning array[low_member_id, high_member_id] as "memberIds"`)
  if (!gone) throw problem('not-found')
  const details = { programId, ...gone }
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'do_not_match.lifted', subjectId: programId, details },
    now,
  )
}
