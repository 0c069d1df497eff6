export type CsvCell = string | number | boolean | null

/**
 * Columns' names as the first line of a file, with the mark by which spreadsheets know UTF-8: otherwise they read names in
 * the machine's old code page.
 */
export const csvHead = (columns: readonly string[], between = ','): string =>
  `\ufeff${csvLine(columns, between)}`

/**
 * One line (RFC 4180) that no spreadsheet takes for a formula: text that begins like one gets an apostrophe in front, and
 * every text is quoted, so that no separator of whatever country begins another cell (OWASP, CSV injection). Numbers, which
 * are ours, stay numbers.
 */
export const csvLine = (cells: readonly CsvCell[], between = ','): string =>
  `${cells.map(written).join(between)}\r\n`

function written(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  return `"${(beginsFormula.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`
}

// Spaces in front do not keep a spreadsheet from computing; full-width signs count in East Asian ones.
const beginsFormula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/
