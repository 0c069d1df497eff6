import sql, { empty } from 'sql-template-tag'
import { z } from 'zod'
import type { Hub } from '#api/hubs.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { contains } from '#server/platform/search.ts'
import { hubColumns } from './hub.ts'

interface Query {
  q?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** Place in the list: the name, unique in lower case, and how many there are in all. */
const Place = z.tuple([z.string(), z.int().min(0)])

/** Hubs by name, a page at a time. */
export async function listHubs(tx: Tx, { q, cursor, limit }: Query) {
  const matching = q
    ? sql`and ${await contains(tx, 'hubs', { id: sql`h.id`, text: sql`lower(h.name)` }, q)}`
    : empty
  const [after, total] = cursor ? readCursor(cursor, Place) : [null, null]
  const about = total ?? (await countHubs(tx, matching))
  const rows = await tx.query<Hub & { place: string }>(sql`
    select ${hubColumns}, lower(h.name) as place from hubs h
    where true ${matching} ${after === null ? empty : sql`and lower(h.name) > ${after}`}
    order by lower(h.name) limit ${limit + 1}`)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? toCursor([last.place, about]) : null, about }
}

async function countHubs(tx: Tx, matching: ReturnType<typeof sql>): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    sql`select count(*) from hubs h where true ${matching}`,
  )
  return row?.count ?? 0
}
