import sql, { type Sql } from 'sql-template-tag'
import type { Language } from '#api/common.ts'
import type { Tx } from './database.ts'

export type Words = Readonly<Record<Language, string>>

/** What a value of an export is, as README.md of the archive says it; a name is one of the API's own, which stay. */
export const plainKinds = [
  'id',
  'text',
  'texts',
  'name',
  'names',
  'e-mail',
  'time',
  'day',
  'time zone',
  'language',
  'country',
  'currency',
  'yes or no',
  'whole number',
  'seconds',
  'days',
  'bytes',
  'pixels',
  'degrees',
  'address',
  'hex',
  'base64',
  'json',
] as const
export type PlainKind = (typeof plainKinds)[number]
/** Or the id of a row in the file of another table; `once`: that may be gone. */
type Kind = PlainKind | `${'in' | 'once in' | 'all in'} ${string}`
/** With `?` it may be null. */
export type Shape = Kind | `${Kind}?`

/** What *export* means for one table (OR4): it stands next to the table; closing only runs it. Never a secret. */
export interface RowsExport {
  /** The table, and the name of its file. */
  table: string
  /** What a file of it holds, for whoever opens the archive. */
  about: Words
  /** What of it stays here, and why. */
  leftOut?: Words
  /** Every column of `rows`, in their order. */
  fields: Readonly<Record<string, Shape>>
  /** Its rows as integrators know them: names of the API, in a lasting order. Confined by the walls alone. */
  rows: Sql
  /** How many are read at a time; fewer where a row is large. */
  batch?: number
}

/** All rows of a statement, some at a time, by a cursor of this transaction: none is ever whole in memory. */
export async function* readRows(
  tx: Tx,
  { rows, batch = 500 }: Pick<RowsExport, 'rows' | 'batch'>,
): AsyncGenerator<Record<string, unknown>[]> {
  await tx.search(
    sql`declare rows_export no scroll cursor for select to_jsonb(r) as row from (${rows}) r`,
  )
  const fetch = sql([`fetch ${batch} from rows_export`])
  for (let read = batch; read === batch; ) {
    const found = await tx.search<{ row: Record<string, unknown> }>(fetch)
    read = found.length
    if (read > 0) yield found.map(({ row }) => row)
  }
  await tx.search(sql`close rows_export`)
}
