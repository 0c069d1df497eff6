import { findDelimiter } from './find-delimiter.ts'
import { findEncoding } from './find-encoding.ts'
import { findHeaderRow } from './find-header-row.ts'
import { notReadable } from './read-records.ts'
import { isWorkbook } from './read-workbook.ts'
import { readBeginning, type TableFormat } from './table.ts'

const rowsLookedAt = 20
const bytesLookedAt = 200_000

/**
 * How an uploaded table is written: a workbook by its first bytes, else CSV with encoding and delimiter as they are found; and which
 * row names the columns, by how many names of each are known.
 *
 * @throws file-not-readable
 */
export async function findFormat(
  bytes: Buffer,
  countKnown: (cells: readonly string[]) => number,
): Promise<TableFormat> {
  const written = isWorkbook(bytes) ? { encoding: null, delimiter: null } : findWriting(bytes)
  const { firstRows } = await readBeginning(bytes, { ...written, headerRow: 1 }, rowsLookedAt)
  const headerRow = findHeaderRow(
    firstRows.map(({ cells }) => cells),
    countKnown,
  )
  return { ...written, headerRow }
}

function findWriting(bytes: Buffer) {
  // A compound file (.xls), which would be read as letters without sense.
  if (bytes.subarray(0, 4).toString('hex') === 'd0cf11e0')
    throw notReadable('workbook', 'This is an old workbook: save it as .xlsx or CSV first.')
  const encoding = findEncoding(bytes)
  const beginning = new TextDecoder(encoding).decode(bytes.subarray(0, bytesLookedAt))
  return { encoding, delimiter: findDelimiter(beginning) }
}
