import sql from 'sql-template-tag'
import type { ImportId } from '#api/common.ts'
import type { updateUserImport as contract, UserImport } from '#api/imports.ts'
import { problem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { readFile } from '#server/files/file.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkColumns } from '#server/platform/tables/check-columns.ts'
import { checkMapping } from '#server/platform/tables/check-mapping.ts'
import { readBeginning, withFormat } from '#server/platform/tables/table.ts'
import { mapColumns } from './map-columns.ts'
import { fitMapping, getImportToChange, toUserImport } from './user-import.ts'

type Change = Received<typeof contract>['body']

/**
 * Chooses how a file is written and what its columns are; where other columns come of it, they are mapped anew.
 *
 * @throws not-found, not-in-status, file-not-readable, values-refused at #/mapping/…
 */
export async function updateUserImport(
  tx: Tx,
  caller: SessionCaller,
  id: ImportId,
  { mapping: wished, ...change }: Change,
): Promise<UserImport> {
  const record = await getImportToChange(tx, caller.memberId, id)
  if (record.operationId) throw problem('not-in-status')
  const format = withFormat(record, change)
  const { columns, rows } = await readBeginning(await readFile(tx, record.fileId), format)
  checkColumns(columns)
  const again = Object.values(change).some((value) => value !== undefined)
  const { mapping, remembered } = wished
    ? { mapping: await fitWished(tx, wished, columns.length), remembered: record.remembered }
    : again
      ? await mapColumns(tx, columns)
      : record
  await tx.query(sql`update user_imports set encoding = ${format.encoding ?? ''}, delimiter = ${format.delimiter ?? ''},
      header_row = ${format.headerRow}, rows = ${rows}, mapping = ${JSON.stringify(mapping)}, remembered = ${remembered}
    where id = ${id}`)
  return toUserImport(tx, { ...record, ...format, rows, mapping, remembered })
}

async function fitWished(tx: Tx, wished: NonNullable<Change['mapping']>, columns: number) {
  const fitted = await fitMapping(tx, wished, columns)
  checkMapping(wished, fitted, 'is no field of this organization')
  return fitted
}
