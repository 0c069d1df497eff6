import { notReadable } from './read-records.ts'

/** A name is kept with each import, shown, and told for each row that is refused. */
const nameLengthMax = 500

/** @throws file-not-readable where there is nothing in a file, or a name of a column is none: a text, of which a wrong row was taken */
export function checkColumns(columns: readonly string[]): void {
  if (columns.length === 0) throw notReadable('nothing-in-it', 'There is nothing in this file.')
  const long = columns.findIndex((name) => name.length > nameLengthMax)
  if (long < 0) return
  const values = { column: long + 1, max: nameLengthMax }
  const detail = `The name of column ${values.column} is longer than ${nameLengthMax} characters.`
  throw notReadable('column-name-too-long', detail, values)
}
