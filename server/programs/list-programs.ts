import sql, { empty } from 'sql-template-tag'
import { z } from 'zod'
import type { listPrograms as route } from '#api/programs.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { countAbout } from '#server/platform/count-about.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { patternOf } from '#server/platform/search.ts'
import { type CountedRow, countedColumns, readProgram } from './program.ts'

/** Place in the list: name in lower case, id, and how many there are in all. */
const Place = z.tuple([z.string(), z.uuid(), z.int().min(0)])

/** The programs of the organization by name, a page at a time. */
export async function listPrograms(
  tx: Tx,
  caller: SessionCaller,
  { cursor, limit, archived, q }: Received<typeof route>['query'],
  now: Date,
) {
  const after = cursor ? readCursor(cursor, Place) : null
  const which = sql`from programs p where (p.archived_at is not null) = ${archived === 'true'}
    ${q ? sql`and lower(p.name) like lower(${patternOf(q)})` : empty}`
  const about = after?.[2] ?? (await countAbout(tx, which))
  const rows = await tx.search<CountedRow & { place: string }>(sql`
    select ${countedColumns(now)}, lower(p.name) as place ${which}
    ${after ? sql`and (lower(p.name), p.id) > (${after[0]}, ${after[1]}::uuid)` : empty}
    order by lower(p.name), p.id limit ${limit + 1}`)
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => readProgram(row, caller)),
    nextCursor: last ? toCursor([last.place, last.id, about]) : null,
    about,
  }
}
