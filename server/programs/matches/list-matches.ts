import sql, { empty, join } from 'sql-template-tag'
import { z } from 'zod'
import type { listMatches as route } from '#api/matches.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { countAbout } from '#server/platform/count-about.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { filterMatches } from './filter-matches.ts'
import { type MatchRow, matchColumns, matchSources, readMatch } from './match.ts'

type Query = Received<typeof route>['query']

/** Place in the list: score (of a proposal alone, else 0), id, and how many there are in all. */
const Place = z.tuple([z.int().min(-1).max(100), z.uuid(), z.int().min(0)])

/** Matches, newest first, a page at a time; of one proposal the best first. */
export async function listMatches(
  tx: Tx,
  caller: SessionCaller,
  { cursor, limit, ...filter }: Query,
) {
  const after = cursor ? readCursor(cursor, Place) : null
  const best = filter.proposalId !== undefined
  const which = sql`from matches x where ${join(await filterMatches(tx, caller, filter), ' and ')}`
  const about = after?.[2] ?? (await countAbout(tx, which))
  const score = best ? sql`coalesce(x.score, -1)` : sql`0`
  const order = best ? sql`${score} desc, x.id desc` : sql`x.id desc`
  const later = best
    ? sql`and (${score}, x.id) < (${after?.[0] ?? 0}, ${after?.[1] ?? null}::uuid)`
    : sql`and x.id < ${after?.[1] ?? null}::uuid`
  const rows = await tx.search<MatchRow & { place: number }>(sql`
    with page as materialized (select x.id ${which} ${after ? later : empty} order by ${order} limit ${limit + 1})
    select ${matchColumns}, ${score} as place from ${matchSources} where x.id in (select id from page) order by ${order}`)
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map(readMatch),
    nextCursor: last ? toCursor([last.place, last.id, about]) : null,
    about,
  }
}
