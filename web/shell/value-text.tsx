import { useTranslation } from 'react-i18next'
import type { Component } from '#api/flows.ts'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { useHourCycle } from '#web/ui/regional.ts'
import { type FormValue, isBlank } from './form-values.ts'
import { useSession } from './session.ts'
import { useTimeZone } from './use-time-zone.ts'
import styles from './value-text.module.css'

/** A value as people read it, in the language on screen and the member's time zone. */
export function ValueText({
  component,
  value,
}: {
  component: Component
  value: FormValue | undefined
}) {
  const { t, i18n } = useTranslation()
  const format = useFormat(useTimeZone())
  const hours = useHourCycle()
  const { currency } = useSession().organization
  if (value === undefined || value === null || isBlank(value)) return <>–</>
  if (component.kind === 'signature') return <>{t('form-values.signed-short')}</>
  if (component.kind === 'photo')
    return <>{t('form-values.photos', { count: Array.isArray(value) ? value.length : 1 })}</>
  if (Array.isArray(value))
    return component.kind === 'list' ? (
      <ul className={styles.list}>
        {value.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries may be the same words twice
          <li key={at}>{entry}</li>
        ))}
      </ul>
    ) : (
      format.list(value)
    )
  if (typeof value === 'number')
    return component.kind === 'currency'
      ? new Intl.NumberFormat(i18n.language, { style: 'currency', currency }).format(value)
      : new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 6 }).format(value)
  const text = String(value)
  switch (component.kind) {
    case 'date':
      return <>{inUtc(i18n.language, { dateStyle: 'medium' }, `${text}T00:00:00Z`) ?? text}</>
    case 'time':
      return (
        <>{inUtc(i18n.language, { timeStyle: 'short', ...hours }, `2000-01-01T${text}Z`) ?? text}</>
      )
    case 'date_time':
      return <>{Number.isNaN(Date.parse(text)) ? text : format.dateTime(text)}</>
    case 'phone':
      return <Link href={`tel:${text.replace(/[^+\d]/g, '')}`}>{text}</Link>
    case 'url':
      return (
        <Link href={text} target="_blank" rel="noreferrer noopener">
          {text}
        </Link>
      )
    default:
      return <span className={styles.lines}>{text}</span>
  }
}

/** A day or a time of day belongs to no zone: read and shown in the same one. */
function inUtc(language: string, options: Intl.DateTimeFormatOptions, time: string): string | null {
  const moment = new Date(time)
  return Number.isNaN(moment.getTime())
    ? null
    : new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(moment)
}
