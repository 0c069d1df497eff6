import { posix } from 'node:path'
import { Problem } from '#api/problem.ts'
import {
  cellLengthMax,
  cellsMax,
  clean,
  type FileRecord,
  notReadable,
  rowsMax,
  rowsMost,
  tooManyRows,
} from './read-records.ts'
import { type Attributes, readXml, type XmlHandler } from './read-xml.ts'
import { builtInFormat, formatOf, serialToText, type TimeFormat } from './serial-time.ts'
import { type Archive, TooLarge, unzip } from './unzip.ts'

/** Whether bytes begin as a ZIP archive does, which is what a workbook of Excel (.xlsx) is. */
export const isWorkbook = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 4)).toString('hex') === '504b0304'

/** Of all that is read of it; what is packed into a few bytes may come to a thousand times as many. */
const unpackedMax = (rows: number) => Math.max(32 * 1024 * 1024, rows * 1024)
/** What stands in memory while its rows go by, each only once: texts and formats. */
const heldMax = 32 * 1024 * 1024
/**
 * Of all cells together, as they are given out: a text that stands once may be named by millions of them. More than any CSV file
 * that is taken can hold.
 */
const lettersMax = 32 * 1024 * 1024
/**
 * Of a sheet; empty ones are packed tighter than anything, and each costs as much as a full one. So most of them are taken only as
 * there is something in the cells: in a table one of fifty columns is filled at least.
 */
const elementsMax = (rows: number, filled: number) =>
  Math.min(500_000 + filled * 50, Math.max(2_000_000, rows * 100))
/** A sheet has no more. */
const lineMax = 1_048_576

/**
 * The rows of the first sheet of a workbook that is not hidden (ECMA-376: .xlsx), with nothing but spaces left out; `line` is their
 * number in the sheet. Dates come as `2026-03-31`, times as `08:30`, numbers in as many figures as a spreadsheet keeps,
 * formulas with the value that they had when it was saved. Gives way to other work in between.
 *
 * @throws file-not-readable
 */
