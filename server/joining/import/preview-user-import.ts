import type { ImportId } from '#api/common.ts'
import type { previewUserImport as contract } from '#api/imports.ts'
import type { Returned } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { readFile } from '#server/files/file.ts'
import type { Tx } from '#server/platform/database.ts'
import { readColumnNames, shorten } from '#server/platform/tables/table.ts'
import { checkChoices } from './check-choices.ts'
import { getImportContext } from './import-context.ts'
import { type ImportChoices, type Judged, judgeRows, listRolesToGive } from './judge-rows.ts'
import { type ImportRow, type RowError, readRow } from './read-row.ts'
import { rowsOfImport } from './rows-of-import.ts'
import { getImportToChange } from './user-import.ts'

type Preview = Returned<typeof contract>
type Read = ReturnType<typeof readRow>

const batch = 1000
const errorsShown = 500
const rowsShown = 100

/**
 * Says what importing would do, row by row, and writes nothing (US4).
 *
 * @throws not-found, not-in-status, import-unfinished, values-refused, owner-protected, more-than-you-hold
 */
export async function previewUserImport(
  tx: Tx,
  caller: SessionCaller,
  id: ImportId,
  choices: ImportChoices,
  now: Date,
): Promise<Preview> {
  const record = await getImportToChange(tx, caller.memberId, id)
  await checkChoices(tx, caller, record, choices)
  const [context, roles] = [await getImportContext(tx), await listRolesToGive(tx)]
  const bytes = await readFile(tx, record.fileId)
  const columns = await readColumnNames(bytes, record, record.mapping.length)
  const preview: Preview = { add: 0, update: 0, unchanged: 0, refuse: 0, errors: [], rows: [] }

  const judge = async (rows: readonly Read[]) => {
    const good = rows.filter(({ errors }) => errors.length === 0).map(({ row }) => row)
    const judged = new Map(
      (await judgeRows(tx, caller, good, choices, roles, now)).map((one) => [one.row, one]),
    )
    // In the order of the file, so that the first ones are shown whatever comes of them.
    for (const { row, errors } of rows) {
      const one = judged.get(row)
      count(row, one?.outcome ?? 'refuse')
      if (one?.outcome !== 'refuse') complain(errors)
      else complain([{ line: row.line, column: null, value: row.email ?? '', reason: one.reason }])
    }
  }
  const count = (row: ImportRow, outcome: Judged['outcome']) => {
    preview[outcome]++
    if (preview.rows.length < rowsShown)
      preview.rows.push({
        line: row.line,
        outcome,
        email: row.email ?? '',
        name: `${row.firstName ?? ''} ${row.lastName ?? ''}`.trim(),
      })
  }
  const complain = (errors: readonly RowError[]) => {
    for (const { column, ...error } of errors.slice(0, errorsShown - preview.errors.length))
      preview.errors.push({
        ...error,
        value: shorten(error.value),
        column: column === null ? null : shorten(columns[column] ?? '') || null,
      })
  }

  let rows: Read[] = []
  for await (const found of rowsOfImport(bytes, record, record.mapping)) {
    const { row, errors } = readRow(found, record.mapping, context)
    if (found.twice)
      errors.push({ line: found.line, column: null, value: row.email ?? '', reason: found.twice })
    rows.push({ row, errors })
    if (rows.length < batch) continue
    await judge(rows)
    rows = []
  }
  await judge(rows)
  return preview
}
