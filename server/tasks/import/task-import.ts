import sql from 'sql-template-tag'
import type { FlowId, ImportId, MemberId } from '#api/common.ts'
import type { FlowPage } from '#api/flows.ts'
import { problem } from '#api/problem.ts'
import {
  standsInTable,
  type TaskImport,
  type TaskImportTarget,
  taskRowsMax,
} from '#api/task-imports.ts'
import { readFile } from '#server/files/file.ts'
import { getFlow } from '#server/flows/flow.ts'
import type { Tx } from '#server/platform/database.ts'
import { tooManyRows } from '#server/platform/tables/read-records.ts'
import { type Beginning, readBeginning, type TableFormat } from '#server/platform/tables/table.ts'
import {
  importColumns,
  itsFile,
  type TableImport,
  toTableImport,
} from '#server/table-imports/table-import.ts'

export type Mapping = readonly (TaskImportTarget | null)[]

/** An uploaded file of tasks. */
export interface ImportRecord extends TableImport<TaskImportTarget> {
  flowId: FlowId | null
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
    select ${importColumns}, i.flow_id as "flowId" from task_imports i join ${itsFile}
    where i.id = ${id} and i.member_id = ${memberId} for no key update of i`)
  if (!row) throw problem('not-found')
  return row
}

/**
 * Reads a file of tasks through.
 *
 * @throws file-not-readable, also for one with more rows than may be
 */
export async function readTasks(bytes: Uint8Array, format: TableFormat): Promise<Beginning> {
  const beginning = await readBeginning(bytes, format, undefined, taskRowsMax)
  if (beginning.rows > taskRowsMax) throw tooManyRows(taskRowsMax)
  return beginning
}

/** The page of a flow that a new task fills in; none where there is no such flow any more. */
export async function findFirstPage(tx: Tx, flowId: FlowId | null): Promise<FlowPage[]> {
  if (flowId === null) return []
  const flow = await getFlow(tx, flowId).catch(() => null)
  return flow?.pages.slice(0, 1) ?? []
}

/** As many targets as columns; those of components that are gone, or that no table can say, count as left out. */
export function fitMapping(
  mapping: Mapping,
  firstPage: readonly FlowPage[],
  columns: number,
): (TaskImportTarget | null)[] {
  const components = firstPage.flatMap((page) => page.components.filter(standsInTable))
  const known = new Set(components.map(({ id }) => `component:${id}`))
  return Array.from({ length: columns }, (_, n) => {
    const target = mapping[n] ?? null
    return target?.startsWith('component:') && !known.has(target) ? null : target
  })
}

/** As the API shows it. */
export async function toTaskImport(tx: Tx, record: ImportRecord): Promise<TaskImport> {
  const beginning = await readTasks(await readFile(tx, record.fileId), record)
  const firstPage = await findFirstPage(tx, record.flowId)
  const mapping = fitMapping(record.mapping, firstPage, record.mapping.length)
  return toTableImport(record, mapping, beginning)
}
