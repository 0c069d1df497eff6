import sql from 'sql-template-tag'
import type { ProgramId } from '#api/common.ts'
import { type FieldError, problem } from '#api/problem.ts'
import type { ProgramQuestion } from '#api/programs.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Whoever answered a question that was not visible was told that only administrators see it: so it is for as long as such an answer
 * stands, also where another question comes in its place by the same id.
 *
 * @throws values-refused at #/questions/…/visible
 */
export async function keepConfidence(
  tx: Tx,
  programId: ProgramId,
  before: readonly ProgramQuestion[],
  after: readonly ProgramQuestion[],
): Promise<void> {
  const visible = new Set(before.filter((one) => one.visible).map(({ id }) => id))
  const opened = after.filter((one) => one.visible && !visible.has(one.id)).map(({ id }) => id)
  if (opened.length === 0) return
  const answered = await tx.query<{ id: string }>(sql`
    select distinct question as id from registrations r cross join unnest(${opened}::text[]) as question
    where r.program_id = ${programId} and r.member_id is not null and r.answers ? question`)
  const confident = new Set(answered.map(({ id }) => id))
  const errors = after.flatMap(({ id, visible: shown }, i): FieldError[] =>
    shown && confident.has(id)
      ? [
          {
            pointer: `#/questions/${i}/visible`,
            detail: 'has answers that were given in confidence',
            code: 'answered-in-confidence',
          },
        ]
      : [],
  )
  if (errors.length > 0) throw problem('values-refused', { errors })
}
