import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clusterPoints } from './cluster-points.ts'

const point = (x: number, y: number) => ({ x, y })

test('points apart stay apart, and near ones stand together', () => {
  const [a, b, c] = [point(0, 0), point(10, 0), point(100, 0)]
  expect(clusterPoints([a, b, c], 40)).toEqual([[a, b], [c]])
  expect(clusterPoints([a, b, c], 5)).toEqual([[a], [b], [c]])
})

test('points in the same place are one group, however many', () => {
  const same = Array.from({ length: 50 }, () => point(3, 4))
  expect(clusterPoints(same, 1)).toEqual([same])
})

test('no point is lost or shown twice, and no two marks come nearer than the reach', () => {
  const points = fc.array(fc.record({ x: fc.integer(), y: fc.integer() }), { maxLength: 60 })
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 2 ** 31 }), (all, reach) => {
      const groups = clusterPoints(all, reach)
      expect(groups.flat()).toHaveLength(all.length)
      expect(new Set(groups.flat())).toEqual(new Set(all))
      const heads = groups.map(([first]) => first ?? point(0, 0))
      for (const [at, one] of heads.entries())
        for (const other of heads.slice(at + 1))
          expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThanOrEqual(reach)
    }),
  )
})
