import { type FieldError, problem } from '#api/problem.ts'
import {
  type MatchEnds,
  type ProgramKind,
  type ProgramQuestion,
  rolesOfKind,
  rulesOfKind,
} from '#api/programs.ts'

interface Judged {
  kind: ProgramKind
  startsOn: string | null
  endsOn: string | null
  matchEndsOn: string | null
  questions: readonly ProgramQuestion[]
}

const days = [
  ['startsOn', '#/startsOn'],
  ['endsOn', '#/endsOn'],
  ['matchEndsOn', '#/matchEnds/date'],
] as const

/**
 * Whether a program makes sense: its days, of which those that stay as they were `before` are not asked how far they are, and each
 * question by its kind.
 *
 * @throws values-refused at the fields that are wrong
 */
export function checkProgram(program: Judged, before: Judged | null): void {
  const { kind, startsOn, endsOn, questions } = program
  const errors: FieldError[] = []
  // A slip of the keyboard (0026 for 2026) would end every match of a program. One that was kept before this was asked is in no other
  // change's way.
  for (const [name, pointer] of days) {
    const day = program[name]
    if (day && day !== before?.[name] && (day < '1970' || day >= '3000'))
      errors.push({ pointer, detail: 'is too far from now', code: 'invalid' })
  }
  if (startsOn && endsOn && endsOn < startsOn)
    errors.push({ pointer: '#/endsOn', detail: 'is before the first day', code: 'before-start' })
  const ids = new Set<string>()
  questions.forEach((question, i) => {
    const refuse: Refuse = (part, detail, code, values) => {
      errors.push({ pointer: `#/questions/${i}/${part}`, detail, code, values })
    }
    if (ids.has(question.id)) refuse('id', 'stands twice', 'twice')
    ids.add(question.id)
    checkOptions(question, refuse)
    checkMatching(question, refuse)
    const roles: readonly string[] = rolesOfKind[kind]
    if (question.roles.some((role) => !roles.includes(role)))
      refuse('roles', 'is no role of this kind of program', 'not-one-of')
  })
  if (errors.length > 0) throw problem('values-refused', { errors })
}

type Refuse = (part: string, detail: string, code: string, values?: { min: number }) => void

function checkOptions({ kind, options }: ProgramQuestion, refuse: Refuse): void {
  if (!kind.endsWith('_choice')) {
    if (options.length > 0) refuse('options', 'only choices have options', 'invalid')
    return
  }
  if (options.length < 2) refuse('options', 'a choice needs two options', 'too-few', { min: 2 })
  const ids = new Set(options.map(({ id }) => id))
  if (ids.size < options.length) refuse('options', 'an option stands twice', 'twice')
}

function checkMatching(question: ProgramQuestion, refuse: Refuse): void {
  const { kind, matching, roles, minimum, maximum } = question
  const rules: readonly string[] = rulesOfKind[kind]
  if (!rules.includes(matching)) refuse('matching', 'does not suit this kind', 'not-one-of')
  if (kind !== 'number' && (minimum !== null || maximum !== null))
    refuse('minimum', 'only numbers have bounds', 'invalid')
  if (minimum !== null && maximum !== null && maximum <= minimum)
    refuse('maximum', 'is not above the minimum', 'too-small', { min: minimum })
  if (matching === 'close' && (minimum === null || maximum === null))
    refuse('minimum', 'closeness is measured between two bounds', 'required')
  if (matching !== 'none' && roles.length === 1)
    refuse('roles', 'what counts in matching is asked of everybody', 'invalid')
}

/** As the columns hold it. */
export const matchEndsColumns = (ends: MatchEnds) => ({
  matchEndsOn: ends.kind === 'on' ? ends.date : null,
  matchEndsAfterDays: ends.kind === 'after' ? ends.days : null,
})
