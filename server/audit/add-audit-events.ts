import sql from 'sql-template-tag'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import type { AuditEvent, Where } from './add-audit-event.ts'

/** One audit row for each subject of a change in bulk, in one statement: each thing's history stays whole (OP3). */
export async function addAuditEvents(
  tx: Tx,
  caller: Pick<SessionCaller, 'organizationId' | 'memberId'>,
  request: Where | null,
  event: Omit<AuditEvent, 'subjectId'> & { subjectIds: readonly string[] },
  now: Date,
): Promise<void> {
  await tx.query(sql`
    insert into audit_events (organization_id, at, action, actor_member_id, subject_id, details, ip, user_agent, request_id)
    select ${caller.organizationId}, ${now}, ${event.action}, ${caller.memberId}, subject_id,
      ${JSON.stringify(event.details ?? {})}, ${request?.ip ?? null}, ${request?.userAgent ?? null}, ${request?.id ?? null}
    from unnest(${event.subjectIds}::uuid[]) as subject_id`)
}
