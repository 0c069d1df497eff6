import { createHash } from 'node:crypto'
import type { Delimiter } from './find-delimiter.ts'
import type { Encoding } from './find-encoding.ts'
import { type FileRecord, readRecords } from './read-records.ts'
import { readWorkbook } from './read-workbook.ts'

/** How an uploaded table is written; a workbook has neither encoding nor delimiter. */
export interface TableFormat {
  encoding: Encoding | null
  delimiter: Delimiter | null
  /** From 1; 0: no row names the columns. */
  headerRow: number
}

/**
 * The rows of a CSV file or of a workbook's first sheet, one after the other.
 *
 * @throws file-not-readable
 */
export const readTable = (
  bytes: Uint8Array,
  { encoding, delimiter }: Pick<TableFormat, 'encoding' | 'delimiter'>,
  rowsMost?: number,
): AsyncGenerator<FileRecord> =>
  encoding === null || delimiter === null
    ? readWorkbook(bytes, rowsMost)
    : readRecords(bytes, { encoding, delimiter }, rowsMost)

const rowsShown = 20
const samplesShown = 3
/** Of a cell; a file of a few rows could otherwise make an answer larger than itself. */
const charactersShown = 200

/** What stands at the beginning of a file, and how many rows follow the header. */
export interface Beginning {
  firstRows: FileRecord[]
  columns: string[]
  samples: string[][]
  rows: number
}

/**
 * Reads a file through, once, or the first rows below its header; columns without a name are numbered.
 *
 * @throws file-not-readable
 */
export async function readBeginning(
  bytes: Uint8Array,
  format: TableFormat,
  rowsRead = Number.POSITIVE_INFINITY,
  rowsMost?: number,
): Promise<Beginning> {
  const firstRows: FileRecord[] = []
  const samples: string[][] = []
  let header: string[] = []
  let read = 0
  let width = 0
  for await (const record of readTable(bytes, format, rowsMost)) {
    read++
    if (firstRows.length < rowsShown) firstRows.push(record)
    if (read === format.headerRow) header = record.cells
    if (read > format.headerRow + rowsRead) break
    if (read <= format.headerRow) continue
    width = Math.max(width, record.cells.length)
    record.cells.forEach((cell, column) => {
      samples[column] ??= []
      const known = samples[column]
      if (cell !== '' && known.length < samplesShown && !known.includes(cell)) known.push(cell)
    })
  }
  const columns = Array.from(
    { length: Math.max(width, header.length) },
    (_, n) => header[n] || numbered(n),
  )
  return { firstRows, columns, samples, rows: Math.max(0, read - format.headerRow) }
}

/**
 * What the columns are called: those of the header, numbered where it names none. Reads no further than the header.
 *
 * @throws file-not-readable
 */
export async function readColumnNames(
  bytes: Uint8Array,
  format: TableFormat,
  columns: number,
): Promise<string[]> {
  const header = (await readBeginning(bytes, format, 0)).columns
  return Array.from({ length: columns }, (_, n) => header[n] ?? numbered(n))
}

/** How a file is written, as somebody chooses; a workbook says itself. */
export const withFormat = (
  before: TableFormat,
  { encoding, delimiter, headerRow }: { [K in keyof TableFormat]?: TableFormat[K] | undefined },
): TableFormat => ({
  encoding: before.encoding && (encoding ?? before.encoding),
  delimiter: before.delimiter && (delimiter ?? before.delimiter),
  headerRow: headerRow ?? before.headerRow,
})

/** What a file of refused rows has before its own columns: by its names it is known when it comes back. */
export const reportColumns = ['Line', 'Code', 'Reason', 'Column'] as const
/** As it was before reasons were told in words. */
const reportColumnsOnce = ['Line', 'Reason', 'Column'] as const

/** How many of the columns are ours: those, where refused rows come back corrected. */
export const columnsOfReport = (columns: readonly string[]): number =>
  [reportColumns, reportColumnsOnce].find((ours) => ours.every((name, n) => columns[n] === name))
    ?.length ?? 0

export const numbered = (column: number) => `Column ${column + 1}`

/** By which a later file with the same columns is recognized. */
export const hashOfHeader = (columns: readonly string[]): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(columns.map((name) => name.toLowerCase())))
    .digest()

/** As much of a cell as is shown. */
export const shorten = (cell: string): string =>
  cell.length > charactersShown ? `${cell.slice(0, charactersShown).toWellFormed()}…` : cell
