import { Plus, X } from 'lucide-react'
import { useRef } from 'react'
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup'
import { useTranslation } from 'react-i18next'
import { type Component, textLengths } from '#api/flows.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { cx } from '#web/ui/cx.ts'
import { DateField, DateTimeField, TimeField } from '#web/ui/date-field.tsx'
import field from '#web/ui/field.module.css'
import { Field } from '#web/ui/field.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { NumberField } from '#web/ui/number-field.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { Select } from '#web/ui/select.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import type { FormFiles } from './form-files.ts'
import { answersMax, type FormValue, fromPlace, toPlace, valueProblem } from './form-values.ts'
import { PhotoField } from './photo-field.tsx'
import { PlaceField } from './place-field.tsx'
import { useSession } from './session.ts'
import { SignatureField } from './signature-field.tsx'
import { useTimeZone } from './use-time-zone.ts'
import styles from './value-field.module.css'
import { ValueFrame } from './value-frame.tsx'

interface Props {
  component: Component
  value: FormValue | undefined
  onChange: (value: FormValue) => void
  /** Where its photos and its signature are kept; without it they cannot be given. */
  files?: FormFiles
}

/** The field of one component of a flow's page (FL1); its name is the pointer of its value. */
export function ValueField({ component, value, onChange, files }: Props) {
  const { t } = useTranslation()
  const timeZone = useTimeZone()
  const { currency } = useSession().organization
  const judge = (given: FormValue | undefined) => {
    const problem = valueProblem(component, given)
    return problem && t(`field-errors.${problem.code}`, { ...problem.values })
  }
  const shared = {
    label: component.unit
      ? t('form-values.with-unit', { title: component.title, unit: component.unit })
      : component.title,
    name: `values/${component.id}`,
    optional: !component.required,
    ...(component.help && { help: component.help }),
  }
  const text = typeof value === 'string' ? value : ''
  const moment = typeof value === 'string' ? value : null
  const asText = { ...shared, value: text, onChange, validate: judge, autoComplete: 'off' }
  const asNumber = {
    ...shared,
    plain: true,
    value: typeof value === 'number' ? value : Number.NaN,
    onChange: (number: number) => onChange(Number.isNaN(number) ? null : number),
    validate: (number: number) => judge(Number.isNaN(number) ? null : number),
  }
  const choices = [
    ...(component.required ? [] : [{ id: '', label: t('form-values.none') }]),
    ...(component.options ?? []).map((option) => ({ id: option, label: option })),
  ]
  const oneAnswer = Array.isArray(value) ? (value[0] ?? null) : text || null
  switch (component.kind) {
    case 'view':
      return (
        <div className={styles.view}>
          <p className={styles.title}>{component.title}</p>
          {component.default && <p className={styles.text}>{component.default}</p>}
          {component.help && <p className={styles.help}>{component.help}</p>}
        </div>
      )
    case 'text':
      return <TextField {...asText} maxLength={lengthOf(component)} />
    case 'long_text':
      return <TextField {...asText} rows={4} maxLength={lengthOf(component)} />
    case 'address':
      return <TextField {...asText} rows={2} maxLength={lengthOf(component)} />
    case 'phone':
      return <TextField {...asText} type="tel" inputMode="tel" maxLength={30} />
    case 'url':
      return (
        <TextField
          {...asText}
          type="url"
          inputMode="url"
          autoCapitalize="none"
          placeholder="https://"
          maxLength={2000}
        />
      )
    case 'number':
      return <NumberField {...asNumber} formatOptions={{ maximumFractionDigits: 6 }} />
    case 'currency':
      return <NumberField {...asNumber} formatOptions={{ style: 'currency', currency }} />
    case 'date':
      return (
        <DateField
          {...shared}
          isRequired={component.required}
          value={moment}
          onChange={onChange}
          validate={judge}
        />
      )
    case 'time':
      return (
        <TimeField
          {...shared}
          isRequired={component.required}
          value={moment}
          onChange={onChange}
          validate={judge}
        />
      )
    case 'date_time':
      return (
        <DateTimeField
          {...shared}
          isRequired={component.required}
          timeZone={timeZone}
          value={moment}
          onChange={onChange}
          validate={judge}
        />
      )
    case 'coordinate':
      return (
        <PlaceField
          {...shared}
          isRequired={component.required}
          value={toPlace(value)}
          onChange={(place) => onChange(fromPlace(place))}
        />
      )
    case 'select':
      if (answersMax(component) > 1)
        return <Answers component={component} value={value} onChange={onChange} judge={judge} />
      return component.appearance === 'buttons' || component.appearance === 'checkboxes' ? (
        <RadioGroup
          {...shared}
          isRequired={component.required}
          cards={component.appearance === 'buttons'}
          choices={choices}
          value={oneAnswer ?? (component.required ? null : '')}
          onChange={(id) => onChange(id || null)}
        />
      ) : (
        <Select
          {...shared}
          isRequired={component.required}
          choices={choices}
          value={oneAnswer}
          onChange={(id) => onChange(id || null)}
        />
      )
    case 'list':
      return component.options?.length ? (
        <Answers component={component} value={value} onChange={onChange} judge={judge} />
      ) : (
        <Entries component={component} value={value} onChange={onChange} judge={judge} />
      )
    case 'photo':
      return files ? (
        <PhotoField
          component={component}
          value={value}
          onChange={onChange}
          files={files}
          judge={judge}
        />
      ) : null
    case 'signature':
      return files ? (
        <SignatureField
          component={component}
          value={value}
          onChange={onChange}
          files={files}
          judge={judge}
        />
      ) : null
  }
}

