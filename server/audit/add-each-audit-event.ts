import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Where } from './add-audit-event.ts'

/** One audit row for each subject of a change in bulk, each with words of its own, in one statement (OP3). */
export async function addEachAuditEvent(
  tx: Tx,
  caller: { organizationId: OrganizationId; memberId: MemberId | null },
  request: Where | null,
  action: string,
  events: readonly { subjectId: string; details: Record<string, unknown> }[],
  now: Date,
): Promise<void> {
  await tx.query(sql`
    insert into audit_events (organization_id, at, action, actor_member_id, subject_id, details, ip, user_agent, request_id)
    select ${caller.organizationId}, ${now}, ${action}, ${caller.memberId}, e."subjectId", e.details, ${request?.ip ?? null},
      ${request?.userAgent ?? null}, ${request?.id ?? null}
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as e ("subjectId" uuid, details jsonb)`)
}
