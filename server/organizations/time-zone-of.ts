/**
 * IANA zone of a place for whoever did not say theirs: of the zones of its country (Unicode CLDR, part of the runtime) the
 * one whose winter clock is nearest to the sun; UTC where there is no country.
 */
export function timeZoneOf(country: string | null, longitude: number): string {
  if (country === null) return 'UTC'
  // ECMA-402's Intl Locale Info, which TypeScript does not know yet.
  const locale: Intl.Locale & { getTimeZones?: () => string[] | undefined } = new Intl.Locale(
    'und',
    { region: country },
  )
  const zones = locale.getTimeZones?.() ?? []
  const distance = (zone: string) => Math.abs(offsetHours(zone) - longitude / 15)
  return zones.toSorted((a, b) => distance(a) - distance(b))[0] ?? 'UTC'
}

/** The lesser of January's and July's, so that daylight saving time does not count. */
function offsetHours(zone: string): number {
  return Math.min(...[0, 6].map((month) => offsetAt(zone, new Date(Date.UTC(2026, month, 15)))))
}

function offsetAt(zone: string, at: Date): number {
  const name = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value
  const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(name ?? '') ?? []
  return hours ? (sign === '-' ? -1 : 1) * (Number(hours) + Number(minutes) / 60) : 0
}
