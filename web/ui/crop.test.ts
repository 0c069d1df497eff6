import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstCrop, keepInside, sideOf, zoomMax, zoomToFit } from './crop.ts'

const wide = { width: 1000, height: 400 }

test('a picture is first seen in its middle, filling the square', () => {
  const crop = firstCrop(wide)
  expect(crop).toEqual({ x: 500, y: 200, zoom: 1 })
  expect(sideOf(crop, wide)).toBe(400)
  expect(keepInside(crop, wide, 1)).toEqual(crop)
})

test('so far out, all of it is in the square, in the middle of the short side', () => {
  const zoom = zoomToFit(wide)
  expect(sideOf({ ...firstCrop(wide), zoom }, wide)).toBe(1000)
  expect(keepInside({ x: 0, y: 0, zoom }, wide, zoom)).toEqual({ x: 500, y: 200, zoom })
})

test('wherever one drags, the square stays inside and the zoom within its limits', () => {
  const number = fc.double({ min: -1e5, max: 1e5, noNaN: true })
  fc.assert(
    fc.property(
      fc.record({
        width: fc.integer({ min: 1, max: 9000 }),
        height: fc.integer({ min: 1, max: 9000 }),
      }),
      fc.record({ x: number, y: number, zoom: fc.double({ min: -1, max: 100, noNaN: true }) }),
      (size, wish) => {
        const crop = keepInside(wish, size, 1)
        expect(crop.zoom).toBeGreaterThanOrEqual(1)
        expect(crop.zoom).toBeLessThanOrEqual(zoomMax)
        const half = sideOf(crop, size) / 2
        for (const [at, length] of [
          [crop.x, size.width],
          [crop.y, size.height],
        ] as const) {
          expect(at - half).toBeGreaterThanOrEqual(-0.001)
          expect(at + half).toBeLessThanOrEqual(length + 0.001)
        }
        expect(keepInside(crop, size, 1)).toEqual(crop)
      },
    ),
  )
})
