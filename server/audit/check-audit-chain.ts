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
  let previous = noHash
  let events = 0
  const end = (number: number, reason: Broken['reason'] | null): ChainCheck => ({
    links: last,
    events,
    broken: reason && { number, reason },
    head: head && { number: last, hash: head.hash.toString('hex'), sealedAt: head.sealedAt },
  })

  const astray = await confined((tx) => findAstray(tx, last))
  let number = 1
  for await (const link of linksOf(confined, last)) {
    if (link.number !== number) return end(number, 'link-missing')
    const digests = link.sealed.map((event) => digestOf(organizationId, event))
    events += digests.length
    if (digests.length < link.events) return end(number, 'events-missing')
    // An event that names a number before the first stands in no link at all: it spoils the first.
    if (digests.length > link.events || (astray !== null && astray < 1))
      return end(number, 'events-differ')
    if (!hashOf(previous, organizationId, link, digests).equals(link.hash))
      return end(number, 'events-differ')
    if (kept?.number === number && kept.hash.toLowerCase() !== link.hash.toString('hex'))
      return end(number, 'head-differs')
    previous = link.hash
    number++
  }
  if (number <= last) return end(number, 'link-missing')
  if (astray !== null) return end(Math.max(1, astray), 'link-missing')
  if (kept && kept.number > last) return end(last + 1, 'link-missing')
  return end(last, null)
}

const linksPage = 1_000
const eventsPage = 2_000

type Confined = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
type SealedLink = Link & { sealed: SealedEvent[] }

/** The links up to `last` in their order, each with what says that it is sealed by it: at most one event more than it counts. */
async function* linksOf(confined: Confined, last: number): AsyncGenerator<SealedLink> {
  let after = 0
  for (;;) {
    const from = after
    const links = await confined((tx) =>
      tx.query<Link>(sql`
        select number, events, hash, ${exactTime('sealed_at')} as "sealedAt" from audit_seals
        where number > ${from} and number <= ${last} order by number limit ${linksPage}`),
    )
    for (const some of inParts(links)) {
      const sealed = await confined((tx) => readEvents(tx, some))
      for (const link of some) yield { ...link, sealed: sealed.get(link.number) ?? [] }
    }
    const end = links.at(-1)
    if (!end || links.length < linksPage) return
    after = end.number
  }
}

/** Links in a row that count few enough events to be read together. */
function inParts(links: readonly Link[]): Link[][] {
  const parts: Link[][] = []
  let events = 0
  for (const link of links) {
    const part = parts.at(-1)
    events += link.events
    if (part && events <= eventsPage) part.push(link)
    else {
      parts.push([link])
      events = link.events
    }
  }
  return parts
}

/** What says that it is sealed by these links, in the order of ids. Not much more than they count is read, whatever is there. */
async function readEvents(tx: Tx, links: readonly Link[]): Promise<Map<number, SealedEvent[]>> {
  const [first, last] = [links[0]?.number, links.at(-1)?.number]
  const most = links.reduce((sum, { events }) => sum + events, 1)
  const rows = await tx.query<SealedEvent & { seal: number }>(sql`
    select seal, id, ${exactTime('at')} as at, action, actor_member_id as "actorMemberId", subject_id as "subjectId",
      details::text as details, ip::text as ip, user_agent as "userAgent", request_id as "requestId"
    from audit_events where seal >= ${first} and seal <= ${last} order by seal, id limit ${most}`)
  return Map.groupBy(rows, ({ seal }) => seal)
}

/** The number that an event names and no link can have: below the first, or above the newest that there is. */
async function findAstray(tx: Tx, last: number): Promise<number | null> {
  const [row] = await tx.query<{ below: number | null; above: number | null }>(sql`
    select (select seal from audit_events where seal < 1 order by seal limit 1) as below,
      (select seal from audit_events where seal > greatest(${last}::bigint,
        coalesce((select number from audit_seals order by number desc limit 1), 0)) order by seal limit 1) as above`)
  return row?.below ?? row?.above ?? null
}
