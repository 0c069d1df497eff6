import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contrast, tileColour } from './tile-colour.ts'

test('contrast is that of WCAG: 21 for black on white, 1 for a colour on itself', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21)
  expect(contrast('#4f46e5', '#4f46e5')).toBe(1)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

test('white letters are readable on the tile of every id (WCAG 1.4.3: 4.5)', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(tileColour(id)).toMatch(/^#[0-9a-f]{6}$/)
      expect(contrast(tileColour(id), '#ffffff')).toBeGreaterThanOrEqual(4.5)
    }),
  )
})

test('ids that differ in their last characters only (UUIDv7 of one moment) get different colours', () => {
  const ids = Array.from({ length: 36 }, (_, i) => `01999999-7000-7000-8000-0000000000${i + 10}`)
  expect(new Set(ids.map(tileColour)).size).toBeGreaterThan(14)
  expect(tileColour(ids[0]!)).toBe(tileColour(ids[0]!))
})
