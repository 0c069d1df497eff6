import { useTranslation } from 'react-i18next'
import { selectAppearances } from '#api/flows.ts'
import { OptionsEditor } from '#web/shell/options-editor.tsx'
import { FormRow } from '#web/ui/form.tsx'
import { NumberField } from '#web/ui/number-field.tsx'
import { Select } from '#web/ui/select.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './builder.module.css'
import { type DraftComponent, hasCounts, hasOptions, hasRange, lengthsMax } from './flow-draft.ts'

interface Props {
  component: DraftComponent
  readOnly: boolean
  onChange: (patch: Partial<DraftComponent>) => void
  complaint: (field: string) => string | null
}

/** What only some kinds have: options, counts, ranges, units, lengths. */
export function KindSettings({ component, readOnly, onChange, complaint }: Props) {
  const { t } = useTranslation()
  const { kind } = component
  const number = (field: 'min' | 'max' | 'minimum' | 'maximum' | 'maxLength') => ({
    label: t(`flows.settings.${field}`),
    name: field,
    optional: true,
    isReadOnly: readOnly,
    value: component[field] ?? Number.NaN,
    onChange: (given: number) => onChange({ [field]: Number.isNaN(given) ? undefined : given }),
    validate: () => complaint(field),
  })
  const wrongOptions = complaint('options')
  return (
    <>
      {hasOptions(kind) && (
        <div>
          <OptionsEditor
            options={component.options}
            optionsMax={100}
            isDisabled={readOnly}
            onChange={(options) => onChange({ options })}
          />
          {kind === 'list' && <p className={styles.quiet}>{t('flows.list-options-help')}</p>}
          {wrongOptions && <p className={styles.wrong}>{wrongOptions}</p>}
        </div>
      )}
      {kind === 'select' && (
        <Select
          label={t('flows.settings.appearance')}
          name="appearance"
          isDisabled={readOnly}
          choices={(['auto', ...selectAppearances] as const).map((id) => ({
            id,
            label: t(`flows.appearances.${id}`),
          }))}
          value={component.appearance ?? 'auto'}
          onChange={(appearance) =>
            onChange({ appearance: appearance === 'auto' ? undefined : appearance })
          }
        />
      )}
      {hasCounts(kind) && (
        <div className={styles.counts}>
          <FormRow>
            <NumberField {...number('min')} minValue={0} maxValue={100} />
            <NumberField {...number('max')} minValue={1} maxValue={100} />
          </FormRow>
          <p className={styles.quiet}>
            {t(`flows.counts-help.${kind === 'photo' ? 'photo' : 'select'}`)}
          </p>
        </div>
      )}
      {hasRange(kind) && (
        <FormRow>
          <NumberField {...number('minimum')} plain />
          <NumberField {...number('maximum')} plain />
          {kind === 'number' && (
            <TextField
              label={t('flows.settings.unit')}
              name="unit"
              optional
              placeholder="kg"
              autoComplete="off"
              maxLength={20}
              isReadOnly={readOnly}
              value={component.unit ?? ''}
              onChange={(unit) => onChange({ unit: unit || undefined })}
            />
          )}
        </FormRow>
      )}
      {lengthsMax[kind] !== undefined && (
        <NumberField {...number('maxLength')} plain minValue={1} maxValue={lengthsMax[kind]} />
      )}
    </>
  )
}
