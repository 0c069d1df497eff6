import { expect, test } from 'vitest'
import { Problem } from '#api/problem.ts'
import { workbook, zip } from '#test/workbook.ts'
import type { FileRecord } from './read-records.ts'
import { readWorkbook } from './read-workbook.ts'
import { unzip } from './unzip.ts'

const read = async (bytes: Uint8Array, most?: number) => {
  const found: FileRecord[] = []
  for await (const record of readWorkbook(bytes, most)) found.push(record)
  return found
}
const codeOf = (bytes: Uint8Array, most?: number) =>
  read(bytes, most).then(
    () => 'read',
    (error: unknown) => (error instanceof Problem ? error.extra.errors?.[0]?.code : 'unexpected'),
  )

test('TK1: rows of the first sheet that is not hidden, each with its number there, empty ones left out', async () => {
  const bytes = await workbook({
    rows: [['Title', 'Qty'], [], ['Ann & <Ben>', 12], [null, null, 'far']],
    hiddenFirst: true,
  })
  expect(await read(bytes)).toEqual([
    { line: 1, cells: ['Title', 'Qty'] },
    { line: 3, cells: ['Ann & <Ben>', '12'] },
    { line: 4, cells: ['', '', 'far'] },
  ])
})

test.each([
  ['a date', 46_112, 'yyyy\\-mm\\-dd', '2026-03-31'],
  ['a date in the words of a country', 46_112, '[$-421]dd mmmm yyyy;@', '2026-03-31'],
  ['a date with its time', 46_112.354_166_666_664, 'dd/mm/yyyy hh:mm', '2026-03-31 08:30'],
  ['a time whose fraction is not whole', 46_112.354_166_666_1, 'd/m/yy h:mm', '2026-03-31 08:30'],
  ['a time of day', 0.354_178_240_740_74, 'h:mm:ss AM/PM', '08:30:01'],
  ['a date that is shown without its time', 46_112.9, 'd.m.yy', '2026-03-31'],
  ['the first day there is', 1, 'yyyy-mm-dd', '1900-01-01'],
  ['an amount with the word "days"', 46_112.5, '0.0 "days"', '46112.5'],
  ['a number that is red', 7, '[Red]0.00', '7'],
  ['a number without a format', 0.1 + 0.2, 'General', '0.3'],
  ['a number of a phone', 6_281_234_567_890, '0', '6281234567890'],
])('TK1: %s is read as people see it', async (_, number, format, text) => {
  const [row] = await read(await workbook({ rows: [[{ number, format }]] }))
  expect(row?.cells).toEqual([text])
})

test('TK1: a workbook whose days count from 1904, as old ones of a Mac', async () => {
  const rows = [[{ number: 44_650, format: 'yyyy-mm-dd' }]]
  expect((await read(await workbook({ rows, from1904: true })))[0]?.cells).toEqual(['2026-03-31'])
})

test('TK1: texts in pieces, inline, of formulas, with signs that XML does not have, and no reading aids', async () => {
  const cell = (at: string, type: string, inside: string) =>
    `<x:c r="${at}" t="${type}">${inside}</x:c>`
  const sheet = `<x:row r="9">${[
    cell('A9', 's', '<x:v>0</x:v>'),
    cell('B9', 'inlineStr', '<x:is><x:r><x:t>in </x:t></x:r><x:r><x:t>line</x:t></x:r></x:is>'),
    cell('C9', 'str', '<x:f>"="&amp;"1"</x:f><x:v>=1</x:v>'),
    cell('D9', 'b', '<x:v>1</x:v>'),
    cell('E9', 'e', '<x:v>#N/A</x:v>'),
    cell('F9', 'd', '<x:v>2026-03-31T08:30</x:v>'),
    cell('G9', 'n', ''),
    '<x:c t="str"><x:v>without a place</x:v></x:c>',
  ].join('')}</x:row>`
  const strings =
    '<si><r><t>two</t></r><r><t xml:space="preserve">_x000A_lines</t></r><rPh><t>aside</t></rPh></si>'
  const [row] = await read(await workbook({ sheet, strings }))
  expect(row).toEqual({
    line: 9,
    cells: [
      'two\nlines',
      'in line',
      '=1',
      'TRUE',
      '#N/A',
      '2026-03-31 08:30',
      '',
      'without a place',
    ],
  })
})

test('TK1: what is no workbook is refused by its content, whatever it is called', async () => {
  expect(await codeOf(Buffer.from('title,hub\nFetch,North\n'))).toBe('no-workbook')
  expect(await codeOf(await zip({ 'hello.txt': 'Hello' }))).toBe('no-workbook')
  const whole = await workbook({ rows: [['Title'], ['Fetch']] })
  for (const part of [0.2, 0.5, 0.9])
    expect(await codeOf(whole.subarray(0, whole.length * part))).toBe('no-workbook')
  const entities = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'
  expect(await codeOf(await workbook({ document: entities }))).toBe('no-workbook')
})

