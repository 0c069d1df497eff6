import { feature } from 'topojson-client'
import atlas from 'world-atlas/countries-50m.json'

type Point = [longitude: number, latitude: number]
/** An outline, then its holes. */
type Shape = Point[][]

/** A country of the drawn map; `number` is its ISO 3166-1 numeric code, where it has one. */
export interface Land {
  number: string | undefined
  /** Laid out over longitudes −360…360, so that the map has no edge at 180°. */
  shapes: Shape[]
}

/** The countries of Natural Earth (1:50 million), ready to be drawn on a flat map. */
export const world: Land[] = feature(atlas, atlas.objects.countries).features.map(
  ({ id, geometry }) => {
    const shapes =
      geometry.type === 'Polygon'
        ? [geometry.coordinates]
        : geometry.type === 'MultiPolygon'
          ? geometry.coordinates
          : []
    return {
      number: id?.toString(),
      shapes: shapes.flatMap((rings) => layOut(rings.map((ring) => ring.map(point)))),
    }
  },
)

function point([longitude = 0, latitude = 0]: number[]): Point {
  return [longitude, latitude]
}

/**
 * A ring that crosses the antimeridian jumps from 180° to −180°, which a flat map would draw as a
 * stripe across the whole world: here its longitudes go on past 180° instead.
 */
export function unwrapRing(ring: Point[]): Point[] {
  let turn = 0
  let last = ring[0]?.[0] ?? 0
  return ring.map(([longitude, latitude]) => {
    if (longitude - last > 180) turn -= 360
    else if (longitude - last < -180) turn += 360
    last = longitude
    return [longitude + turn, latitude]
  })
}

/** Every copy of a shape, whole turns apart, that shows between longitudes −360 and 360. */
export function layOut(rings: Shape): Shape[] {
  const unwrapped = rings.map(unwrapRing)
  const polar = unwrapped.filter((ring) => Math.abs(turnOf(ring)) > 180)
  if (polar.length) return [[aroundPole(polar)]]

  const [outline = [], ...holes] = unwrapped
  const west = Math.min(...outline.map(([longitude]) => longitude))
  const east = Math.max(...outline.map(([longitude]) => longitude))
  // A hole was unwrapped from its own start: bring it to the turn that its outline is in.
  const aligned = holes.map((hole) => {
    const middle = (Math.min(...hole.map(([x]) => x)) + Math.max(...hole.map(([x]) => x))) / 2
    return shift(hole, middle < west ? 360 : middle > east ? -360 : 0)
  })
  return [-720, -360, 0, 360, 720]
    .filter((by) => east + by > -360 && west + by < 360)
    .map((by) => [outline, ...aligned].map((ring) => shift(ring, by)))
}

/** How far a ring is from closing: 0, or 360 where it goes once round a pole. */
function turnOf(ring: Point[]): number {
  return (ring.at(-1)?.[0] ?? 0) - (ring[0]?.[0] ?? 0)
}

/**
 * Antarctica: the atlas has the pole itself as outline and the coast as its hole. What is drawn is
 * the coast, repeated from end to end and closed along the pole.
 */
function aroundPole(rings: Point[][]): Point[] {
  const height = (ring: Point[]) => Math.abs(ring[0]?.[1] ?? 0)
  const [coast = []] = rings.toSorted((one, other) => height(one) - height(other))
  const pole = (coast[0]?.[1] ?? 0) < 0 ? -90 : 90
  const line = [-2, -1, 0, 1, 2].flatMap((times) => shift(coast, times * turnOf(coast)))
  const [first = 0, last = 0] = [line[0]?.[0], line.at(-1)?.[0]]
  return [...line, [last, pole], [first, pole]]
}

function shift(ring: Point[], by: number): Point[] {
  return by === 0 ? ring : ring.map(([longitude, latitude]) => [longitude + by, latitude])
}
