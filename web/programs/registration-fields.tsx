import { useTranslation } from 'react-i18next'
import type { FieldValues } from '#api/fields.ts'
import type { AskedQuestion, ProgramKind, ProgramRole } from '#api/programs.ts'
import { FieldAnswer } from '#web/shell/field-answers.tsx'
import { NumberField } from '#web/ui/number-field.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { rolesOf } from './program-words.tsx'

interface RoleProps {
  kind: ProgramKind
  value: { role: ProgramRole; capacity: number }
  onChange: (patch: Partial<RoleProps['value']>) => void
  /** What takes a place already: below it no capacity goes, and the role stays. */
  openMatches: number
  /** Members are told what a role means for them. */
  whose: 'mine' | 'theirs'
  isDisabled?: boolean
}

/** As whom somebody takes part, and with how many at once (MT1). */
export function RoleFields({
  kind,
  value,
  onChange,
  openMatches,
  whose,
  isDisabled = false,
}: RoleProps) {
  const { t } = useTranslation()
  const roles = rolesOf(kind)
  const { role, capacity } = value
  return (
    <>
      {roles.length > 1 && (
        <RadioGroup
          label={t('programs.role')}
          name="role"
          cards={whose === 'mine'}
          isDisabled={isDisabled || openMatches > 0}
          {...(openMatches > 0 && { help: t('programs.role-stays') })}
          choices={roles.map((id) => ({
            id,
            label: t(`programs.roles.${id}`),
            ...(whose === 'mine' && { description: t(`programs.role-texts.${id}`) }),
          }))}
          value={role}
          onChange={(next) => onChange({ role: next })}
        />
      )}
      <NumberField
        label={t(`programs.capacity.${role}`)}
        name="capacity"
        help={
          openMatches > 0
            ? t('programs.capacity-taken', { count: openMatches })
            : t('programs.capacity-help')
        }
        isDisabled={isDisabled}
        minValue={Math.max(1, openMatches)}
        maxValue={50}
        value={capacity}
        onChange={(next) => onChange({ capacity: Number.isNaN(next) ? 1 : next })}
      />
    </>
  )
}

/** A question as `FieldAnswer` takes it. */
interface Question extends AskedQuestion {
  roles: readonly ProgramRole[]
}

interface AnswerProps {
  questions: readonly Question[]
  role: ProgramRole
  values: FieldValues
  onChange: (patch: FieldValues) => void
  /** Administrators may leave out what is required. */
  whose: 'mine' | 'theirs'
  isDisabled?: boolean
}

/** Which questions somebody in this role is asked. */
export const questionsFor = <Q extends Question>(questions: readonly Q[], role: ProgramRole): Q[] =>
  questions.filter(({ roles }) => roles.length === 0 || roles.includes(role))

/** The questions of a program, each saying who reads what is answered. */
export function AnswerFields({
  questions,
  role,
  values,
  onChange,
  whose,
  isDisabled = false,
}: AnswerProps) {
  const { t } = useTranslation()
  return questionsFor(questions, role).map((question) => (
    <FieldAnswer
      key={question.id}
      field={{
        ...question,
        name: question.title,
        required: question.required && whose === 'mine',
        help: [
          question.help,
          question.kind === 'number' && question.minimum !== null && question.maximum !== null
            ? t('programs.range', { from: question.minimum, to: question.maximum })
            : '',
          whose === 'mine' &&
            t(`programs.seen-by.${question.visible ? 'others' : 'administrators'}`),
        ]
          .filter(Boolean)
          .join(' · '),
        visibility: 'administrators',
      }}
      value={values[question.id] ?? null}
      onChange={(value) => onChange({ [question.id]: value })}
      // What it says of who sees it holds for fields of the organization alone.
      whose="theirs"
      part="answers"
      isDisabled={isDisabled}
    />
  ))
}
