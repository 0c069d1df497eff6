import sql from 'sql-template-tag'
import type { ImportId } from '#api/common.ts'
import type { ImportTarget, UserImport } from '#api/imports.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { readFile } from '#server/files/file.ts'
import type { Tx } from '#server/platform/database.ts'
import { readBeginning } from '#server/platform/tables/table.ts'
import { mapColumns } from './create-user-import.ts'
import { type Format, fitMapping, getImportToChange, toUserImport } from './user-import.ts'

type Change = { [K in keyof Format]?: Format[K] | undefined } & {
  mapping?: (ImportTarget | null)[] | undefined
}

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
  const format = { ...record, ...definite(change) }
  const { columns, rows } = await readBeginning(await readFile(tx, record.fileId), format)
  const again = Object.keys(definite(change)).length > 0
  const { mapping, remembered } = wished
    ? { mapping: await checkMapping(tx, wished, columns.length), remembered: record.remembered }
    : again
      ? await mapColumns(tx, columns)
      : record
  await tx.query(sql`update user_imports set encoding = ${format.encoding}, delimiter = ${format.delimiter},
      header_row = ${format.headerRow}, rows = ${rows}, mapping = ${JSON.stringify(mapping)}, remembered = ${remembered}
    where id = ${id}`)
  return toUserImport(tx, { ...format, rows, mapping, remembered })
}

const definite = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }

async function checkMapping(tx: Tx, wished: (ImportTarget | null)[], columns: number) {
  const refuse = (at: number, detail: string, code: string) =>
    fieldProblem('values-refused', `#/mapping/${at}`, detail, code)
  if (wished.length > columns) throw refuse(columns, 'is more than there are columns', 'too-many')
  const fitted = await fitMapping(tx, wished, columns)
  const seen = new Set<string>()
  wished.forEach((target, at) => {
    if (!target) return
    if (fitted[at] !== target) throw refuse(at, 'is no field of this organization', 'unknown')
    if (seen.has(target)) throw refuse(at, 'stands for another column already', 'twice')
    seen.add(target)
  })
  return fitted
}
