import { expect, test } from 'vitest'
import { line } from './common.ts'

test('US1: a name loses what turns its direction, and keeps every letter', () => {
  expect(line(20).parse(' \u202egro.live\u202c ')).toBe('gro.live')
  expect(line(20).parse('\u2068دانة\u2069 Ann')).toBe('دانة Ann')
  expect(line(20).safeParse('\u202e').success).toBe(false)
})

test('US1: one line has no control characters, and is whole', () => {
  for (const text of ['a\nb', 'a\0b', 'a\u2028b', '\ud800'])
    expect(line(20).safeParse(text).success, JSON.stringify(text)).toBe(false)
})
