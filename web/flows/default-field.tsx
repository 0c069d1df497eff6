import { useTranslation } from 'react-i18next'
import { type FormValue, fromDefault } from '#web/shell/form-values.ts'
import { ValueField } from '#web/shell/value-field.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { type DraftComponent, labelsOf } from './flow-draft.ts'

interface Props {
  component: DraftComponent
  readOnly: boolean
  onChange: (patch: Partial<DraftComponent>) => void
}

/** What stands in a field before anybody typed, given in the very field that it will stand in. */
export function DefaultField({ component, readOnly, onChange }: Props) {
  const { t } = useTranslation()
  const { kind, default: text } = component
  if (kind === 'view' || readOnly)
    return (
      <TextField
        label={t(kind === 'view' ? 'flows.shown-text' : 'flows.default-value')}
        name={`values/${component.id}`}
        optional
        rows={kind === 'view' || kind === 'list' ? 4 : 1}
        maxLength={2000}
        isReadOnly={readOnly}
        value={text}
        onChange={(next) => onChange({ default: next })}
      />
    )
  // One answer at most: a default is one. Neither conditions nor duties act on it.
  const { min: _min, max: _max, appearance: _appearance, ...rest } = component
  const alone = {
    ...rest,
    title: t('flows.default-value'),
    help: t('flows.default-help'),
    required: false,
    visible: true,
    options: labelsOf(component),
    conditions: [],
  }
  return (
    <ValueField
      key={kind}
      component={alone}
      value={text === '' ? undefined : fromDefault(alone, text)}
      onChange={(value) => onChange({ default: toText(value) })}
    />
  )
}

/** A default is text in every kind: a number in figures, a list with an entry a line. */
function toText(value: FormValue): string {
  if (Array.isArray(value)) return value.join('\n')
  return value === null ? '' : String(value)
}
