import sql, { type Sql } from 'sql-template-tag'
import { z } from 'zod'
import type { UserSort } from '#api/members.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'

/** A stretch of the user table in one order, walked by one index (0001, 0007). */
export interface Run {
  conditions: Sql[]
  order: Sql
  /** What the rows are ordered by, as the cursor carries it. */
  place: Sql
}

interface Place {
  /** Null: has never visited. */
  value: string | number | null
  id: string
  /** About how many there are in all, counted for the first page only. */
  about: number
}

type Key = 'name' | 'email' | 'created' | 'lastVisited'

const keyOf = (sort: UserSort) => sort.replace('-', '') as Key

// Microseconds, which JavaScript's dates would round: two members of the same millisecond would be shown twice, or never.
const micros = (column: Sql) => sql`(extract(epoch from ${column}) * 1000000)::int8`
const time = (value: Place['value']) =>
  sql`timestamptz 'epoch' + ${value} * interval '1 microsecond'`
const text = (value: Place['value']) => sql`${value}`

const columns: Record<
  Key,
  {
    column: Sql
    place: Sql
    value: (value: Place['value']) => Sql
    inCursor: z.ZodType<string | number>
  }
> = {
  name: { column: sql`m.sort_name`, place: sql`m.sort_name`, value: text, inCursor: z.string() },
  email: { column: sql`m.email`, place: sql`m.email`, value: text, inCursor: z.string() },
  created: {
    column: sql`m.created_at`,
    place: micros(sql`m.created_at`),
    value: time,
    inCursor: z.int().min(0),
  },
  lastVisited: {
    column: sql`m.last_visited_at`,
    place: micros(sql`m.last_visited_at`),
    value: time,
    inCursor: z.union([z.int().min(0), z.literal('never')]),
  },
}

/**
 * How to walk the user table in an order, behind a place if one is given. Whoever has never visited stands last in both
 * directions: they are a run of their own, so that the same index serves both.
 */
export function orderOf(sort: UserSort, after: Place | null): Run[] {
  const { column, place, value } = columns[keyOf(sort)]
  const [direction, beyond] = sort.startsWith('-') ? [sql`desc`, sql`<`] : [sql`asc`, sql`>`]
  const run = (present: Sql[], behind: Sql[], by: Sql): Run => ({
    conditions: [...present, ...behind],
    order: sql`${by}m.id ${direction}`,
    place,
  })
  const behindId = after ? [sql`m.id ${beyond} ${after.id}::uuid`] : []
  const behind = after
    ? [sql`(${column}, m.id) ${beyond} (${value(after.value)}, ${after.id}::uuid)`]
    : []
  const by = sql`${column} ${direction}, `
  if (keyOf(sort) !== 'lastVisited') return [run([], behind, by)]
  const never = [sql`${column} is null`]
  if (after && after.value === null) return [run(never, behindId, sql``)]
  return [run([sql`${column} is not null`], behind, by), run(never, [], sql``)]
}

/** The place of a row, opaque to clients. A cursor of one order says nothing in another. */
export const writePlace = (
  sort: UserSort,
  row: { place: Place['value']; id: string },
  about: number,
): string => toCursor([sort, row.place ?? 'never', row.id, about])

/** @throws values-refused at #query/cursor, also for a cursor of another order */
export function readPlace(sort: UserSort, cursor: string): Place {
  const { inCursor } = columns[keyOf(sort)]
  const [, value, id, about] = readCursor(
    cursor,
    z.tuple([z.literal(sort), inCursor, z.uuid(), z.int().min(0)]),
  )
  return { value: keyOf(sort) === 'lastVisited' && value === 'never' ? null : value, id, about }
}
