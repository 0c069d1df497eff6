import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

export interface Where {
  id: string
  ip: string | null
  userAgent: string | null
}

export interface AuditEvent {
  /** `user.suspended`: noun and past tense, never renamed. */
  action: string
  subjectId?: string | null
  /** Never a secret, never the name of another organization. */
  details?: Record<string, unknown>
}

/**
 * Adds a row to the audit log of the caller's organization, in the transaction of what it tells (OP3). Of a job, which does
 * what was decided earlier: by nobody, from nowhere.
 */
export async function addAuditEvent(
  tx: Tx,
  caller: Pick<SessionCaller, 'organizationId'> & { memberId: MemberId | null },
  request: Where | null,
  event: AuditEvent,
  now: Date,
): Promise<void> {
  await tx.query(sql`
    insert into audit_events (organization_id, at, action, actor_member_id, subject_id, details, ip, user_agent, request_id)
    values (${caller.organizationId}, ${now}, ${event.action}, ${caller.memberId}, ${event.subjectId ?? null},
      ${JSON.stringify(event.details ?? {})}, ${request?.ip ?? null}, ${request?.userAgent ?? null}, ${request?.id ?? null})`)
}
