import { CheckboxGroup } from 'react-aria-components/CheckboxGroup'
import { useTranslation } from 'react-i18next'
import type { Answered, Field, FieldValue, FieldValues } from '#api/fields.ts'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { cx } from '#web/ui/cx.ts'
import { DateField } from '#web/ui/date-field.tsx'
import styles from '#web/ui/field.module.css'
import { Field as FieldFrame } from '#web/ui/field.tsx'
import { NumberField } from '#web/ui/number-field.tsx'
import { Select } from '#web/ui/select.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import answers from './field-answers.module.css'

/** Whose answers they are: members are told who sees what they write, administrators are not. */
type Whose = 'mine' | 'theirs'

interface Props {
  fields: readonly Field[]
  /** By id of the field; what is not there is unanswered. */
  values: FieldValues
  onChange: (patch: FieldValues) => void
  whose: Whose
  /** Where the values stand in the body: what refusals point to. */
  part?: 'values' | 'fields' | 'answers' | 'preview'
  isDisabled?: boolean
}

/** The questions of an organization, each with the control of its kind (PR2); inside a Form, where refusals land on them. */
export const FieldAnswers = ({
  fields,
  values,
  onChange,
  whose,
  part = 'values',
  isDisabled = false,
}: Props) =>
  fields.map((field) => (
    <FieldAnswer
      key={field.id}
      field={field}
      value={values[field.id] ?? null}
      onChange={(value) => onChange({ [field.id]: value })}
      whose={whose}
      part={part}
      isDisabled={isDisabled}
    />
  ))

/** What was answered, as a draft starts from it. */
export const valuesOf = ({ items }: Pick<Answered, 'items'>): FieldValues =>
  Object.fromEntries(items.map(({ field, value }) => [field.id, value]))

/** Past this many options one types instead of looking. */
const listMax = 12

interface One extends Pick<Props, 'whose' | 'part' | 'isDisabled'> {
  field: Field
  value: FieldValue
  onChange: (value: FieldValue) => void
}

/** One question. */
export function FieldAnswer({
  field,
  value,
  onChange,
  whose,
  part = 'values',
  isDisabled = false,
}: One) {
  const { t } = useTranslation()
  const { kind, options, required } = field
  const missing = () => (required ? t('field-errors.required') : null)
  const shared = {
    label: field.name,
    help: [field.help, whose === 'mine' && t(`fields.seen-by.${field.visibility}`)]
      .filter(Boolean)
      .join(' · '),
    name: `${part}/${field.id}`,
    optional: !required,
    isDisabled,
  }
  const text = typeof value === 'string' ? value : ''
  const asText = {
    ...shared,
    autoComplete: 'off',
    value: text,
    onChange: (typed: string) => onChange(typed || null),
    validate: (typed: string) => (typed.trim() ? null : missing()),
  }
  switch (kind) {
    case 'text':
      return <TextField {...asText} maxLength={500} />
    case 'long_text':
      return <TextField {...asText} rows={4} maxLength={5000} />
    case 'number':
      return (
        <NumberField
          {...shared}
          plain
          formatOptions={{ maximumFractionDigits: 10 }}
          value={typeof value === 'number' ? value : Number.NaN}
          onChange={(number) => onChange(Number.isNaN(number) ? null : number)}
          validate={(number) => (Number.isNaN(number) ? missing() : null)}
        />
      )
    case 'date':
      return (
        <DateField {...shared} isRequired={required} value={text || null} onChange={onChange} />
      )
    case 'single_choice': {
      const choices = [...(required ? [] : [{ id: '', label: t('form-values.none') }]), ...options]
      return choices.length > listMax ? (
        <ComboBox
          {...shared}
          isRequired={required}
          choices={options}
          value={text || null}
          onChange={onChange}
        />
      ) : (
        <Select
          {...shared}
          isRequired={required}
          choices={choices}
          value={text || null}
          onChange={(id) => onChange(id || null)}
        />
      )
    }
    case 'multiple_choice':
      return (
        <CheckboxGroup
          name={shared.name}
          data-field={shared.name}
          isDisabled={isDisabled}
          value={Array.isArray(value) ? value : []}
          onChange={(ids) => onChange(ids.length > 0 ? ids : null)}
          validate={(ids) => (ids.length > 0 ? null : missing())}
          className={cx(styles.field)}
        >
          <FieldFrame label={shared.label} optional={shared.optional} help={shared.help}>
            <div className={cx(answers.options, options.length > listMax && answers.many)}>
              {options.map(({ id, label }) => (
                <Checkbox key={id} value={id}>
                  {label}
                </Checkbox>
              ))}
            </div>
          </FieldFrame>
        </CheckboxGroup>
      )
  }
}
