import { Plus, X } from 'lucide-react'
import { useId, useRef } from 'react'
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup'
import { useTranslation } from 'react-i18next'
import type { Component } from '#api/flows.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { CoordinateField } from '#web/ui/coordinate-field.tsx'
import { cx } from '#web/ui/cx.ts'
import { DateField, DateTimeField, TimeField } from '#web/ui/date-field.tsx'
import field from '#web/ui/field.module.css'
import { Field } from '#web/ui/field.tsx'
import { useFieldError } from '#web/ui/form.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { NumberField } from '#web/ui/number-field.tsx'
import { Select } from '#web/ui/select.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import type { FormFiles } from './form-files.ts'
import { answersMax, type FormValue, fromPlace, toPlace, valueProblem } from './form-values.ts'
import { useSession } from './session.ts'
import { useTimeZone } from './use-time-zone.ts'
import styles from './value-field.module.css'

interface Props {
  component: Component
  value: FormValue | undefined
  onChange: (value: FormValue) => void
  /** Where its photos and its signature are kept; without it they cannot be given. */
  files?: FormFiles
}

/** The field of one component of a flow's page (FL1); its name is the pointer of its value. */
export function ValueField({ component, value, onChange }: Props) {
  const { t } = useTranslation()
  const timeZone = useTimeZone()
  const { currency } = useSession().organization
  const judge = (given: FormValue | undefined) => {
    const problem = valueProblem(component, given)
    return problem && t(`field-errors.${problem.code}`, { ...problem.values })
  }
  const shared = {
    label: component.title,
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
      return <TextField {...asText} maxLength={1000} />
    case 'long_text':
      return <TextField {...asText} rows={4} maxLength={10_000} />
    case 'address':
      return <TextField {...asText} rows={2} maxLength={1000} />
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
        <CoordinateField
          {...shared}
          isRequired={component.required}
          value={toPlace(value)}
          onChange={(place) => onChange(fromPlace(place))}
        />
      )
    case 'select':
      return answersMax(component) > 1 ? (
        <Answers component={component} value={value} onChange={onChange} judge={judge} />
      ) : (
        <Select
          {...shared}
          isRequired={component.required}
          choices={[
            ...(component.required ? [] : [{ id: '', label: t('form-values.none') }]),
            ...(component.options ?? []).map((option) => ({ id: option, label: option })),
          ]}
          value={Array.isArray(value) ? (value[0] ?? null) : text || null}
          onChange={(id) => onChange(id || null)}
        />
      )
    case 'list':
      return component.options?.length ? (
        <Answers component={component} value={value} onChange={onChange} judge={judge} />
      ) : (
        <Entries component={component} value={value} onChange={onChange} />
      )
    case 'photo':
    case 'signature':
      return null
  }
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
function Entries({ component, value, onChange }: Props) {
  const { t } = useTranslation()
  const group = useRef<HTMLFieldSetElement>(null)
  const label = useId()
  const error = useFieldError(`values/${component.id}`)
  const entries = entriesOf(value)
  const shown = entries.length > 0 ? entries : ['']
  const focus = (at: number) =>
    requestAnimationFrame(() => group.current?.querySelectorAll('input')[at]?.focus())
  const put = (next: string[], at: number) => {
    onChange(next)
    focus(at)
  }
  return (
    <fieldset
      ref={group}
      aria-labelledby={label}
      data-field={`values/${component.id}`}
      className={styles.entries}
    >
      <div className={field.labels}>
        <span id={label} className={field.label}>
          {component.title}
        </span>
        {!component.required && <span className={field.optional}>{t('ui.optional')}</span>}
      </div>
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
            validate={(text) =>
              component.required && at === 0 && !text.trim() && shown.length === 1
                ? t('field-errors.required')
                : null
            }
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
      {component.help && <p className={field.help}>{component.help}</p>}
      {error && <p className={field.error}>{error}</p>}
    </fieldset>
  )
}
