import sql from 'sql-template-tag'
import type { RegistrationId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addEachAuditEvent } from '#server/audit/add-each-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'

type What =
  | 'participant.added'
  | 'participant.updated'
  | 'participant.frozen'
  | 'participant.unfrozen'
  | 'participant.removed'

/**
 * Who takes part, differently or no more: one row a registration; who did it, themselves or another, stands in the event (OP3), and
 * `change`: what is otherwise.
 */
export async function auditParticipants(
  tx: Tx,
  caller: SessionCaller,
  request: Where,
  action: What,
  ids: readonly RegistrationId[],
  now: Date,
  change: Record<string, unknown> = {},
): Promise<void> {
  const rows = await tx.query<{ subjectId: RegistrationId; details: Record<string, unknown> }>(sql`
    select r.id as "subjectId", jsonb_build_object('programId', p.id, 'program', p.name, 'memberId', r.member_id, 'role', r.role,
      'capacity', r.capacity) as details
    from registrations r join programs p on p.id = r.program_id where r.id = any(${ids}::uuid[]) order by r.id`)
  const events = rows.map(({ subjectId, details }) => ({
    subjectId,
    details: { ...details, ...change },
  }))
  await addEachAuditEvent(tx, caller, request, action, events, now)
}
