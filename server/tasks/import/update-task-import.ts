import sql from 'sql-template-tag'
import type { ImportId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { updateTaskImport as contract, TaskImport } from '#api/task-imports.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { readFile } from '#server/files/file.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkColumns } from '#server/platform/tables/check-columns.ts'
import { checkMapping } from '#server/platform/tables/check-mapping.ts'
import { withFormat } from '#server/platform/tables/table.ts'
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
  const format = withFormat(record, change)
  const flowId = change.flowId ?? record.flowId
  const { columns, rows } = await readTasks(await readFile(tx, record.fileId), format)
  checkColumns(columns)
  const { mapping: wished, ...rest } = change
  const again = Object.values(rest).some((value) => value !== undefined)
  const mapped = wished
    ? {
        flowId,
        mapping: await fitWished(tx, wished, flowId, columns.length),
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

async function fitWished(tx: Tx, wished: Mapping, flowId: ImportRecord['flowId'], columns: number) {
  const fitted = fitMapping(wished, await findFirstPage(tx, flowId), columns)
  checkMapping(wished, fitted, 'is nothing that this flow asks for')
  return fitted
}
