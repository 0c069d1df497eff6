/** What a number of a workbook is, by the format that it is shown in. */
export interface TimeFormat {
  date: boolean
  time: boolean
}

const none: TimeFormat = { date: false, time: false }

/** Those without a pattern of their own in the file (ECMA-376, 18.8.30). */
export function builtInFormat(id: number): TimeFormat {
  const date = (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36
  const time = (id >= 18 && id <= 22) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)
  return { date: date || (id >= 50 && id <= 58), time }
}

/** By its pattern: what stands in quotes, after a backslash and in brackets (colours, languages) is no sign of a date. */
export function formatOf(pattern: string): TimeFormat {
  const signs = pattern
    .toLowerCase()
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?![hms]+\])[^\]]*\]/g, '')
    .replace(/general/g, '')
  const time = /[hs]/.test(signs)
  return /[dymhs]/.test(signs) ? { date: /[dy]/.test(signs) || !time, time } : none
}

const dayMs = 86_400_000
/** After 9999-12-31 there are no dates. */
const serialMax = 2_958_466

/**
 * The date or time of day that a number stands for, as `2026-03-31`, `08:30` or `2026-03-31 08:30`; null: it is none. Days count
 * from 1900, which a spreadsheet takes for a leap year, or from 1904.
 */
export function serialToText(
  serial: number,
  { date, time }: TimeFormat,
  from1904: boolean,
): string | null {
  if ((!date && !time) || !(serial >= 0 && serial < serialMax)) return null
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30)
  const seconds = Math.round((serial * dayMs) / 1000)
  const [day = '', clock = ''] = new Date(epoch + seconds * 1000).toISOString().split('T')
  const hours = clock.slice(0, clock.slice(6, 8) === '00' ? 5 : 8)
  const onlyTime = !date || (time && serial < 1)
  if (onlyTime) return serial < 1 ? hours : null
  return time ? `${day} ${hours}` : day
}
