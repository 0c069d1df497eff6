import sql from 'sql-template-tag'
import type { FileId, ImportId, MemberId, OperationId } from '#api/common.ts'
import type { ImportTarget, UserImport } from '#api/imports.ts'
import { problem } from '#api/problem.ts'
import { readFile } from '#server/files/file.ts'
import { listSharedFields } from '#server/members/field.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Delimiter } from '#server/platform/tables/find-delimiter.ts'
import type { Encoding } from '#server/platform/tables/find-encoding.ts'
import { numbered, readBeginning, shorten } from '#server/platform/tables/table.ts'

/** An uploaded file of people, of the member who uploaded it. */
export interface ImportRecord {
  id: ImportId
  fileId: FileId
  fileName: string
  bytes: number
  encoding: Encoding
  delimiter: Delimiter
  headerRow: number
  rows: number
  mapping: (ImportTarget | null)[]
  remembered: boolean
  operationId: OperationId | null
  createdAt: Date
  expiresAt: Date
}

/**
 * Finds a file that this member has uploaded, and holds its row until the transaction ends.
 *
 * @throws not-found, also for files of others
 */
export async function getImportToChange(
  tx: Tx,
  memberId: MemberId,
  id: ImportId,
): Promise<ImportRecord> {
  const [row] = await tx.query<ImportRecord>(sql`
    select i.id, i.file_id as "fileId", i.file_name as "fileName", f.bytes, i.encoding, i.delimiter, i.header_row as "headerRow",
      i.rows, i.mapping, i.remembered, i.operation_id as "operationId", i.created_at as "createdAt",
      f.expires_at as "expiresAt"
    from user_imports i join files f on f.organization_id = i.organization_id and f.id = i.file_id
    where i.id = ${id} and i.member_id = ${memberId} for no key update of i`)
  if (!row) throw problem('not-found')
  return row
}

export type Format = Pick<ImportRecord, 'encoding' | 'delimiter' | 'headerRow'>

/** Among so many rows below the header the values that are shown are looked for. */
const rowsSampled = 200

/** As many targets as columns; those of fields that are gone, or the member's alone, count as left out. */
export async function fitMapping(
  tx: Tx,
  mapping: readonly (ImportTarget | null)[],
  columns: number,
): Promise<(ImportTarget | null)[]> {
  const fields = new Set((await listSharedFields(tx)).map(({ id }) => `field:${id}`))
  return Array.from({ length: columns }, (_, n) => {
    const target = mapping[n] ?? null
    return target?.startsWith('field:') && !fields.has(target) ? null : target
  })
}

/** As the API shows it. */
export async function toUserImport(tx: Tx, record: ImportRecord): Promise<UserImport> {
  const bytes = await readFile(tx, record.fileId)
  const beginning = await readBeginning(bytes, record, rowsSampled)
  const { fileId: _, mapping, ...shown } = record
  return {
    ...shown,
    firstRows: beginning.firstRows.map(({ line, cells }) => ({ line, cells: cells.map(shorten) })),
    columns: mapping.map((target, index) => ({
      index,
      name: shorten(beginning.columns[index] ?? numbered(index)),
      samples: (beginning.samples[index] ?? []).map(shorten),
      target,
    })),
    createdAt: record.createdAt.toISOString(),
    expiresAt: record.expiresAt.toISOString(),
  }
}
