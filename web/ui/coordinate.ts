/** A place on earth in degrees (WGS 84): latitude −90…90, longitude −180…180. */
export interface Coordinate {
  latitude: number
  longitude: number
}

/** Why a text is no coordinate; each has its words in the locale under `map.problem`. */
export type CoordinateProblem = 'unreadable' | 'latitude' | 'longitude'

/** Any point of a map as a coordinate: longitudes past 180° wrapped, rounded to 6 decimals (11 cm). */
export function toCoordinate(latitude: number, longitude: number): Coordinate {
  const wrapped = Math.abs(longitude) <= 180 ? longitude : longitude - 360 * turns(longitude)
  return { latitude: round(Math.min(90, Math.max(-90, latitude))), longitude: round(wrapped) }
}

/** The same longitude, moved by whole turns to within half a turn of another one. */
export const nearLongitude = (longitude: number, other: number): number =>
  longitude - 360 * turns(longitude - other)

const turns = (degrees: number) => Math.round(degrees / 360)

// Adding zero turns −0, which prints as "-0", into 0.
const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6 + 0

export const sameCoordinate = (one: Coordinate | null, other: Coordinate | null): boolean =>
  one?.latitude === other?.latitude && one?.longitude === other?.longitude

/** As people type and paste it: `-6.2, 106.8`; what `parseCoordinate` reads back unchanged. */
export const formatCoordinate = ({ latitude, longitude }: Coordinate): string =>
  `${decimals(latitude)}, ${decimals(longitude)}`

// Never in the form 1e-7, which a number this small has by itself.
const decimals = (degrees: number) => degrees.toFixed(6).replace(/\.?0+$/, '')

const hemispheres: Record<string, { axis: 'latitude' | 'longitude'; sign: 1 | -1 }> = {
  N: { axis: 'latitude', sign: 1 },
  S: { axis: 'latitude', sign: -1 },
  E: { axis: 'longitude', sign: 1 },
  W: { axis: 'longitude', sign: -1 },
  // Indonesian: lintang utara, lintang selatan, bujur timur, bujur barat.
  LU: { axis: 'latitude', sign: 1 },
  LS: { axis: 'latitude', sign: -1 },
  BT: { axis: 'longitude', sign: 1 },
  BB: { axis: 'longitude', sign: -1 },
}

const hemisphere = '(LU|LS|BT|BB|[NSEW])'
const degrees = String.raw`([+-]?\d+(?:[.,]\d+)?)\s*(?:°|\s|$|(?=[A-Z,;]))`
const minutes = String.raw`(?:\s*(\d+(?:[.,]\d+)?)\s*(?:'|\s|$|(?=[A-Z,;])))?`
const seconds = String.raw`(?:\s*(\d+(?:[.,]\d+)?)\s*(?:"|''|\s|$|(?=[A-Z,;])))?`
const angle = `${degrees}${minutes}${seconds}`
const between = String.raw`\s*[,;]?\s*`

const before = new RegExp(`^${hemisphere}\\s*${angle}${between}${hemisphere}\\s*${angle}\\s*$`)
const after = new RegExp(`^${angle}\\s*${hemisphere}${between}${angle}\\s*${hemisphere}$`)
const unnamed = new RegExp(
  String.raw`^([+-]?\d+)\s*°${minutes}${seconds}${between}([+-]?\d+)\s*°${minutes}${seconds}\s*$`,
)
const points = /^([+-]?\d*\.?\d+)°?(?:\s*[,;]\s*|\s+)([+-]?\d*\.?\d+)°?$/
const commas = /^([+-]?\d+(?:,\d+)?)(?:\s*;\s*|\s+|,\s+)([+-]?\d+(?:,\d+)?)$/
const onlyCommas = /^([+-]?\d+,\d+),([+-]?\d+,\d+)$/

/**
 * Reads what people type or paste: decimal degrees (`-6.2, 106.8`, with decimal commas `-6,2; 106,8`),
 * degrees, minutes and seconds (`6°12'30"S 106°48'E`), hemispheres in English or Indonesian, before
 * or after, longitude first if they say so. Latitude comes first otherwise.
 */
export function parseCoordinate(text: string): Coordinate | CoordinateProblem {
  const plain = text
    .trim()
    .toUpperCase()
    .replace(/^GEO:|^\(|\)$/g, '')
    .replace(/[−–]/g, '-')
    .replace(/[′’‘´]/g, "'")
    .replace(/[″”“]/g, '"')
    .replace(/[º˚]/g, '°')
    .trim()

  const decimal = plain.match(points) ?? plain.match(commas) ?? plain.match(onlyCommas)
  if (decimal) return inRange(number(decimal[1]), number(decimal[2]))

  const signed = plain.match(unnamed)
  if (signed) return inRange(sexagesimal(signed.slice(1, 4)), sexagesimal(signed.slice(4, 7)))

  const leading = plain.match(before)
  if (leading) return named(leading[1], leading.slice(2, 5), leading[5], leading.slice(6, 9))
  const trailing = plain.match(after)
  if (trailing) return named(trailing[4], trailing.slice(1, 4), trailing[8], trailing.slice(5, 8))
  return 'unreadable'
}

type Part = string | undefined

function named(firstName: Part, first: Part[], secondName: Part, second: Part[]) {
  const [one, two] = [hemispheres[firstName ?? ''], hemispheres[secondName ?? '']]
  // A sign beside a hemisphere says it twice, perhaps differently: better asked than guessed.
  if (!one || !two || one.axis === two.axis || /^[+-]/.test(`${first[0]}`)) return 'unreadable'
  if (/^[+-]/.test(`${second[0]}`)) return 'unreadable'
  const [a, b] = [one.sign * sexagesimal(first), two.sign * sexagesimal(second)]
  return one.axis === 'latitude' ? inRange(a, b) : inRange(b, a)
}

/** NaN unless only the last part has a fraction and minutes and seconds are below 60. */
function sexagesimal(parts: Part[]): number {
  const given = parts.filter((part) => part !== undefined)
  const [degree = Number.NaN, minute = 0, second = 0] = given.map(number)
  const whole = given.slice(0, -1).every((part) => /^[+-]?\d+$/.test(part))
  if (!whole || minute >= 60 || second >= 60) return Number.NaN
  const size = Math.abs(degree) + minute / 60 + second / 3600
  return given[0]?.startsWith('-') ? -size : size
}

const number = (text: Part) => Number(text?.replace(',', '.'))

function inRange(latitude: number, longitude: number): Coordinate | CoordinateProblem {
  if (Number.isNaN(latitude) || Number.isNaN(longitude)) return 'unreadable'
  if (Math.abs(latitude) > 90) return 'latitude'
  if (Math.abs(longitude) > 180) return 'longitude'
  return toCoordinate(latitude, longitude)
}
