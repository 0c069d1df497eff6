import { expect, test } from 'vitest'
import { z } from 'zod'
import { readCursor, toCursor } from './cursor.ts'

const Place = z.tuple([z.string(), z.uuid(), z.int()])
const place = ['ana 🙂 مرحبا', '0199a4b2-7c1e-7000-8000-000000000001', 12] as const

test('US1: a place survives the way to the client and back', () => {
  expect(readCursor(toCursor(place), Place)).toEqual(place)
  expect(toCursor(place)).toMatch(/^[\w-]+$/)
})

test.each([
  ['garbage', 'not a cursor at all'],
  ['another list', toCursor(['a', 'b'])],
  ['a wrong type', toCursor([1, place[1], 12])],
  ['NUL', toCursor(['a\0b', place[1], 12])],
  ['half a character', Buffer.from(`["\\ud800","${place[1]}",1]`).toString('base64url')],
  ['an object', Buffer.from('{"__proto__":[]}').toString('base64url')],
])('US1: a cursor of %s is refused at its field', (_, cursor) => {
  expect(() => readCursor(cursor, Place)).toThrow(
    expect.objectContaining({
      type: 'values-refused',
      extra: expect.objectContaining({
        errors: [expect.objectContaining({ pointer: '#query/cursor' })],
      }),
    }),
  )
})
