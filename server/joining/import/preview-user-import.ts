import type { ImportId } from '#api/common.ts'
import type { previewUserImport as contract } from '#api/imports.ts'
import type { Returned } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { readFile } from '#server/files/file.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkChoices } from './check-choices.ts'
import { getImportContext } from './import-context.ts'
import { type ImportChoices, type Judged, judgeRows, listRolesToGive } from './judge-rows.ts'
import { type ImportRow, type RowError, readRow } from './read-row.ts'
import { rowsOfImport } from './rows-of-import.ts'
import { getImportToChange, readBeginning, shorten } from './user-import.ts'

type Preview = Returned<typeof contract>

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
  const { columns } = await readBeginning(bytes, record)
  const preview: Preview = { add: 0, update: 0, unchanged: 0, refuse: 0, errors: [], rows: [] }

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
  const judge = async (rows: ImportRow[]) => {
    for (const judged of await judgeRows(tx, caller, rows, choices, roles, now)) {
      count(judged.row, judged.outcome)
      if (judged.outcome === 'refuse')
        complain([
          {
            line: judged.row.line,
            column: null,
            value: judged.row.email ?? '',
            reason: judged.reason,
          },
        ])
    }
  }

  let good: ImportRow[] = []
  for await (const found of rowsOfImport(bytes, record, record.mapping)) {
    const { row, errors } = readRow(found, record.mapping, context)
    if (found.twice)
      errors.push({ line: found.line, column: null, value: row.email ?? '', reason: found.twice })
    if (errors.length > 0) {
      count(row, 'refuse')
      complain(errors)
      continue
    }
    good.push(row)
    if (good.length === batch) {
      await judge(good)
      good = []
    }
  }
  await judge(good)
  preview.errors.sort((one, other) => one.line - other.line)
  preview.rows.sort((one, other) => one.line - other.line)
  return preview
}
