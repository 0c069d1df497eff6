import sql from 'sql-template-tag'
import type { ImportId } from '#api/common.ts'
import type { UserImport } from '#api/imports.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { listSharedFields } from '#server/members/field.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkColumns } from '#server/platform/tables/check-columns.ts'
import { findFormat } from '#server/platform/tables/find-format.ts'
import { readBeginning } from '#server/platform/tables/table.ts'
import { addUpload } from '#server/table-imports/add-upload.ts'
import { checkRoom } from '#server/table-imports/check-room.ts'
import { guessMapping } from './guess-mapping.ts'
import { mapColumns } from './map-columns.ts'
import { getImportToChange, toUserImport } from './user-import.ts'

/**
 * Takes an uploaded file of people: how it is written is found out, and its columns are mapped as the same header was the
 * last time, else by their names (US4). It is kept for a week.
 *
 * @throws file-not-readable, too-many
 */
export async function createUserImport(
  tx: Tx,
  caller: SessionCaller,
  file: { name: string; bytes: Buffer },
  now: Date,
): Promise<UserImport> {
  await checkRoom(tx, caller, sql`user_imports`)
  const fields = await listSharedFields(tx)
  const format = await findFormat(
    file.bytes,
    (cells) => guessMapping(cells, fields).filter(Boolean).length,
  )
  const { columns, rows } = await readBeginning(file.bytes, format)
  checkColumns(columns)
  const { mapping, remembered } = await mapColumns(tx, columns)
  const fileId = await addUpload(tx, caller, file, format, now)
  // The table is older than workbooks, which have neither encoding nor delimiter.
  const [made] = await tx.query<{ id: ImportId }>(sql`
    insert into user_imports (organization_id, member_id, file_id, file_name, encoding, delimiter, header_row, rows, mapping,
      remembered, created_at)
    values (${caller.organizationId}, ${caller.memberId}, ${fileId}, ${file.name}, ${format.encoding ?? ''},
      ${format.delimiter ?? ''}, ${format.headerRow}, ${rows}, ${JSON.stringify(mapping)}, ${remembered}, ${now})
    returning id`)
  const { id } = made as { id: ImportId }
  return toUserImport(tx, await getImportToChange(tx, caller.memberId, id))
}
