import type { FoundEvent } from '#server/audit/find-audit-events.ts'
import { csvHead, csvLine } from '#server/platform/csv.ts'

interface Format {
  contentType: string
  ending: string
  head: string
  line(event: FoundEvent, names: ReadonlyMap<string, string>): string
}

const columns = [
  'at',
  'action',
  'actor',
  'actor_id',
  'subject',
  'subject_id',
  'details',
  'ip',
  'user_agent',
  'request_id',
  'seal',
  'id',
]

/** Times, addresses and details are the very texts that the chain seals, so that whoever has the file can check it. */
export const auditFormats: Record<'csv' | 'jsonl', Format> = {
  csv: {
    contentType: 'text/csv',
    ending: 'csv',
    head: csvHead(columns),
    line: (event, names) =>
      csvLine([
        event.at,
        event.action,
        nameOf(event.actorMemberId, names),
        event.actorMemberId,
        nameOf(event.subjectId, names),
        event.subjectId,
        event.details,
        event.ip,
        event.userAgent,
        event.requestId,
        event.seal,
        event.id,
      ]),
  },
  jsonl: {
    contentType: 'application/x-ndjson',
    ending: 'jsonl',
    head: '',
    line: ({ details, ...event }, names) => {
      const told = JSON.stringify({
        id: event.id,
        at: event.at,
        action: event.action,
        actorId: event.actorMemberId,
        actor: nameOf(event.actorMemberId, names),
        subjectId: event.subjectId,
        subject: nameOf(event.subjectId, names),
        ip: event.ip,
        userAgent: event.userAgent,
        requestId: event.requestId,
        seal: event.seal,
      })
      // As PostgreSQL writes it, which is JSON.
      return `${told.slice(0, -1)},"details":${details}}\n`
    },
  },
}

const nameOf = (id: string | null, names: ReadonlyMap<string, string>) =>
  id === null ? null : (names.get(id) ?? null)
