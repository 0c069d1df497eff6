import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** With the chain, so that whoever holds the export can check it themselves. */
export const auditExports: readonly RowsExport[] = [
  {
    table: 'audit_events',
    rows: sql`select id, at, action, actor_member_id as "actorMemberId", subject_id as "subjectId", details, host(ip) as ip,
      user_agent as "userAgent", request_id as "requestId", seal from audit_events order by organization_id, id`,
  },
  {
    table: 'audit_seals',
    rows: sql`select number, events, encode(hash, 'hex') as hash, sealed_at as "sealedAt" from audit_seals
      order by organization_id, number`,
  },
]
