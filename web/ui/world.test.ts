import { expect, test } from 'vitest'
import { layOut, unwrapRing, world } from './world.ts'

test('HB1: a ring across 180° goes on past it instead of jumping across the world', () => {
  expect(
    unwrapRing([
      [179, 1],
      [-179, 1],
      [-178, 0],
      [178, 0],
      [179, 1],
    ]),
  ).toEqual([
    [179, 1],
    [181, 1],
    [182, 0],
    [178, 0],
    [179, 1],
  ])
})

test('HB1: a country shows on both sides of 180°, its holes with it', () => {
  const outline = [170, -170, -170, 170, 170].map((x, at): [number, number] => [x, at])
  const hole = [-175, -174, -175].map((x, at): [number, number] => [x, at])
  const copies = layOut([outline, hole])
  expect(copies.map(([ring]) => ring?.[0]?.[0])).toEqual([-190, 170])
  expect(copies.map(([, ring]) => ring?.[0]?.[0])).toEqual([-175, 185])
})

test('HB1: no line of the whole atlas runs across the world', () => {
  expect(world.length).toBeGreaterThan(230)
  for (const { number, shapes } of world) {
    expect(shapes.length).toBeGreaterThan(0)
    for (const shape of shapes)
      for (const ring of shape) {
        const sides = number === '010' ? ring.slice(0, -2) : ring
        const steps = sides.slice(1).map(([x], at) => Math.abs(x - (sides[at]?.[0] ?? x)))
        expect(Math.max(...steps), number).toBeLessThan(30)
      }
  }
})

test('HB1: the same land lies at every place and one turn further', () => {
  const inside = (x: number, y: number, shape: [number, number][][]) =>
    shape.reduce(
      (odd, ring) =>
        ring.reduce((within, [x1, y1], at) => {
          const [x2, y2] = ring[(at + 1) % ring.length]!
          return y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1 ? !within : within
        }, odd),
      false,
    )
  const at = (x: number, y: number) =>
    world.find(({ shapes }) => shapes.some((shape) => inside(x, y, shape)))?.number
  expect(at(106.8, -6.3)).toBe('360')
  for (const [x, y, country] of [
    [106.8, -6.3, '360'],
    [-100, 40, '840'],
    [179.9, 67.5, '643'],
    [-179.9, 67.5, '643'],
    [0, -80, '010'],
    [179.9, -86, '010'],
    [-179.9, -86, '010'],
    [-140, 0, undefined],
  ] as const) {
    expect(at(x, y), `${x} ${y}`).toBe(country)
    expect(at(x > 0 ? x - 360 : x + 360, y), `${x} ${y}, a turn further`).toBe(country)
  }
})
