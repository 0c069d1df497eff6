import { useTranslation } from 'react-i18next'
import {
  type MatchingRule,
  type ProgramKind,
  type ProgramQuestion,
  questionKinds,
  rulesOfKind,
} from '#api/programs.ts'
import { OptionsEditor } from '#web/shell/options-editor.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { FormRow } from '#web/ui/form.tsx'
import { NumberField } from '#web/ui/number-field.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { Select } from '#web/ui/select.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { rolesOf } from './program-words.tsx'

interface Props {
  program: ProgramKind
  value: ProgramQuestion
  onChange: (patch: Partial<ProgramQuestion>) => void
  /** Its place among the questions: what refusals point to. */
  at: number
  isNew: boolean
  isDisabled: boolean
}

const weights = ['1', '2', '3', '4', '5'] as const

/** What makes a question: words, kind, options, who is asked and who reads it, and how answers count in matching. */
export function QuestionForm({ program, value, onChange, at, isNew, isDisabled }: Props) {
  const { t } = useTranslation()
  const name = (field: string) => `questions/${at}/${field}`
  const { kind, matching } = value
  const rules: readonly MatchingRule[] = rulesOfKind[kind]
  const roles = rolesOf(program)
  const limits = kind === 'number'
  const limit = (given: number | null, change: (limit: number | null) => void) => ({
    isDisabled,
    value: given ?? Number.NaN,
    onChange: (number: number) => change(Number.isNaN(number) ? null : number),
  })
  return (
    <>
      <TextField
        label={t('programs.question')}
        name={name('title')}
        autoFocus={isNew}
        isRequired
        isDisabled={isDisabled}
        maxLength={200}
        autoComplete="off"
        placeholder={t('programs.question-example')}
        value={value.title}
        onChange={(title) => onChange({ title })}
      />
      <TextField
        label={t('fields.help')}
        name={name('help')}
        help={t('fields.help-help')}
        optional
        isDisabled={isDisabled}
        maxLength={300}
        autoComplete="off"
        value={value.help}
        onChange={(help) => onChange({ help })}
      />
      <Select
        label={t('fields.kind')}
        name={name('kind')}
        isDisabled={isDisabled || !isNew}
        {...(!isNew && { help: t('fields.kind-stays') })}
        choices={questionKinds.map((id) => ({ id, label: t(`programs.question-kinds.${id}`) }))}
        value={kind}
        onChange={(next) => {
          const takes: readonly MatchingRule[] = rulesOfKind[next]
          onChange({
            kind: next,
            matching: takes.includes(matching) ? matching : (takes[1] ?? 'none'),
          })
        }}
      />
      {kind.endsWith('_choice') && (
        <OptionsEditor
          name={name('options')}
          options={value.options}
          optionsMax={100}
          isDisabled={isDisabled}
          onChange={(options) => onChange({ options })}
        />
      )}
      {limits && (
        <FormRow>
          <NumberField
            label={t('programs.minimum-number')}
            name={name('minimum')}
            plain
            {...limit(value.minimum, (minimum) => onChange({ minimum }))}
          />
          <NumberField
            label={t('programs.maximum-number')}
            name={name('maximum')}
            plain
            {...limit(value.maximum, (maximum) => onChange({ maximum }))}
          />
        </FormRow>
      )}
      {rules.length > 1 && (
        <RadioGroup
          label={t('programs.matching')}
          name={name('matching')}
          isDisabled={isDisabled}
          choices={rules.map((id) => ({
            id,
            label: t(`programs.rules.${id}`),
            description: t(`programs.rule-texts.${id}`),
          }))}
          value={matching}
          onChange={(next) => onChange({ matching: next })}
        />
      )}
      {matching !== 'none' && (
        <Select
          label={t('programs.weight')}
          name={name('weight')}
          isDisabled={isDisabled}
          choices={weights.map((id) => ({ id, label: t(`programs.weights.${id}`) }))}
          value={weights.find((id) => Number(id) === value.weight) ?? null}
          onChange={(weight) => onChange({ weight: Number(weight) })}
        />
      )}
      {roles.length > 1 && matching === 'none' && (
        <Select
          label={t('programs.who-is-asked')}
          name={name('roles')}
          isDisabled={isDisabled}
          choices={[
            { id: 'all', label: t('programs.everybody') },
            ...roles.map((id) => ({ id, label: t(`programs.members.${id}`) })),
          ]}
          value={value.roles.length === 1 ? (value.roles[0] ?? 'all') : 'all'}
          onChange={(id) => onChange({ roles: roles.filter((role) => role === id) })}
        />
      )}
      <Checkbox
        isSelected={value.required}
        isDisabled={isDisabled}
        onChange={(required) => onChange({ required })}
        description={t('programs.required-help')}
      >
        {t('fields.required')}
      </Checkbox>
      <Checkbox
        isSelected={value.visible}
        isDisabled={isDisabled}
        onChange={(visible) => onChange({ visible })}
        description={t('programs.visible-help')}
      >
        {t('programs.visible')}
      </Checkbox>
    </>
  )
}
