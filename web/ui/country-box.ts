import { aggregateFeature, feature } from '@rapideditor/country-coder'
import { world } from './world.ts'

/** South-west and north-east corner: degrees, as [latitude, longitude]. */
export type Box = [[number, number], [number, number]]

/** The number that the drawn map knows a country by: ISO 3166-1 numeric. */
export const countryNumber = (country: string): string | undefined =>
  feature(country)?.properties.iso1N3

/**
 * Where to look for a country (ISO 3166-1 alpha-2): around its largest land and what lies near it, so
 * that Indonesia is all its islands, yet France does not reach to Guiana. Null: no such country.
 */
export function countryBox(country: string): Box | null {
  const number = countryNumber(country)
  const drawn = world.filter((land) => number !== undefined && land.number === number)
  const outlines: number[][][] = drawn.flatMap(({ shapes }) =>
    shapes.flatMap(([outline]) => (outline ? [outline] : [])),
  )
  const boxes = (outlines.length ? outlines : bordersOf(country)).map(boxOf).filter(onOneTurn)
  const [largest, ...rest] = boxes.toSorted((one, other) => area(other) - area(one))
  return largest ? withNeighbours(largest, rest) : null
}

/** Islands that the atlas leaves out have borders all the same, with some sea around them. */
function bordersOf(country: string): number[][][] {
  const geometry = aggregateFeature(country)?.geometry
  return geometry?.type === 'MultiPolygon' ? geometry.coordinates.flat() : []
}

function boxOf(outline: number[][]): Box {
  const longitudes = outline.map(([longitude = 0]) => longitude)
  const latitudes = outline.map(([, latitude = 0]) => latitude)
  return [
    [Math.min(...latitudes), Math.min(...longitudes)],
    [Math.max(...latitudes), Math.max(...longitudes)],
  ]
}

/** The drawn world goes round twice; of each land one copy is enough. */
const onOneTurn = ([[, west], [, east]]: Box) =>
  (west + east) / 2 > -180 && (west + east) / 2 <= 180

/** Degrees get narrower towards the poles; good enough to compare the pieces of one country. */
const area = ([[south, west], [north, east]]: Box) =>
  (east - west) * (Math.sin((north * Math.PI) / 180) - Math.sin((south * Math.PI) / 180))

function withNeighbours(box: Box, rest: Box[]): Box {
  const near = rest.find((other) => gap(box, other) < 3)
  if (!near) return box
  const others = rest.filter((other) => other !== near)
  return withNeighbours(
    boxOf([...box, ...near].map(([latitude, longitude]) => [longitude, latitude])),
    others,
  )
}

/** Degrees between two boxes, on the axis on which they are farther apart; negative: they overlap. */
const gap = ([[s1, w1], [n1, e1]]: Box, [[s2, w2], [n2, e2]]: Box) =>
  Math.max(s2 - n1, s1 - n2, w2 - e1, w1 - e2)
