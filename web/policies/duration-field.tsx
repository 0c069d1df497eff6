import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormRow } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { NumberField } from '#web/ui/number-field.tsx'
import { Select } from '#web/ui/select.tsx'
import { minute, range, type Unit, unitOf, units } from './units.ts'

interface Props {
  label: string
  name: string
  help: string
  isDisabled: boolean
  /** The choices that most need, in seconds. */
  choices: readonly number[]
  /** Units in which another one may be typed. */
  typed?: readonly Unit[]
  /** Says a length; left out, it is said plainly: "8 hours". */
  say?: (duration: string) => string
}

interface Required extends Props {
  value: number
  onChange: (seconds: number) => void
  none?: undefined
}

interface Optional extends Props {
  value: number | null
  onChange: (seconds: number | null) => void
  /** What null means, as a choice. */
  none: string
}

/** A length of time in seconds: one of a few, or another one typed in minutes, hours or days. */
export function DurationField({ label, name, help, isDisabled, ...props }: Required | Optional) {
  const { t } = useTranslation()
  const { duration } = useFormat()
  const { value, choices, typed = ['minute', 'hour', 'day'], say = (text) => text } = props
  const [other, setOther] = useState(value !== null && !choices.includes(value))
  const [unit, setUnit] = useState(() => unitOf(value ?? minute, typed))
  const size = units[unit]
  const shown = other || (value !== null && !choices.includes(value)) ? 'other' : String(value)
  const change = (seconds: number) => props.onChange(seconds)
  const choose = (id: string) => {
    setOther(id === 'other')
    if (id === 'other') {
      setUnit(unitOf(value ?? choices[0] ?? minute, typed))
      if (value === null) change(choices[0] ?? minute)
    } else if (id !== 'null') change(Number(id))
    else if (props.none !== undefined) props.onChange(null)
  }
  return (
    <>
      <Select
        label={label}
        {...(shown !== 'other' && { name })}
        help={help}
        isDisabled={isDisabled}
        choices={[
          ...(props.none === undefined ? [] : [{ id: 'null', label: props.none }]),
          ...choices.map((seconds) => ({ id: String(seconds), label: say(duration(seconds)) })),
          { id: 'other', label: t('policies.other') },
        ]}
        value={shown}
        onChange={choose}
      />
      {shown === 'other' && value !== null && (
        <FormRow>
          {/* Its hidden input stands beside it, not within: so a refusal finds it. */}
          <div data-field={name}>
            <NumberField
              label={t('policies.other-number', { label })}
              hideLabel
              name={name}
              isRequired
              isDisabled={isDisabled}
              minValue={range(unit).min}
              maxValue={range(unit).max}
              value={value / size}
              onChange={(number) =>
                change(Number.isNaN(number) ? number : Math.round(number * size))
              }
            />
          </div>
          {typed.length > 1 && (
            <Select
              label={t('policies.other-unit', { label })}
              hideLabel
              isDisabled={isDisabled}
              choices={typed.map((id) => ({ id, label: t(`policies.units.${id}`) }))}
              value={unit}
              onChange={(next) => {
                const { min, max } = range(next)
                setUnit(next)
                change(Math.min(max, Math.max(min, Math.round(value / size))) * units[next])
              }}
            />
          )}
        </FormRow>
      )}
    </>
  )
}
