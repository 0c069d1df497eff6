import { z } from 'zod'
import { fromLocal } from '#server/platform/local-time.ts'
import { toDate } from '#server/platform/tables/cell.ts'

const isoDate = z.iso.date()

/**
 * A time as people write it in a cell: `2026-03-31 08:30`, days first `31.3.2026 8:30`, either without the time of day (then when
 * that day begins, or for an end its last minute), or ISO 8601 with an offset. Without one it is of `zone`. Null: none of these.
 */
export function readTime(text: string, zone: string, day: 'begins' | 'ends'): Date | null {
  const absolute =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i.exec(text)
  if (absolute) {
    const [, date = '', clock = '', seconds = '00', offset = ''] = absolute
    const at = new Date(`${date}T${clock}:${seconds}${offset.toUpperCase()}`)
    return isoDate.safeParse(date).success && !Number.isNaN(at.getTime()) ? at : null
  }
  const [, given = '', hours, minutes = '00', seconds = '00'] =
    /^(\S+?)(?:(?:T|,? +)(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?)?$/.exec(text) ?? []
  const date = toDate(given)
  if (!isoDate.safeParse(date).success) return null
  if (hours === undefined)
    return fromLocal(`${date}T${day === 'begins' ? '00:00:00' : '23:59:00'}`, zone)
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null
  return fromLocal(`${date}T${hours.padStart(2, '0')}:${minutes}:${seconds}`, zone)
}