const mebibyte = 1024 * 1024

test.each([
  ['of few rows', 40, 1_000],
  ['of many', 45, 40_000],
])(
  'TK1, US4: a bomb is put out, in a file %s: what is unpacked counts, and not what the archive says of itself',
  async (_, mebibytes, most) => {
    const bomb = await workbook({ document: ' '.repeat(mebibytes * mebibyte) })
    expect(bomb.length).toBeLessThan(300_000)
    expect(await codeOf(bomb, most)).toBe('workbook-too-large')
    // The same, and it claims to be small.
    const size = Buffer.alloc(4)
    size.writeUInt32LE(mebibytes * mebibyte)
    const lying = Buffer.from(bomb)
    for (let at = lying.indexOf(size); at >= 0; at = lying.indexOf(size, at + 4))
      lying.writeUInt32LE(10, at)
    expect(await codeOf(lying, most)).toBe('workbook-too-large')
  },
  120_000,
)

test('TK1, US4: texts that would have to stand in memory, and cells with nothing in them, are bounded by themselves', async () => {
  const strings = ' '.repeat(40 * mebibyte)
  expect(await codeOf(await workbook({ strings, rows: [['Title']] }))).toBe('workbook-too-large')
  const sheet = `<row r="1">${'<c/>'.repeat(2_100_000)}</row>`
  expect(await codeOf(await workbook({ sheet }), 1_000)).toBe('workbook-too-large')
  const long = `<row r="1"><c r="A1" t="str"><v>${'long '.repeat(100_000)}</v></c></row>`
  expect((await read(await workbook({ sheet: long })))[0]?.cells[0]).toHaveLength(9_999)
})

test('TK1, US4: what holds next to nothing is refused early, wide tables with few values are read', async () => {
  const row = (inside: string) => `<row>${inside}</row>`
  const empty = row('<c/>'.repeat(500)).repeat(1_200)
  // Whoever read on would come to what is no workbook.
  expect(await codeOf(await workbook({ sheet: `${empty}</nothing>` }))).toBe('workbook-too-large')
  const sparse = row(`<c t="str"><v>x</v></c>${'<c/>'.repeat(30)}`).repeat(20_000)
  expect(await read(await workbook({ sheet: sparse }))).toHaveLength(20_000)
})

test('TK1, US4: a text that stands once and is named by many cells counts as often, and is never longer than a cell', async () => {
  const strings = `<si><t>${'long '.repeat(200_000)}</t></si>`
  const named = (cells: number) => `<row r="1">${'<c t="s"><v>0</v></c>'.repeat(cells)}</row>`
  const [row] = await read(await workbook({ strings, sheet: named(500) }))
  expect(row?.cells).toHaveLength(500)
  expect(row?.cells[499]).toHaveLength(9_999)
  const rows = Array.from({ length: 8 }, (_, n) => named(500).replace('"1"', `"${n + 1}"`))
  expect(await codeOf(await workbook({ strings, sheet: rows.join('') }), 1_000)).toBe(
    'workbook-too-large',
  )
})

test.each([
  ['twice', '2', '2'],
  ['backwards', '3', '2'],
  ['beyond the end of a sheet', '1', '99999999999'],
  ['without end', '1', 'Infinity'],
  ['in between', '1', '1.5'],
])('TK1, US4: a row that stands %s is no row', async (_, first, second) => {
  const row = (line: string) => `<row r="${line}"><c t="str"><v>x</v></c></row>`
  expect(await codeOf(await workbook({ sheet: row(first) + row(second) }))).toBe('no-workbook')
})

test('US4: 50,000 rows go by one after the other, and the sheet never stands in memory', async () => {
  const rows = Array.from({ length: 50_000 }, (_, n) => `<row><c t="str"><v>p${n}</v></c></row>`)
  const pieces = unzip(await workbook({ sheet: rows.join('') }), 64 * mebibyte)
  let largest = 0
  for await (const piece of pieces.read('xl/worksheets/sheet2.xml'))
    largest = Math.max(largest, piece.byteLength)
  expect(largest).toBe(64 * 1024)
  expect(await read(await workbook({ sheet: rows.join('') }))).toHaveLength(50_000)
})

test('TK1: a sheet with more rows, or wider ones, than are taken is not read to its end', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => [`Task ${n}`])
  expect(await codeOf(await workbook({ rows }), 10)).toBe('too-many-rows')
  expect(await read(await workbook({ rows }), 20)).toHaveLength(40)
  const sheet =
    '<row r="1"><c r="XFD1" t="str"><v>far out</v></c><c r="A1" t="str"><v>in</v></c></row>'
  expect(await read(await workbook({ sheet }))).toEqual([{ line: 1, cells: ['in'] }])
})
