import sql from 'sql-template-tag'
import type { FieldValues } from '#api/fields.ts'
import { type FieldError, problem } from '#api/problem.ts'
import type { ProgramKind, ProgramQuestion, ProgramRole } from '#api/programs.ts'
import { changedButLong } from '#server/audit/changed-but-long.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkRegistration } from './check-registration.ts'
import type { Registration } from './registration.ts'

interface Change {
  role?: ProgramRole | undefined
  capacity?: number | undefined
  answers?: FieldValues | undefined
}

/**
 * Changes a registration, which is held: the role only while it holds no place, the capacity never below the places that it holds. A
 * refusal counts those that whoever asks has `seen`; where only others stand in the way, it is `not-now`. Tells what is otherwise, for the
 * audit log; of answers only that they are.
 *
 * @throws values-refused at #/role, #/capacity, #/answers/…
 */
export async function changeRegistration(
  tx: Tx,
  program: { kind: ProgramKind; questions: readonly ProgramQuestion[] },
  registration: Registration,
  change: Change,
  { complete, seen }: { complete: boolean; seen: number },
): Promise<Record<string, unknown>> {
  const { openMatches: matches } = registration
  const role = change.role ?? registration.role
  const capacity = change.capacity ?? registration.capacity
  const errors: FieldError[] = []
  const notNow = { detail: 'cannot be changed to that now', code: 'not-now' }
  if (role !== registration.role && matches > 0)
    errors.push({
      pointer: '#/role',
      ...(seen > 0
        ? { detail: 'has matches', code: 'has-matches', values: { matches: seen } }
        : notNow),
    })
  if (capacity < matches)
    errors.push({
      pointer: '#/capacity',
      ...(capacity < seen
        ? {
            detail: `is below the ${seen} matches that take a place`,
            code: 'below-matches',
            values: { matches: seen },
          }
        : notNow),
    })
  if (errors.length > 0) throw problem('values-refused', { errors })
  const { answers: before } = registration
  const given = change.answers ?? {}
  const answers = checkRegistration(program, { role, given, before, complete })
  await tx.query(sql`
    update registrations set role = ${role}, capacity = ${capacity}, answers = ${JSON.stringify(answers)}
    where id = ${registration.id}`)
  return changedButLong(registration, { role, capacity }, { answers })
}
