import sql, { empty } from 'sql-template-tag'
import type { ProgramId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { findsPerson, nameOf, type PersonRow, readPerson, seesAddresses } from '../person.ts'
import { refuseNoProgram } from '../program.ts'

/** The first 50 active members by name who take no part in a program, or left it. @throws not-found */
export async function listCandidates(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  q: string | undefined,
) {
  await refuseNoProgram(tx, programId)
  const matching = q ? sql`and ${await findsPerson(tx, caller, q)}` : empty
  const shown = seesAddresses(caller)
  const rows = await tx.search<PersonRow & { email: string }>(sql`
    select m.id as "memberId", ${nameOf} as name, m.title, m.photo_id as "photoId", m.email from members m
    where m.status = 'active' ${matching} and not exists (
      select from registrations r where r.program_id = ${programId} and r.member_id = m.id and r.status <> 'left')
    order by m.sort_name, m.id limit 50`)
  return { items: rows.map((row) => ({ ...readPerson(row), email: shown ? row.email : null })) }
}
