import { expect, test } from 'vitest'
import { findHeaderRow } from './find-header-row.ts'

const names = ['E-mail', 'First name', 'Last name']
const known = new Set(['e-mail', 'email', 'first name', 'last name', 'phone'])
const countKnown = (cells: readonly string[]) =>
  cells.filter((cell) => known.has(cell.toLowerCase())).length
const ann = ['ann@x.test', 'Ann', 'Lee']

test.each([
  ['the first one', [names, ann], 1],
  ['one below a title', [['Staff of May', '', ''], names, ann], 2],
  ['one below a wide title', [['Staff', 'of', 'May'], [], names, ann], 3],
  [
    'names that we do not know, below what Excel is told',
    [['sep='], ['E-Mail', 'Vorname'], ann],
    2,
  ],
  [
    'the first one, where nothing is known',
    [
      ['a', 'b'],
      ['c', 'phone'],
    ],
    1,
  ],
  ['the first one of a single column', [['email'], ['ann@x.test']], 1],
  ['none, in nothing', [], 1],
])('US4: the row that names the columns is %s', (_, rows, row) => {
  expect(findHeaderRow(rows, countKnown)).toBe(row)
})
