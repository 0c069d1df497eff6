import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvHead, csvLine } from './csv.ts'

// biome-ignore format: a table
test.each([
  ['=1+1',                          `"'=1+1"`],
  ['+62 812',                       `"'+62 812"`],
  ['-2+3',                          `"'-2+3"`],
  ['@SUM(A1)',                      `"'@SUM(A1)"`],
  ['\t=1',                          `"'\t=1"`],
  ['\r=1',                          `"'\r=1"`],
  ['\nx',                           `"'\nx"`],
  ['  =1',                          `"'  =1"`],
  ['\u00a0=1',                      `"'\u00a0=1"`],
  ['＝1',                           `"'＝1"`],
  ['=HYPERLINK("https://x","y")',   `"'=HYPERLINK(""https://x"",""y"")"`],
  ['a;=1',                          '"a;=1"'],
  ['Ann "A" B, C',                  '"Ann ""A"" B, C"'],
  ["O'Brien",                       `"O'Brien"`],
  ['',                              '""'],
  [-5,                              '-5'],
  [true,                            'true'],
  [null,                            ''],
] as const)('OP3, US4: %j stands in a file as %s', (cell, text) => {
  expect(csvLine([cell])).toBe(`${text}\r\n`)
})

test('OP3, US4: whatever is written is one cell that a reader finds again, and never begins as a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (cells) => {
      const [read = []] = parse(csvLine(cells), {
        record_delimiter: '\r\n',
        skip_empty_lines: false,
      })
      expect(read.map((cell, n) => (cell === cells[n] ? cell : cell.slice(1)))).toEqual(cells)
      for (const cell of read) expect(cell.trimStart()).not.toMatch(/^[=+\-@]/)
    }),
  )
})

test('a file begins with the mark of UTF-8', () => {
  expect(csvHead(['Name', 'é'])).toBe('\ufeff"Name","é"\r\n')
})
