import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type CoordinateProblem,
  formatCoordinate,
  nearLongitude,
  parseCoordinate,
  toCoordinate,
} from './coordinate.ts'

test.each<[string, number, number]>([
  ['-6.2, 106.8', -6.2, 106.8],
  ['-6.2,106.8', -6.2, 106.8],
  ['  -6.2 106.8  ', -6.2, 106.8],
  ['−6.2; 106.8', -6.2, 106.8],
  ['(-6.2, +106.8)', -6.2, 106.8],
  ['geo:-6.2,106.8', -6.2, 106.8],
  ['-.5, .25', -0.5, 0.25],
  ['-6.2°, 106.8°', -6.2, 106.8],
  ['-6,2; 106,8', -6.2, 106.8],
  ['-6,2 106,8', -6.2, 106.8],
  ['-6,2, 106,8', -6.2, 106.8],
  ['-6,2,106,8', -6.2, 106.8],
  ['-6,2', -6, 2],
  ['90, 180', 90, 180],
  ['-90,-180', -90, -180],
  ['0, 0', 0, 0],
  ['-0, -0', 0, 0],
  ['-6.20000049, 106.8', -6.2, 106.8],
  ['6.2 S, 106.8 E', -6.2, 106.8],
  ['6.2S106.8E', -6.2, 106.8],
  ['S6.2 E106.8', -6.2, 106.8],
  ['106.8 E, 6.2 S', -6.2, 106.8],
  ['6,2 LS 106,8 BT', -6.2, 106.8],
  ['3,5° LU, 98,6° BT', 3.5, 98.6],
  ["6°12'S 106°48'E", -6.2, 106.8],
  ['6°12′30″S, 106°48′36″E', -6.208333, 106.81],
  ['6° 12′ 30.5″ S, 106° 48′ 36″ E', -6.208472, 106.81],
  ['S 6 12 30, E 106 48 36', -6.208333, 106.81],
  ['6 12 30 S 106 48 36 E', -6.208333, 106.81],
  ["N 51° 30.4', W 0° 7.66'", 51.506667, -0.127667],
  ['-6°12\'30" 106°48\'36"', -6.208333, 106.81],
  ["-0°30' -0°30'", -0.5, -0.5],
])('CR3: reads %s', (text, latitude, longitude) => {
  expect(parseCoordinate(text)).toEqual({ latitude, longitude })
})

test.each<[string, CoordinateProblem]>([
  ['90.000001, 0', 'latitude'],
  ['106.8, -6.2', 'latitude'],
  ['-91, 200', 'latitude'],
  ['0, 180.000001', 'longitude'],
  ['10, -181', 'longitude'],
  ['95°N 10°E', 'latitude'],
  ['', 'unreadable'],
  ['Jakarta', 'unreadable'],
  ['-6.2', 'unreadable'],
  ['-6.2, 106.8, 15', 'unreadable'],
  ['1,2,3', 'unreadable'],
  ['6.2 S, 7 N', 'unreadable'],
  ['-6.2 S, 106.8 E', 'unreadable'],
  ["6°60'S 106°48'E", 'unreadable'],
  ["6.5°30'S 106°48'E", 'unreadable'],
  ['NaN, Infinity', 'unreadable'],
  ['1e1, 1e2', 'unreadable'],
  ['0x10, 0x20', 'unreadable'],
])('CR3: refuses %s as %s', (text, problem) => {
  expect(parseCoordinate(text)).toBe(problem)
})

const degrees = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true })

test('CR3: what is shown reads back as the same place', () => {
  fc.assert(
    fc.property(degrees(90), degrees(180), (latitude, longitude) => {
      const place = toCoordinate(latitude, longitude)
      expect(parseCoordinate(formatCoordinate(place))).toEqual(place)
    }),
  )
})

test('CR3: any text at all is answered, and only with places on earth', () => {
  const text = fc.string({ unit: fc.constantFrom(...'-+0123456789.,; °\'"NSEWLUBT') })
  fc.assert(
    fc.property(text, (typed) => {
      const place = parseCoordinate(typed)
      if (typeof place === 'string') return
      expect(Math.abs(place.latitude)).toBeLessThanOrEqual(90)
      expect(Math.abs(place.longitude)).toBeLessThanOrEqual(180)
    }),
    { numRuns: 2000 },
  )
})

test('CR3: a map panned round the world still gives longitudes of −180…180', () => {
  expect(toCoordinate(10, 190)).toEqual({ latitude: 10, longitude: -170 })
  expect(toCoordinate(10, -190)).toEqual({ latitude: 10, longitude: 170 })
  expect(toCoordinate(10, 360 * 7 + 106.8)).toEqual({ latitude: 10, longitude: 106.8 })
  expect(toCoordinate(95, 180)).toEqual({ latitude: 90, longitude: 180 })
  fc.assert(
    fc.property(degrees(5000), (longitude) => {
      const place = toCoordinate(0, longitude)
      expect(Math.abs(place.longitude)).toBeLessThanOrEqual(180)
      const off = Math.abs(place.longitude - longitude) % 360
      expect(Math.min(off, 360 - off)).toBeLessThan(1e-5)
    }),
  )
})

test('CR3: the pin stands on the copy of the world that one looks at', () => {
  expect(nearLongitude(-170, 175)).toBe(190)
  expect(nearLongitude(170, -175)).toBe(-190)
  expect(nearLongitude(10, 20)).toBe(10)
})
