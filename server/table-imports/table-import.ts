import sql from 'sql-template-tag'
import type { FileId, ImportId, OperationId } from '#api/common.ts'
import {
  type Beginning,
  numbered,
  shorten,
  type TableFormat,
} from '#server/platform/tables/table.ts'

/** An uploaded file that is being prepared, of the member who uploaded it; each kind of import keeps its own in its own table. */
export interface TableImport<Target extends string> extends TableFormat {
  id: ImportId
  fileId: FileId
  fileName: string
  bytes: number
  rows: number
  mapping: (Target | null)[]
  remembered: boolean
  operationId: OperationId | null
  createdAt: Date
  expiresAt: Date
}

/** The file that a row `i` of such a table is about. */
export const itsFile = sql`files f on f.organization_id = i.organization_id and f.id = i.file_id`

/** A `TableImport` of `i` and its file; where a table is older than workbooks, one has empty words for its encoding. */
export const importColumns = sql`i.id, i.file_id as "fileId", i.file_name as "fileName", f.bytes,
  nullif(i.encoding, '') as encoding, nullif(i.delimiter, '') as delimiter, i.header_row as "headerRow", i.rows, i.mapping,
  i.remembered, i.operation_id as "operationId", i.created_at as "createdAt", f.expires_at as "expiresAt"`

/** As the API shows it, cells shortened. */
export function toTableImport<Target extends string, Record extends TableImport<Target>>(
  record: Record,
  mapping: readonly (Target | null)[],
  { firstRows, columns, samples }: Beginning,
) {
  const { fileId: _, mapping: __, ...shown } = record
  return {
    ...shown,
    firstRows: firstRows.map(({ line, cells }) => ({ line, cells: cells.map(shorten) })),
    columns: mapping.map((target, index) => ({
      index,
      name: shorten(columns[index] ?? numbered(index)),
      samples: (samples[index] ?? []).map(shorten),
      target,
    })),
    createdAt: record.createdAt.toISOString(),
    expiresAt: record.expiresAt.toISOString(),
  }
}
