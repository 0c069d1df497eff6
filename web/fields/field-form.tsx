import { useTranslation } from 'react-i18next'
import { type Field, fieldKinds, fieldVisibilities } from '#api/fields.ts'
import { OptionsEditor } from '#web/shell/options-editor.tsx'
import { useSession } from '#web/shell/session.ts'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { useFormat } from '#web/ui/format.ts'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { Select } from '#web/ui/select.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './fields.module.css'
import { KindIcon } from './kind-icon.tsx'

interface Props {
  value: Omit<Field, 'id'>
  onChange: (patch: Partial<Omit<Field, 'id'>>) => void
  /** Of a field that exists: its options, and how many have chosen each. */
  saved?: { options: Field['options']; chosen: Readonly<Record<string, number>> }
  isDisabled?: boolean
  autoFocus?: boolean
}

/** What makes a field: question, help, kind, options, whether it must be answered, and who sees what is answered. */
export function FieldForm({
  value,
  onChange,
  saved,
  isDisabled = false,
  autoFocus = false,
}: Props) {
  const { t } = useTranslation()
  const { name: organization } = useSession().organization
  const { kind, options } = value
  return (
    <>
      <TextField
        label={t('fields.name')}
        name="name"
        help={t('fields.name-help')}
        autoFocus={autoFocus}
        isRequired
        isDisabled={isDisabled}
        maxLength={100}
        autoComplete="off"
        value={value.name}
        onChange={(name) => onChange({ name })}
      />
      <TextField
        label={t('fields.help')}
        name="help"
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
        name="kind"
        isDisabled={isDisabled || saved !== undefined}
        {...(saved && { help: t('fields.kind-stays') })}
        choices={fieldKinds.map((id) => ({
          id,
          label: t(`fields.kinds.${id}`),
          icon: <KindIcon kind={id} />,
        }))}
        value={kind}
        onChange={(next) => onChange({ kind: next })}
      />
      {(kind === 'single_choice' || kind === 'multiple_choice') && (
        <>
          <OptionsEditor
            options={options}
            isDisabled={isDisabled}
            onChange={(changed) => onChange({ options: changed })}
          />
          {saved && <GoneOptions options={options} before={saved.options} chosen={saved.chosen} />}
        </>
      )}
      <Checkbox
        isSelected={value.required}
        isDisabled={isDisabled}
        onChange={(required) => onChange({ required })}
        description={t('fields.required-help')}
      >
        {t('fields.required')}
      </Checkbox>
      <RadioGroup
        label={t('fields.visibility')}
        name="visibility"
        isDisabled={isDisabled}
        choices={fieldVisibilities.map((id) => ({
          id,
          label: t(`fields.visibilities.${id}`),
          description: t(`fields.visibility-help.${id}`, { name: organization }),
        }))}
        value={value.visibility}
        onChange={(visibility) => onChange({ visibility })}
      />
    </>
  )
}

/** What saving would make of answers: those to options that are about to go. */
function GoneOptions({
  options,
  before,
  chosen,
}: {
  options: Field['options']
  before: Field['options']
  chosen: Readonly<Record<string, number>>
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const left = new Set(options.map(({ id }) => id))
  const gone = before.filter(({ id }) => !left.has(id) && chosen[id])
  return (
    <div role="status" className={styles.gone}>
      {gone.map(({ id, label }) => (
        <p key={id}>
          {t('fields.options-gone', {
            count: chosen[id] ?? 0,
            number: format.number(chosen[id] ?? 0),
            label,
          })}
        </p>
      ))}
    </div>
  )
}
