import findZone from '@photostructure/tz-lookup'

/**
 * IANA zone of a place for whoever did not say theirs; UTC where there is no country. The borders of zones are coarse, so one
 * that is not of the country (Unicode CLDR, part of the runtime) gives way to the one of the country whose winter clock is
 * nearest to the sun.
 */
export function timeZoneOf(
  country: string | null,
  place: { latitude: number; longitude: number } | null,
): string {
  if (country === null) return 'UTC'
  // ECMA-402's Intl Locale Info, which TypeScript does not know yet.
  const locale: Intl.Locale & { getTimeZones?: () => string[] | undefined } = new Intl.Locale(
    'und',
    { region: country },
  )
  const zones = locale.getTimeZones?.() ?? []
  if (place) {
    const found = findZone(place.latitude, place.longitude)
    if (zones.map(sameZone).includes(sameZone(found))) return found
  }
  const distance = (zone: string) => Math.abs(offsetHours(zone) - (place?.longitude ?? 0) / 15)
  return zones.toSorted((a, b) => distance(a) - distance(b))[0] ?? 'UTC'
}

/** One name of all that a zone has: Kolkata was Calcutta. */
const sameZone = (zone: string) =>
  new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone

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
