import { expect, test } from 'vitest'
import { newReadableCode, readReadableCode } from './readable-code.ts'

test('DR6: a code has as many characters as asked for, five random bits each, in readable groups', () => {
  expect(newReadableCode(10)).toMatch(/^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/)
  const codes = Array.from({ length: 400 }, () => newReadableCode(26))
  for (const code of codes) {
    expect(readReadableCode(code)).toHaveLength(26)
    for (const group of code.split('-')) expect([5, 6]).toContain(group.length)
  }
  expect(new Set(codes).size).toBe(400)
  expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32)
})

test('DR6: a code is read as people type it', () => {
  expect(readReadableCode(' ABCDE-0o1il 7 ')).toBe('abcde001117')
  const code = newReadableCode(26)
  expect(readReadableCode(code.toUpperCase().replaceAll('-', ' '))).toBe(readReadableCode(code))
})
