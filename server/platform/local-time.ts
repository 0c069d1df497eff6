// Times as the clocks of a place show them.

/** How far the clocks of a zone (IANA) are ahead of UTC at a moment, in milliseconds. */
function offsetMs(zone: string, at: Date): number {
  const name = formatOf(zone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value
  const [, sign, hours = 0, minutes = 0, seconds = 0] =
    /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(name ?? '') ?? []
  const ahead = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return (sign === '-' ? -1 : 1) * ahead * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  formats.set(zone, format)
  return format
}

/**
 * The moment at which the clocks of a zone show `2026-03-31T08:30:00`. Shown twice, when clocks are put back: the first one; never
 * shown: as much later as they are put forward.
 */
export function fromLocal(local: string, zone: string): Date {
  const shown = Date.parse(`${local}Z`)
  const dayMs = 86_400_000
  const [before, after] = [-dayMs, dayMs].map((way) => offsetMs(zone, new Date(shown + way)))
  const [early, late] = [new Date(shown - Number(before)), new Date(shown - Number(after))]
  // By the clocks of before, unless those of after are right and these are not.
  const right = (at: Date) => at.getTime() + offsetMs(zone, at) === shown
  return right(early) || !right(late) ? early : late
}

/** `2026-03-31T08:30:00+07:00`: a moment as the clocks of a zone show it, to the second. */
export function toLocal(at: Date, zone: string): string {
  const ahead = Math.round(offsetMs(zone, at) / 60_000)
  const local = new Date(at.getTime() + ahead * 60_000).toISOString().slice(0, 19)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const minutes = Math.abs(ahead)
  return `${local}${ahead < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
