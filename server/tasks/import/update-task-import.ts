import sql from 'sql-template-tag'
import type { ImportId } from '#api/common.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { updateTaskImport as contract, TaskImport } from '#api/task-imports.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { readFile } from '#server/files/file.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkFlow } from './check-flow.ts'
import { mapColumns } from './map-columns.ts'
import {
  findFirstPage,
  fitMapping,
  getImportToChange,
  type ImportRecord,
  type Mapping,
  readTasks,
  toTaskImport,
} from './task-import.ts'

type Change = Received<typeof contract>['body']

/**
 * Chooses the flow, how a file is written, and what its columns are; where other columns or another flow come of it, they are mapped
 * anew.
 *
 * @throws not-found, not-in-status, file-not-readable, values-refused
 */
export async function updateTaskImport(
  tx: Tx,
  caller: SessionCaller,
  id: ImportId,
  change: Change,
): Promise<TaskImport> {
  const record = await getImportToChange(tx, caller.memberId, id)
  if (record.operationId) throw problem('not-in-status')
  if (change.flowId) await checkFlow(tx, change.flowId, '#/flowId')
  const format = formatOf(record, change)
  const flowId = change.flowId ?? record.flowId
  const { columns, rows } = await readTasks(await readFile(tx, record.fileId), format)
  const { mapping: wished, ...rest } = change
  const again = Object.values(rest).some((value) => value !== undefined)
  const mapped = wished
    ? {
        flowId,
        mapping: await checkMapping(tx, wished, flowId, columns),
        remembered: record.remembered,
      }
    : again
      ? await mapColumns(tx, columns, flowId)
      : record
  const next = { ...record, ...mapped, ...format, rows }
  await tx.query(sql`
    update task_imports set encoding = ${next.encoding}, delimiter = ${next.delimiter}, header_row = ${next.headerRow},
      rows = ${next.rows}, flow_id = ${next.flowId}, mapping = ${JSON.stringify(next.mapping)}, remembered = ${next.remembered}
    where id = ${id}`)
  return toTaskImport(tx, next)
}

/** A workbook says itself how it is written. */
function formatOf(record: ImportRecord, { encoding, delimiter, headerRow }: Change) {
  const written =
    record.encoding === null
      ? { encoding: null, delimiter: null }
      : { encoding: encoding ?? record.encoding, delimiter: delimiter ?? record.delimiter }
  return { ...written, headerRow: headerRow ?? record.headerRow }
}

async function checkMapping(
  tx: Tx,
  wished: Mapping,
  flowId: ImportRecord['flowId'],
  columns: readonly string[],
) {
  const refuse = (at: number, detail: string, code: string) =>
    fieldProblem('values-refused', `#/mapping/${at}`, detail, code)
  if (wished.length > columns.length)
    throw refuse(columns.length, 'is more than there are columns', 'too-many')
  const fitted = fitMapping(wished, await findFirstPage(tx, flowId), columns.length)
  const seen = new Set<string>()
  wished.forEach((target, at) => {
    if (!target) return
    if (fitted[at] !== target) throw refuse(at, 'is nothing that this flow asks for', 'unknown')
    if (seen.has(target)) throw refuse(at, 'stands for another column already', 'twice')
    seen.add(target)
  })
  return fitted
}
