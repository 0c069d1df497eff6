// What people write into the cells of a table.

/** Our own exports put an apostrophe before what a spreadsheet would compute. */
export const unescaped = (cell: string): string => cell.replace(/^'(?=\s*[=+\-@])/, '')

/** Several in one cell, with `;` or `|` between them. */
export const listed = (value: string): string[] =>
  value
    .split(/[;|]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** `31.3.2026`, `31/03/2026` as days first, which most of the world writes; else as it stands. */
export function toDate(value: string): string {
  const [, day = '', month = '', year = ''] =
    /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(value) ?? []
  return year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : value
}
