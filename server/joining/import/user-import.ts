import sql from 'sql-template-tag'
import type { ImportId, MemberId } from '#api/common.ts'
import type { ImportTarget, UserImport } from '#api/imports.ts'
import { problem } from '#api/problem.ts'
import { readFile } from '#server/files/file.ts'
import { listSharedFields } from '#server/members/field.ts'
import type { Tx } from '#server/platform/database.ts'
import { readBeginning } from '#server/platform/tables/table.ts'
import {
  importColumns,
  itsFile,
  type TableImport,
  toTableImport,
} from '#server/table-imports/table-import.ts'

/** An uploaded file of people. */
export type ImportRecord = TableImport<ImportTarget>

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
    select ${importColumns} from user_imports i join ${itsFile}
    where i.id = ${id} and i.member_id = ${memberId} for no key update of i`)
  if (!row) throw problem('not-found')
  return row
}

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
  return toTableImport(record, record.mapping, await readBeginning(bytes, record, rowsSampled))
}
