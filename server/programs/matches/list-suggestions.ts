import sql, { empty } from 'sql-template-tag'
import type { FileId, MemberId, ProgramId, RegistrationId } from '#api/common.ts'
import type { FieldValues } from '#api/fields.ts'
import type { ProgramRole } from '#api/programs.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { contains, isNamed } from '#server/platform/search.ts'
import { nameOf, readPerson } from '../person.ts'
import { holdProgram } from '../program.ts'
import { createScore } from '../proposals/score.ts'
import { getAsking } from './get-asking.ts'
import { visibleAnswers, visibleReasons } from './visible-answers.ts'

interface Row {
  registrationId: RegistrationId
  memberId: MemberId
  name: string
  title: string
  photoId: FileId | null
  role: ProgramRole
  answers: FieldValues
}

const most = 50

/**
 * Whom a member could ask, the best first. Scored by visible questions alone: by changing one's own answers one could else find out
 * what others answered to the hidden ones. With whom one is not to be matched, or matched already, if only staged, is not there.
 *
 * @throws not-found, requests-closed, not-participating
 */
export async function listSuggestions(
  tx: Tx,
  caller: SessionCaller,
  programId: ProgramId,
  q: string | undefined,
  now: Date,
) {
  const program = await holdProgram(tx, programId, 'share', now)
  const { own, role } = await getAsking(tx, caller, program)
  const matching = q
    ? sql`and ${isNamed(q)} and ${await contains(tx, 'members', { id: sql`m.id`, text: sql`m.sort_name` }, q)}`
    : empty
  const rows = await tx.search<Row>(sql`
    select r.id as "registrationId", m.id as "memberId", ${nameOf} as name, m.title, m.photo_id as "photoId", r.role, r.answers
    from registrations r join members m on m.id = r.member_id
    where r.program_id = ${programId} and r.role = ${role} and r.status = 'registered' and r.open_matches < r.capacity
      and m.status = 'active' and r.id <> ${own.id} ${matching}
      and not exists (select from do_not_match d where d.program_id = r.program_id
        and d.low_member_id = least(m.id, ${own.memberId}::uuid) and d.high_member_id = greatest(m.id, ${own.memberId}::uuid))
      and not exists (select from matches x where x.program_id = r.program_id and x.status <> 'ended'
        and x.low_registration_id = least(r.id, ${own.id}::uuid) and x.high_registration_id = greatest(r.id, ${own.id}::uuid))
    order by m.sort_name, m.id`)
  const visible = program.questions.filter((question) => question.visible)
  const score = createScore(visible)
  const me = score.prepare(own)
  const scored = rows.map((row) => {
    const them = score.prepare(row)
    return { row, them, permille: score.permille(them, me) }
  })
  return {
    items: scored
      .toSorted((a, b) => b.permille - a.permille)
      .slice(0, most)
      .map(({ row, them, permille }) => ({
        registrationId: row.registrationId,
        person: readPerson(row),
        role: row.role,
        answers: visibleAnswers(visible, row),
        score: score.counts ? Math.round(permille / 10) : null,
        reasons: visibleReasons(visible, score.explain(them, me)),
      })),
  }
}
