import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useHourCycle } from './regional.ts'

const seconds = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

const minute = ['minute', 60] as const
const durationUnits = [['day', 86_400], ['hour', 3_600], minute] as const

const byteUnits = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const

/** The largest unit that fits, rounded towards now: -7,300 s → -2 hours; under a minute 0 seconds ("now"). */
export function relativeParts(time: number, now: number): [number, Intl.RelativeTimeFormatUnit] {
  const distance = (time - now) / 1000
  for (const [unit, size] of seconds)
    if (Math.abs(distance) >= size) return [Math.trunc(distance / size), unit]
  return [0, 'second']
}

/**
 * Numbers, dates and times in a language and a time zone (the browser's when left out); with twelve or twenty-four hours as
 * `hourCycle` says, else as the language does.
 */
export function createFormat(
  language: string,
  timeZone?: string,
  { hourCycle }: Pick<Intl.DateTimeFormatOptions, 'hourCycle'> = {},
) {
  const zone = timeZone ? { timeZone } : {}
  const hours = hourCycle ? { hourCycle } : {}
  const number = new Intl.NumberFormat(language)
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', ...zone })
  const dateTime = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...zone,
    ...hours,
  })
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  return {
    number: (value: number) => number.format(value),
    date: (time: string | number | Date) => date.format(new Date(time)),
    dateTime: (time: string | number | Date) => dateTime.format(new Date(time)),
    relative: (time: string | number | Date, now: number = Date.now()) =>
      relative.format(...relativeParts(new Date(time).getTime(), now)),
    list: (parts: readonly string[]) => list.format(parts),
    /** Seconds in the largest unit that fits without a rest: 5400 → 90 minutes. */
    duration: (value: number) => {
      const [unit, size] = durationUnits.find(([, one]) => value % one === 0) ?? minute
      const format = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 } as const
      return new Intl.NumberFormat(language, format).format(value / size)
    },
    /** In the largest unit that fits, by thousands as files are counted: 1,300,000 → 1.3 MB. */
    bytes: (value: number) => {
      const [unit, size] = byteUnits.find(([, one]) => value >= one) ?? ['byte', 1]
      const format = {
        style: 'unit',
        unit,
        unitDisplay: 'short',
        maximumFractionDigits: 1,
      } as const
      return new Intl.NumberFormat(language, format).format(value / size)
    },
    /** Minor units (cents) of an ISO 4217 currency. */
    money: (minor: number, currency: string) => {
      const format = new Intl.NumberFormat(language, { style: 'currency', currency })
      return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
    },
  }
}

/** `createFormat` of the language on screen, with the organization's hours. */
export function useFormat(timeZone?: string) {
  const { i18n } = useTranslation()
  const hours = useHourCycle()
  return useMemo(
    () => createFormat(i18n.language, timeZone, hours),
    [i18n.language, timeZone, hours],
  )
}
