import { expect, test } from 'vitest'
import { digitsOf } from './digits-of.ts'

test.each([
  ['123456', '123456'],
  ['123 456', '123456'],
  ['123-456', '123456'],
  [' 12 34 56\n', '123456'],
  ['Your code: 123 456. It is good for 10 minutes.', '123456'],
  ['Foyer 2026: 654321', '654321'],
  ['12', '12'],
  ['12a', '12'],
  ['1234567', '123456'],
  ['１２３４５６', '123456'],
  ['٠١٢٣٤٥', '012345'],
  ['no code', ''],
])('the code in %j is %j', (text, code) => {
  expect(digitsOf(text, 6)).toBe(code)
})
