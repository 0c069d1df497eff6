import { z } from 'zod'
import type { AuditEvent } from '#api/audit.ts'
import { Time } from '#api/common.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import {
  type AuditFilter,
  countAuditEvents,
  type FoundEvent,
  findAuditEvents,
} from './find-audit-events.ts'
import { namesOf } from './names-of.ts'

interface Query extends AuditFilter {
  cursor?: string | undefined
  limit: number
}

/** Time to the microsecond, id, and how many there are in all. */
const Place = z.tuple([Time.refine((time) => !time.startsWith('0000')), z.uuid(), z.int().min(0)])

/** Who did what, when and from where, the newest first, a page at a time (OP3). */
export async function listAuditEvents(tx: Tx, { cursor, limit, ...filter }: Query) {
  const after = cursor ? readCursor(cursor, Place) : null
  const about = after?.[2] ?? (await countAuditEvents(tx, filter))
  const found = await findAuditEvents(tx, filter, after && [after[0], after[1]], limit + 1)
  const items = found.slice(0, limit)
  const names = await namesOf(
    tx,
    items
      .flatMap((event) => [event.actorMemberId, event.subjectId, ...idsIn(event)])
      .filter((id) => id !== null),
  )
  const last = found.length > limit ? items.at(-1) : undefined
  return {
    items: items.map((event) => shown(event, names)),
    nextCursor: last ? toCursor([last.at, last.id, about]) : null,
    about,
  }
}

/** Ids that stand in the details of an event, such as the role that somebody has now. */
const idsIn = ({ details }: FoundEvent) => [...new Set(details.match(id) ?? [])]
// Also of a custom module, in the name of its permission.
const id = /(?<=[":])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=")/g

function shown(event: FoundEvent, names: ReadonlyMap<string, string>): AuditEvent {
  const { actorMemberId, subjectId, details, ip, ...rest } = event
  const who = (id: string | null) => (id === null ? null : { id, name: names.get(id) ?? null })
  return {
    ...rest,
    actor: who(actorMemberId),
    subject: who(subjectId),
    names: Object.fromEntries(
      idsIn(event).flatMap((id) => {
        const name = names.get(id)
        return name === undefined ? [] : [[id, name]]
      }),
    ),
    details: z.record(z.string(), z.unknown()).parse(JSON.parse(details)),
    // Without the length of a prefix that is a whole address.
    ip: ip?.replace(/\/(32|128)$/, '') ?? null,
  }
}
