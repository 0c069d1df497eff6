import { LoaderCircle, Map as MapIcon } from 'lucide-react'
import { type ComponentType, useCallback, useEffect, useId, useRef, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Group } from 'react-aria-components/Group'
import { Input } from 'react-aria-components/Input'
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components/TextField'
import { useTranslation } from 'react-i18next'
import { type Coordinate, formatCoordinate, parseCoordinate, sameCoordinate } from './coordinate.ts'
import styles from './coordinate-field.module.css'
import { countryName } from './country-name.ts'
import { cx } from './cx.ts'
import field from './field.module.css'
import { Field, type FieldFrame } from './field.tsx'
import type { MapPickerProps } from './map-picker.tsx'
import { useCountry } from './use-country.ts'

interface Props
  extends Omit<
      AriaTextFieldProps,
      'className' | 'children' | 'value' | 'defaultValue' | 'onChange' | 'onBlur' | 'validate'
    >,
    FieldFrame,
    Pick<MapPickerProps, 'around' | 'tileUrl' | 'tileAttribution'> {
  value: Coordinate | null
  /** Null while what is typed is no coordinate; the field itself says why. */
  onChange: (value: Coordinate | null) => void
  /** The map is there without being asked for. */
  startsOpen?: boolean
}

/**
 * A coordinate, typed, pasted (`-6.2, 106.8`, degrees and minutes too) or picked on a map that opens
 * below by its icon (CR3). Says which country it is in. The map is fetched when first opened.
 */
export function CoordinateField({
  label,
  help,
  optional = false,
  hideLabel = false,
  value,
  onChange,
  around,
  tileUrl,
  tileAttribution,
  startsOpen = false,
  ...props
}: Props) {
  const { t, i18n } = useTranslation()
  const whole = useRef<HTMLDivElement>(null)
  const below = useId()
  const country = useCountry(value)
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(startsOpen)
  const { Picker, failed, load } = useMapPicker(startsOpen)

  // What was typed stays as it is while it means the value; a value from elsewhere replaces it.
  const text = sameCoordinate(read(typed), value) ? typed : value ? formatCoordinate(value) : ''
  const type = (next: string) => {
    setTyped(next)
    const place = read(next)
    if (!sameCoordinate(place, value)) onChange(place)
  }
  // A pin is no typing: without this, "Enter a coordinate" would stay beside the one that was just picked.
  useEffect(() => {
    if (value) whole.current?.querySelector('input')?.dispatchEvent(new Event('change'))
  }, [value])
  const validate = (entered: string) => {
    if (!entered.trim()) return props.isRequired ? t('map.problem.missing') : null
    const place = parseCoordinate(entered)
    return typeof place === 'string' ? t(`map.problem.${place}`) : null
  }
  const where =
    value && country !== undefined
      ? country
        ? countryName(country, i18n.language)
        : t('map.no-country')
      : (help ?? t('map.help'))

  return (
    <div ref={whole} className={styles.whole}>
      <AriaTextField
        {...props}
        className={cx(field.field)}
        value={text}
        onChange={type}
        onBlur={() => value && setTyped(formatCoordinate(value))}
        validate={validate}
      >
        <Field label={label} help={where} optional={optional} hideLabel={hideLabel}>
          <Group className={cx(field.control, field.number)}>
            <Input
              placeholder="-6.2, 106.8"
              maxLength={100}
              autoComplete="off"
              spellCheck={false}
            />
            <Button
              className={cx(field.inside, styles.open)}
              aria-label={t(open ? 'map.close' : 'map.open')}
              aria-expanded={open}
              {...(open && { 'aria-controls': below })}
              onPress={() => {
                setOpen(!open)
                if (!open) load()
              }}
            >
              <MapIcon size={16} aria-hidden />
            </Button>
          </Group>
        </Field>
      </AriaTextField>
      {open && (
        <div id={below} className={styles.below}>
          {Picker ? (
            <Picker
              value={value}
              onChange={onChange}
              label={t('map.of', { label })}
              around={around}
              tileUrl={tileUrl}
              tileAttribution={tileAttribution}
            />
          ) : failed ? (
            <p role="alert">{t('map.failed')}</p>
          ) : (
            <p className={styles.loading} role="status">
              <LoaderCircle size={16} aria-hidden /> {t('map.loading')}
            </p>
          )}
        </div>
      )}
    </div>
  )
}

function read(text: string): Coordinate | null {
  const place = parseCoordinate(text)
  return typeof place === 'string' ? null : place
}

/** Without `lazy`, which would remember a failed download: here closing and opening tries again. */
function useMapPicker(atOnce: boolean) {
  const [Picker, setPicker] = useState<ComponentType<MapPickerProps>>()
  const [failed, setFailed] = useState(false)
  const load = useCallback(() => {
    setFailed(false)
    import('./map-picker.tsx').then(
      ({ MapPicker }) => setPicker(() => MapPicker),
      () => setFailed(true),
    )
  }, [])
  useEffect(() => {
    if (atOnce) load()
  }, [atOnce, load])
  return { Picker, failed, load }
}
