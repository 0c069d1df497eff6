import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import { confine, type Database, type Tx } from '#server/platform/database.ts'
import {
  digestOf,
  exactTime,
  findHead,
  hashOf,
  type Link,
  noHash,
  type SealedEvent,
} from './audit-chain.ts'

interface Broken {
  number: number
  reason: 'events-differ' | 'events-missing' | 'link-missing' | 'head-differs'
}

export interface ChainCheck {
  links: number
  events: number
  /** The first link that does not hold; null: the chain is whole. */
  broken: Broken | null
  /** The newest link that was looked at. */
  head: { number: number; hash: string; sealedAt: string } | null
}

/**
 * Computes every link anew, without what sealed it, and compares (OP3). `kept` is a head that somebody wrote down elsewhere:
 * whoever can rewrite the whole database can rewrite the whole chain, but not that. Reads a page at a time, each in a
 * transaction of its own: what is sealed does not change, and what is sealed meanwhile is left for the next time.
 */
export async function checkAuditChain(
  db: Database,
  organizationId: OrganizationId,
  kept: { number: number; hash: string } | null = null,
): Promise<ChainCheck> {
  const confined = <T>(work: (tx: Tx) => Promise<T>) =>
    db.transaction(async (tx) => {
      await confine(tx, organizationId)
      return work(tx)
    })
  const head = await confined(findHead)
  const last = head?.number ?? 0
  const sealed = eventsOf(confined, last)
  let previous = noHash
  let events = 0
  const end = (number: number, reason: Broken['reason'] | null): ChainCheck => ({
    links: last,
    events,
    broken: reason && { number, reason },
    head: head && { number: last, hash: head.hash.toString('hex'), sealedAt: head.sealedAt },
  })

  let next = await sealed.next()
  for (let from = 0; from < last; from += linksPage) {
    const links = await confined((tx) => readLinks(tx, from, Math.min(from + linksPage, last)))
    for (let number = from + 1; number <= Math.min(from + linksPage, last); number++) {
      const link = links.get(number)
      if (!link) return end(number, 'link-missing')
      const digests: Buffer[] = []
      // An event of a number before this one stands in no link at all: it spoils the first that comes after it.
      for (; !next.done && next.value.seal <= number; next = await sealed.next()) {
        if (digests.length === link.events) return end(number, 'events-differ')
        digests.push(digestOf(organizationId, next.value))
      }
      events += digests.length
      if (digests.length < link.events) return end(number, 'events-missing')
      if (!hashOf(previous, organizationId, link, digests).equals(link.hash))
        return end(number, 'events-differ')
      if (kept?.number === number && kept.hash.toLowerCase() !== link.hash.toString('hex'))
        return end(number, 'head-differs')
      previous = link.hash
    }
  }
  const beyond = await confined(findSealedByNothing)
  if (beyond !== null) return end(beyond, 'link-missing')
  if (kept && kept.number > last) return end(last + 1, 'link-missing')
  return end(last, null)
}

const linksPage = 1_000
const eventsPage = 2_000

type Confined = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

async function readLinks(tx: Tx, after: number, to: number): Promise<Map<number, Link>> {
  const rows = await tx.query<Link>(sql`
    select number, events, hash, ${exactTime('sealed_at')} as "sealedAt" from audit_seals
    where number > ${after} and number <= ${to}`)
  return new Map(rows.map((link) => [link.number, link]))
}

/** All events that say they are sealed by a link up to `last`, by link and id. */
async function* eventsOf(confined: Confined, last: number) {
  let place = ['-9223372036854775808', '00000000-0000-0000-0000-000000000000']
  for (;;) {
    const [seal, id] = place
    const rows = await confined((tx) =>
      tx.query<SealedEvent & { seal: number }>(sql`
        select seal, id, ${exactTime('at')} as at, action, actor_member_id as "actorMemberId", subject_id as "subjectId",
          details::text as details, ip::text as ip, user_agent as "userAgent", request_id as "requestId"
        from audit_events
        where seal <= ${last} and (seal, id) > (${seal}::bigint, ${id}::uuid)
        order by seal, id limit ${eventsPage}`),
    )
    yield* rows
    const end = rows.at(-1)
    if (!end || rows.length < eventsPage) return
    place = [String(end.seal), end.id]
  }
}

/** The number that an event names and no link has: the links at the end were taken away. */
async function findSealedByNothing(tx: Tx): Promise<number | null> {
  const [row] = await tx.query<{ seal: number }>(sql`
    select seal from audit_events
    where seal > coalesce((select number from audit_seals order by number desc limit 1), 0)
    order by seal limit 1`)
  return row?.seal ?? null
}
