import sql, { empty } from 'sql-template-tag'
import { z } from 'zod'
import type { ProgramId, RegistrationId } from '#api/common.ts'
import type { listDoNotMatch as route } from '#api/programs.ts'
import type { Received } from '#api/route.ts'
import { countAbout } from '#server/platform/count-about.ts'
import { readCursor, toCursor } from '#server/platform/cursor.ts'
import type { Tx } from '#server/platform/database.ts'
import { nameOf, type PersonRow, readPerson } from '../person.ts'
import { refuseNoProgram } from '../program.ts'

const Place = z.tuple([z.uuid(), z.int().min(0)])

interface Row {
  id: string
  people: PersonRow[]
  reason: string
  createdAt: Date
  createdBy: string | null
}

/** Who is not to be matched with whom in a program, newest first. @throws not-found */
export async function listDoNotMatch(
  tx: Tx,
  programId: ProgramId,
  { cursor, limit }: Received<typeof route>['query'],
) {
  await refuseNoProgram(tx, programId)
  const after = cursor ? readCursor(cursor, Place) : null
  const which = sql`from do_not_match d where d.program_id = ${programId}`
  const about = after?.[1] ?? (await countAbout(tx, which))
  const rows = await tx.search<Row>(sql`
    select d.id, d.reason, d.created_at as "createdAt",
      (select ${nameOf} from members m where m.id = d.created_by) as "createdBy",
      (select jsonb_agg(jsonb_build_object('memberId', m.id, 'name', ${nameOf}, 'title', m.title, 'photoId', m.photo_id)
        order by m.sort_name, m.id) from members m where m.id in (d.low_member_id, d.high_member_id)) as people
    ${which} ${after ? sql`and d.id < ${after[0]}::uuid` : empty} order by d.id desc limit ${limit + 1}`)
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => ({
      ...row,
      people: row.people.map(readPerson),
      createdAt: row.createdAt.toISOString(),
    })),
    nextCursor: last ? toCursor([last.id, about]) : null,
    about,
  }
}

/** With whom one who takes part is not to be matched. */
export async function listDoNotMatchOf(tx: Tx, registrationId: RegistrationId) {
  const rows = await tx.query<PersonRow & { id: string; reason: string; createdAt: Date }>(sql`
    select d.id, d.reason, d.created_at as "createdAt", m.id as "memberId", ${nameOf} as name, m.title, m.photo_id as "photoId"
    from registrations r
    join do_not_match d on d.program_id = r.program_id and r.member_id in (d.low_member_id, d.high_member_id)
    join members m on m.id = case when d.low_member_id = r.member_id then d.high_member_id else d.low_member_id end
    where r.id = ${registrationId} order by m.sort_name, m.id`)
  return rows.map(({ id, reason, createdAt, ...person }) => ({
    id,
    person: readPerson(person),
    reason,
    createdAt: createdAt.toISOString(),
  }))
}
