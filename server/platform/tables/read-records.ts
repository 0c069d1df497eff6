import { Readable } from 'node:stream'
import { setImmediate as othersFirst } from 'node:timers/promises'
import { CsvError, parse } from 'csv-parse'
import { problem } from '#api/problem.ts'
import type { Delimiter } from './find-delimiter.ts'
import type { Encoding } from './find-encoding.ts'

/** A record of the file; in quotes it may go over several lines, of which `line` is the first, from 1. */
export interface FileRecord {
  line: number
  cells: string[]
}

export const rowsMax = 100_000
/** With those that are empty: as many as a sheet has. */
const recordsMax = 1_048_576
/** With those of a header, and what may stand above it. */
export const rowsMost = (most: number): number => most + 20
export const cellsMax = 500
export const cellLengthMax = 10_000

/**
 * The records of a file one after the other (RFC 4180, as generously as spreadsheets write it), with nothing but spaces left
 * out. Gives way to other work in between.
 *
 * @throws file-not-readable with the line; too-many
 */
export async function* readRecords(
  bytes: Uint8Array,
  format: { encoding: Encoding; delimiter: Delimiter },
  most: number = rowsMax,
): AsyncGenerator<FileRecord> {
  const parser = Readable.from(decoded(bytes, format.encoding)).pipe(
    parse({
      delimiter: format.delimiter,
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: 1_000_000,
    }),
  )
  let [read, empty] = [0, 0]
  try {
    for await (const found of parser) {
      const { info, record } = found as { info: { lines: number }; record: string[] }
      const inside = record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0)
      const cells = record.slice(0, cellsMax).map(clean)
      if (cells.every((cell) => cell === '')) {
        if (++empty > recordsMax) throw tooManyRows(most)
        continue
      }
      if (++read > rowsMost(most)) throw tooManyRows(most)
      yield { line: Math.max(1, info.lines - inside), cells }
    }
  } catch (error) {
    if (error instanceof CsvError) throw unclosed(error)
    throw error
  }
}

// In pieces, so that a large file never stands twice in memory; what is no text of this encoding becomes U+FFFD. A stream
// goes from one piece to the next before anything else gets its turn, however many there are.
async function* decoded(bytes: Uint8Array, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  const size = 16 * 1024
  for (let at = 0; at < bytes.length; at += size) {
    await othersFirst()
    yield decoder.decode(bytes.subarray(at, at + size), { stream: at + size < bytes.length })
  }
}

// NUL cannot be stored, and a lone surrogate is no character.
export const clean = (cell: string): string =>
  cell.slice(0, cellLengthMax).replaceAll('\0', '').toWellFormed().trim()

export const tooManyRows = (max: number) =>
  notReadable('too-many-rows', `At most ${max} rows at once.`, { max })

function unclosed(error: CsvError) {
  const { lines: line } = error as CsvError & { lines?: number }
  return line
    ? notReadable('quote-not-closed', `Line ${line}: a quote is not closed.`, { line })
    : notReadable('no-csv', 'This is no CSV file.')
}

/** Why a file is no table, by a code that pages translate. */
export const notReadable = (
  code:
    | 'too-many-rows'
    | 'quote-not-closed'
    | 'no-csv'
    | 'workbook'
    | 'no-workbook'
    | 'workbook-too-large'
    | 'nothing-in-it'
    | 'column-name-too-long',
  detail: string,
  values?: Record<string, number>,
) => problem('file-not-readable', { detail, errors: [{ pointer: '#', detail, code, values }] })
