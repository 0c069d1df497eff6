import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** With the chain, so that whoever holds the export can check it themselves. */
export const auditExports: readonly RowsExport[] = [
  {
    table: 'audit_events',
    about: {
      en: 'The audit log; `seal` is the number of the link that sealed it.',
      id: 'Log audit; `seal` adalah nomor mata rantai yang menyegelnya.',
    },
    fields: {
      id: 'id',
      at: 'time',
      action: 'name',
      actorMemberId: 'once in members?',
      subjectId: 'id?',
      details: 'json',
      ip: 'address?',
      userAgent: 'text?',
      requestId: 'id?',
      seal: 'whole number?',
    },
    rows: sql`select id, at, action, actor_member_id as "actorMemberId", subject_id as "subjectId", details, host(ip) as ip,
      user_agent as "userAgent", request_id as "requestId", seal from audit_events order by organization_id, id`,
  },
  {
    table: 'audit_seals',
    about: {
      en: 'The hash chain over the audit log, with which nobody can change it unnoticed.',
      id: 'Rantai hash atas log audit, sehingga tidak dapat diubah tanpa ketahuan.',
    },
    fields: { number: 'whole number', events: 'whole number', hash: 'hex', sealedAt: 'time' },
    rows: sql`select number, events, encode(hash, 'hex') as hash, sealed_at as "sealedAt" from audit_seals
      order by organization_id, number`,
  },
]