/** How many characters a text may have: as its component says, else as its kind. */
function lengthOf({ kind, maxLength }: Component): number {
  const most = kind === 'long_text' ? textLengths.long_text : textLengths.text
  return Math.min(maxLength ?? most, most)
}

interface Several extends Props {
  judge: (value: FormValue | undefined) => string | null
}

const entriesOf = (value: FormValue | undefined): string[] =>
  Array.isArray(value) ? value : typeof value === 'string' && value ? [value] : []

/** Several answers of a few. */
function Answers({ component, value, onChange, judge }: Several) {
  const { t } = useTranslation()
  const max = component.kind === 'select' ? answersMax(component) : 0
  const limit =
    max > 0 && max < (component.options?.length ?? 0)
      ? t('form-values.at-most', { count: max })
      : null
  return (
    <CheckboxGroup
      name={`values/${component.id}`}
      data-field={`values/${component.id}`}
      value={entriesOf(value)}
      onChange={onChange}
      validate={() => judge(value)}
      className={cx(field.field)}
    >
      <Field
        label={component.title}
        optional={!component.required}
        help={[component.help, limit].filter(Boolean).join(' · ')}
      >
        <div className={styles.answers}>
          {(component.options ?? []).map((option) => (
            <Checkbox key={option} value={option}>
              {option}
            </Checkbox>
          ))}
        </div>
      </Field>
    </CheckboxGroup>
  )
}

/** Any number of lines: Enter adds one below, Backspace in an empty one takes it away. */
function Entries({ component, value, onChange, judge }: Several) {
  const { t } = useTranslation()
  const list = useRef<HTMLDivElement>(null)
  const entries = entriesOf(value)
  const shown = entries.length > 0 ? entries : ['']
  const focus = (at: number) =>
    requestAnimationFrame(() => list.current?.querySelectorAll('input')[at]?.focus())
  const put = (next: string[], at: number) => {
    onChange(next)
    focus(at)
  }
  return (
    <ValueFrame component={component} problem={judge(value)}>
      <div ref={list} className={styles.entries}>
        {shown.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry is nothing but its place and its words
          <div key={at} className={styles.entry}>
            <TextField
              label={t('form-values.entry', { title: component.title, number: at + 1 })}
              hideLabel
              autoComplete="off"
              maxLength={2000}
              value={entry}
              onChange={(text) => onChange(shown.map((old, i) => (i === at ? text : old)))}
              onKeyDown={(event) => {
                if (event.key === 'Enter') {
                  event.preventDefault()
                  if (entry.trim()) put(shown.toSpliced(at + 1, 0, ''), at + 1)
                } else if (event.key === 'Backspace' && entry === '' && shown.length > 1) {
                  event.preventDefault()
                  put(shown.toSpliced(at, 1), Math.max(0, at - 1))
                } else event.continuePropagation()
              }}
            />
            {shown.length > 1 && (
              <IconButton
                label={t('form-values.remove-entry', { number: at + 1 })}
                icon={<X size={14} />}
                onPress={() => put(shown.toSpliced(at, 1), Math.max(0, at - 1))}
              />
            )}
          </div>
        ))}
      </div>
      <div>
        <Button
          kind="ghost"
          size="small"
          icon={<Plus size={14} />}
          onPress={() => put([...shown, ''], shown.length)}
        >
          {t('form-values.add-entry')}
        </Button>
      </div>
    </ValueFrame>
  )
}
