import sql from 'sql-template-tag'
import type { ImportTarget } from '#api/imports.ts'
import { listSharedFields } from '#server/members/field.ts'
import type { Tx } from '#server/platform/database.ts'
import { columnsOfReport, hashOfHeader } from '#server/platform/tables/table.ts'
import { guessMapping } from './guess-mapping.ts'
import { fitMapping } from './user-import.ts'

/** As the same header was mapped the last time; else by the names of the columns. */
export async function mapColumns(
  tx: Tx,
  columns: readonly string[],
): Promise<{ mapping: (ImportTarget | null)[]; remembered: boolean }> {
  const ours = columnsOfReport(columns)
  const theirs = columns.slice(ours)
  const [earlier] = await tx.query<{ mapping: (ImportTarget | null)[] }>(
    sql`select mapping from import_mappings where header_hash = ${hashOfHeader(theirs)}`,
  )
  const known = earlier?.mapping ?? guessMapping(theirs, await listSharedFields(tx))
  const mapping = [...Array.from({ length: ours }, () => null), ...known]
  return { mapping: await fitMapping(tx, mapping, columns.length), remembered: Boolean(earlier) }
}
