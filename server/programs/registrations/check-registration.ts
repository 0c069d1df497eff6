import type { FieldValue, FieldValues } from '#api/fields.ts'
import { type FieldError, problem } from '#api/problem.ts'
import {
  type ProgramKind,
  type ProgramQuestion,
  type ProgramRole,
  rolesOfKind,
} from '#api/programs.ts'
import { checkAnswers, standingAnswer } from '#server/members/check-answers.ts'

interface Judged {
  role: ProgramRole
  /** Taken over what was answered before. */
  given: FieldValues
  before: FieldValues
  /** Whether the answers must be whole. */
  complete: boolean
}

/**
 * The answers of a registration as they are kept: what is given over what stood before, of the questions that this role is asked.
 *
 * @throws values-refused at #/role and #/answers/<question>
 */
export function checkRegistration(
  { kind, questions }: { kind: ProgramKind; questions: readonly ProgramQuestion[] },
  { role, given, before, complete }: Judged,
): FieldValues {
  const roles: readonly ProgramRole[] = rolesOfKind[kind]
  const wrongRole = { pointer: '#/role', detail: 'is no role of this program', code: 'not-one-of' }
  if (!roles.includes(role)) throw problem('values-refused', { errors: [wrongRole] })
  const asked = questions.filter((question) => isAsked(question, role))
  const fields = asked.map((question) => ({ ...question, required: complete && question.required }))
  const { answers, errors } = checkAnswers(fields, given, 'answers')
  const kept: Record<string, FieldValue> = {}
  for (const question of asked) {
    const answer = answers.has(question.id)
      ? (answers.get(question.id) ?? null)
      : standingAnswer(question, before[question.id] ?? null)
    errors.push(...boundsOf(question, answer))
    if (answer !== null) kept[question.id] = answer
    else if (complete && question.required && !errors.some(at(question.id)))
      errors.push({ pointer: pointer(question.id), detail: 'is required', code: 'required' })
  }
  if (errors.length > 0) throw problem('values-refused', { errors })
  return kept
}

export const isAsked = ({ roles }: Pick<ProgramQuestion, 'roles'>, role: ProgramRole): boolean =>
  roles.length === 0 || roles.includes(role)

const pointer = (id: string) => `#/answers/${id}`
const at = (id: string) => (error: FieldError) => error.pointer === pointer(id)

function boundsOf({ id, minimum, maximum }: ProgramQuestion, answer: FieldValue): FieldError[] {
  if (typeof answer !== 'number') return []
  if (minimum !== null && answer < minimum)
    return [
      {
        pointer: pointer(id),
        detail: `must be ${minimum} or more`,
        code: 'too-small',
        values: { min: minimum },
      },
    ]
  if (maximum !== null && answer > maximum)
    return [
      {
        pointer: pointer(id),
        detail: `must be ${maximum} or less`,
        code: 'too-big',
        values: { max: maximum },
      },
    ]
  return []
}