export async function* readWorkbook(
  bytes: Uint8Array,
  most: number = rowsMax,
): AsyncGenerator<FileRecord> {
  let read = 0
  try {
    const archive = unzip(bytes, unpackedMax(most))
    for await (const record of readSheet(archive, most)) {
      if (++read > rowsMost(most)) throw tooManyRows(most)
      yield record
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw error instanceof TooLarge
      ? notReadable('workbook-too-large', 'There is too much in this workbook.')
      : notReadable('no-workbook', 'This is no workbook of Excel (.xlsx) that can be read.')
  }
}

async function* readSheet(archive: Archive, most: number): AsyncGenerator<FileRecord> {
  const [book] = await relatedTo(archive, '', 'officeDocument')
  if (!book) throw new Error('it is no workbook')
  const { sheetId, from1904 } = await readBook(archive, book.path)
  const sheet = (await relatedTo(archive, book.path, 'worksheet')).find(({ id }) => id === sheetId)
  if (!sheet) throw new Error('it has no sheet')
  const [styles] = await relatedTo(archive, book.path, 'styles')
  const [strings] = await relatedTo(archive, book.path, 'sharedStrings')
  const formats = styles ? await readFormats(archive, styles.path) : []
  const shared = strings ? await readStrings(archive, strings.path) : []
  const rows: FileRecord[] = []
  const known = { formats, shared, from1904, most }
  const handler = sheetHandler(known, (row) => rows.push(row))
  for await (const _ of readXml(archive.read(sheet.path), handler)) yield* rows.splice(0)
  yield* rows.splice(0)
}

/** The files that a part of the workbook names as being of a kind. */
async function relatedTo(archive: Archive, part: string, kind: string) {
  const folder = posix.dirname(part)
  const path = posix.join(folder, '_rels', `${posix.basename(part)}.rels`)
  const found: { id: string; path: string }[] = []
  if (!archive.has(path)) return found
  await readAll(archive, path, {
    open: (name, attributes) => {
      const target = attributes.get('Target') ?? ''
      if (name !== 'Relationship' || !attributes.get('Type')?.endsWith(`/${kind}`)) return
      found.push({
        id: attributes.get('Id') ?? '',
        path: target.startsWith('/') ? target.slice(1) : posix.join(folder, target),
      })
    },
  })
  return found
}

async function readAll(archive: Archive, path: string, handler: XmlHandler): Promise<void> {
  for await (const _ of readXml(archive.read(path, heldMax), handler));
}

async function readBook(archive: Archive, path: string) {
  let from1904 = false
  const sheets: Attributes[] = []
  await readAll(archive, path, {
    open: (name, attributes) => {
      if (name === 'sheet') sheets.push(attributes)
      if (name === 'workbookPr') from1904 = isTrue(attributes.get('date1904'))
    },
  })
  const seen = sheets.find((sheet) => (sheet.get('state') ?? 'visible') === 'visible')
  return { sheetId: (seen ?? sheets[0])?.get('id'), from1904 }
}

const isTrue = (value: string | undefined) => value === '1' || value === 'true'

/** By the number of a cell's style, what its number stands for. */
async function readFormats(archive: Archive, path: string): Promise<TimeFormat[]> {
  const own = new Map<string, TimeFormat>()
  const formats: TimeFormat[] = []
  let inside = false
  await readAll(archive, path, {
    open: (name, attributes) => {
      const id = attributes.get('numFmtId') ?? '0'
      if (name === 'cellXfs') inside = true
      if (name === 'numFmt') own.set(id, formatOf(attributes.get('formatCode') ?? ''))
      if (name === 'xf' && inside) formats.push(own.get(id) ?? builtInFormat(Number(id)))
    },
    close: (name) => {
      if (name === 'cellXfs') inside = false
    },
  })
  return formats
}

/** Texts stand once for all cells, no longer than one; in pieces where parts of one look different, and with how East Asian ones are read aside. */
async function readStrings(archive: Archive, path: string): Promise<string[]> {
  const strings: string[] = []
  let found = ''
  let [inText, aside] = [false, false]
  await readAll(archive, path, {
    open: (name) => {
      if (name === 'si') found = ''
      if (name === 'rPh') aside = true
      if (name === 't') inText = true
    },
    text: (text) => {
      if (inText && !aside && found.length < cellLengthMax) found += text
    },
    close: (name) => {
      if (name === 't') inText = false
      if (name === 'rPh') aside = false
      if (name === 'si') strings.push(clean(unescaped(found)))
    },
  })
  return strings
}

interface Known {
  formats: readonly TimeFormat[]
  shared: readonly string[]
  from1904: boolean
  /** How many rows there may be. */
  most: number
}

function sheetHandler(known: Known, take: (row: FileRecord) => void): XmlHandler {
  let [line, column, elements, filled, letters] = [0, 0, 0, 0, 0]
  let cells: string[] = []
  let cell: Attributes = new Map()
  let found = ''
  let [inValue, aside] = [false, false]
  return {
    open: (name, attributes) => {
      if (++elements > elementsMax(known.most, filled)) throw new TooLarge()
      if (name === 'row') {
        line = lineOf(attributes.get('r'), line)
        ;[cells, column] = [[], -1]
      } else if (name === 'c') {
        column = columnOf(attributes.get('r')) ?? column + 1
        ;[cell, found] = [attributes, '']
      } else if (name === 'rPh') aside = true
      else if (name === 'v' || name === 't') inValue = true
    },
    text: (text) => {
      if (inValue && !aside && found.length < cellLengthMax) found += text
    },
    close: (name) => {
      if (name === 'v' || name === 't') inValue = false
      if (name === 'rPh') aside = false
      if (name === 'c' && column < cellsMax) {
        while (cells.length < column) cells.push('')
        const text = clean(toText(cell, found, known))
        cells[column] = text
        letters += text.length
        if (text !== '') filled++
        if (letters > lettersMax) throw new TooLarge()
      }
      if (name === 'row' && cells.some((one) => one !== '')) take({ line, cells })
    },
  }
}

/** Rows stand in their order, with a number or without. */
function lineOf(told: string | undefined, before: number): number {
  const line = told === undefined ? before + 1 : Number(told)
  if (!Number.isInteger(line) || line <= before || line > lineMax)
    throw new Error('its rows are out of order')
  return line
}

/** `AB12` → 27. */
function columnOf(place: string | undefined): number | null {
  const [letters] = /^[A-Z]{1,3}/.exec(place ?? '') ?? []
  if (!letters) return null
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function toText(cell: Attributes, found: string, { formats, shared, from1904 }: Known): string {
  switch (cell.get('t') ?? 'n') {
    case 's':
      return shared[Number(found)] ?? ''
    case 'n': {
      if (found === '') return ''
      const number = Number(found)
      if (!Number.isFinite(number)) return found
      const format = formats[Number(cell.get('s') ?? 0)]
      // A spreadsheet keeps 15 figures; what stands behind them in the file is how a computer writes 0.3.
      const figures = () => String(Number(number.toPrecision(15)))
      return (format && serialToText(number, format, from1904)) ?? figures()
    }
    case 'b':
      return isTrue(found) ? 'TRUE' : 'FALSE'
    case 'd':
      return found.replace('T', ' ')
    default:
      return unescaped(found)
  }
}

/** `_x000D_`: how characters are written that XML does not have. */
const unescaped = (text: string) =>
  text.replace(/_x([0-9A-F]{4})_/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
