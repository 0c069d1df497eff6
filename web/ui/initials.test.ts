import { expect, test } from 'vitest'
import { initials } from './initials.ts'

test.each([
  ['Ana Wijaya', 'AW'],
  ['Ana Maria Wijaya', 'AW'],
  ['acme', 'A'],
  ['  Öko-Strom  ', 'ÖS'],
  ['👩‍🚀 Club', '👩‍🚀C'],
  ['"Quoted" Ltd', 'QL'],
  ['東京', '東'],
  ['', '?'],
])('the initials of %o are %o', (name, letters) => {
  expect(initials(name)).toBe(letters)
})

test('a tile has one letter', () => {
  expect(initials('Acme Logistics', 1)).toBe('A')
})
