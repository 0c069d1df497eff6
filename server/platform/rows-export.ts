import sql, { type Sql } from 'sql-template-tag'
import type { Tx } from './database.ts'

/** What *export* means for one table (OR4): it stands next to the table; closing only runs it. Never a secret. */
export interface RowsExport {
  /** The table, and the name of its file. */
  table: string
  /** Its rows as integrators know them: names of the API, in a lasting order. Confined by the walls alone. */
  rows: Sql
  /** How many are read at a time; fewer where a row is large. */
  batch?: number
}

/** All rows of a statement, some at a time, by a cursor of this transaction: none is ever whole in memory. */
export async function* readRows(
  tx: Tx,
  { rows, batch = 500 }: RowsExport,
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
