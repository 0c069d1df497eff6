import { createHash } from 'node:crypto'
import sql, { raw, type Sql } from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/** An event as text, field by field, in the order in which its bytes are hashed (docs/security.md). */
export interface SealedEvent {
  id: string
  /** UTC, in microseconds. */
  at: string
  action: string
  actorMemberId: string | null
  subjectId: string | null
  /** As PostgreSQL writes `jsonb`. */
  details: string
  /** With the length of its prefix: `203.0.113.7/32`. */
  ip: string | null
  userAgent: string | null
  requestId: string | null
}

/** A link of the chain. */
export interface Link {
  number: number
  events: number
  hash: Buffer
  /** UTC, in microseconds. */
  sealedAt: string
}

/** What stands before the first link. */
export const noHash: Buffer = Buffer.alloc(32)

/** SHA-256 of an event. */
export const digestOf = (organizationId: OrganizationId, event: SealedEvent): Buffer =>
  sha256([
    field(organizationId),
    field(event.id),
    field(event.at),
    field(event.action),
    field(event.actorMemberId),
    field(event.subjectId),
    field(event.details),
    field(event.ip),
    field(event.userAgent),
    field(event.requestId),
  ])

/** What a link's hash must be, after a link with the hash `previous`, over these events in the order of their ids. */
export const hashOf = (
  previous: Buffer,
  organizationId: OrganizationId,
  { number, events, sealedAt }: Link,
  digests: readonly Buffer[],
): Buffer =>
  sha256([
    previous,
    field(organizationId),
    field(String(number)),
    field(sealedAt),
    field(String(events)),
    ...digests,
  ])

const sha256 = (parts: readonly Buffer[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest()

const absent = Buffer.alloc(4, 255)

/** No two lists of fields have the same bytes: each says how long it is. */
function field(text: string | null): Buffer {
  if (text === null) return absent
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** A time as it is hashed, shown and kept in cursors. */
export const exactTime = (column: string): Sql =>
  sql`to_char(${raw(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** The newest link, or null where nothing is sealed yet. */
export async function findHead(tx: Tx): Promise<Link | null> {
  const [head] = await tx.query<Link>(sql`
    select number, events, hash, ${exactTime('sealed_at')} as "sealedAt" from audit_seals
    order by number desc limit 1`)
  return head ?? null
}
