import sql, { empty, join, type Sql } from 'sql-template-tag'
import { z } from 'zod'
import type { ProgramId } from '#api/common.ts'
import type { listParticipants as route } from '#api/programs.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { countAbout } from '#server/platform/count-about.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { findsPerson, nameOf } from '../person.ts'
import { refuseNoProgram } from '../program.ts'
import {
  type ParticipantRow,
  participantColumns,
  participantSources,
  readParticipant,
} from './registration.ts'

type Query = Received<typeof route>['query']

/** Place in the list: name, id, and how many there are in all. */
const Place = z.tuple([z.string(), z.uuid(), z.int().min(0)])

/** Without the address that ends `sort_name`: a cursor would tell it, and who stands before whom. */
const sortName = sql`lower(coalesce(${nameOf}, r.member_name))`

const states: Record<NonNullable<Query['state']>, Sql> = {
  unmatched: sql`r.status = 'registered' and r.active_matches = 0`,
  available: sql`r.status = 'registered' and r.open_matches < r.capacity`,
  full: sql`r.status = 'registered' and r.open_matches = r.capacity`,
  frozen: sql`r.status = 'frozen'`,
  left: sql`r.status = 'left'`,
}

/** Who takes part in a program, by name, a page at a time. @throws not-found */
export async function listParticipants(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  { cursor, limit, q, role, state }: Query,
) {
  await refuseNoProgram(tx, programId)
  const after = cursor ? readCursor(cursor, Place) : null
  const conditions = [
    sql`r.program_id = ${programId}`,
    state ? states[state] : sql`r.status <> 'left'`,
    ...(role ? [sql`r.role = ${role}`] : []),
    ...(q ? [await findsPerson(tx, caller, q)] : []),
  ]
  const which = sql`from ${participantSources} where ${join(conditions, ' and ')}`
  const about = after?.[2] ?? (await countAbout(tx, which))
  const rows = await tx.search<ParticipantRow & { place: string }>(sql`
    select ${participantColumns}, ${sortName} as place ${which}
    ${after ? sql`and (${sortName}, r.id) > (${after[0]}, ${after[1]}::uuid)` : empty}
    order by ${sortName}, r.id limit ${limit + 1}`)
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => readParticipant(row, caller)),
    nextCursor: last ? toCursor([last.place, last.id, about]) : null,
    about,
  }
}
