import sql from 'sql-template-tag'
import type { FieldValues } from '#api/fields.ts'
import { type FieldError, problem } from '#api/problem.ts'
import type { ProgramKind, ProgramQuestion, ProgramRole } from '#api/programs.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkRegistration } from './check-registration.ts'
import type { Registration } from './registration.ts'

interface Change {
  role?: ProgramRole | undefined
  capacity?: number | undefined
  answers?: FieldValues | undefined
}

/**
 * Changes a registration, which is held: the role only while it holds no place, the capacity never below the places that it holds.
 *
 * @throws values-refused at #/role, #/capacity, #/answers/…
 */
export async function changeRegistration(
  tx: Tx,
  program: { kind: ProgramKind; questions: readonly ProgramQuestion[] },
  registration: Registration,
  change: Change,
  { complete }: { complete: boolean },
): Promise<void> {
  const { openMatches: matches } = registration
  const role = change.role ?? registration.role
  const capacity = change.capacity ?? registration.capacity
  const errors: FieldError[] = []
  if (role !== registration.role && matches > 0)
    errors.push({
      pointer: '#/role',
      detail: 'has matches',
      code: 'has-matches',
      values: { matches },
    })
  if (capacity < matches)
    errors.push({
      pointer: '#/capacity',
      detail: `is below the ${matches} matches that take a place`,
      code: 'below-matches',
      values: { matches },
    })
  if (errors.length > 0) throw problem('values-refused', { errors })
  const { answers: before } = registration
  const given = change.answers ?? {}
  const answers = checkRegistration(program, { role, given, before, complete })
  await tx.query(sql`
    update registrations set role = ${role}, capacity = ${capacity}, answers = ${JSON.stringify(answers)}
    where id = ${registration.id}`)
}
