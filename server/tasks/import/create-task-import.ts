import sql from 'sql-template-tag'
import type { FlowId, ImportId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { TaskImport } from '#api/task-imports.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addFile } from '#server/files/file.ts'
import type { Tx } from '#server/platform/database.ts'
import { findDelimiter } from '#server/platform/tables/find-delimiter.ts'
import { findEncoding } from '#server/platform/tables/find-encoding.ts'
import { findHeaderRow } from '#server/platform/tables/find-header-row.ts'
import { notReadable } from '#server/platform/tables/read-records.ts'
import { isWorkbook } from '#server/platform/tables/read-workbook.ts'
import { readBeginning, type TableFormat } from '#server/platform/tables/table.ts'
import { checkFlow } from './check-flow.ts'
import { guessMapping } from './guess-mapping.ts'
import { mapColumns } from './map-columns.ts'
import { findFirstPage, getImportToChange, readTasks, toTaskImport } from './task-import.ts'

const daysKept = 7
const keptMax = 20
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/**
 * Takes an uploaded file of tasks: how it is written is found out, and its columns are mapped as the same header was the last time,
 * else by their names (TK1). It is kept for a week.
 *
 * @throws file-not-readable, values-refused at #query/flowId, too-many
 */
export async function createTaskImport(
  tx: Tx,
  caller: SessionCaller,
  file: { name: string; bytes: Buffer; flowId?: FlowId | undefined },
  now: Date,
): Promise<TaskImport> {
  await refuseTooMany(tx, caller)
  if (file.flowId) await checkFlow(tx, file.flowId, '#query/flowId')
  const format = await findFormat(tx, file.bytes, file.flowId ?? null)
  const { columns, rows } = await readTasks(file.bytes, format)
  if (columns.length === 0) throw notReadable('nothing-in-it', 'There is nothing in this file.')
  const { flowId, mapping, remembered } = await mapColumns(tx, columns, file.flowId ?? null)
  const about = {
    kind: 'import',
    name: file.name,
    contentType: format.encoding === null ? workbookType : 'text/csv',
    expiresAt: new Date(now.getTime() + daysKept * 86_400_000),
  } as const
  const fileId = await addFile(tx, caller.organizationId, about, file.bytes, now)
  const [made] = await tx.query<{ id: ImportId }>(sql`
    insert into task_imports (organization_id, member_id, file_id, file_name, encoding, delimiter, header_row, rows, flow_id, mapping,
      remembered, created_at)
    values (${caller.organizationId}, ${caller.memberId}, ${fileId}, ${file.name}, ${format.encoding}, ${format.delimiter},
      ${format.headerRow}, ${rows}, ${flowId}, ${JSON.stringify(mapping)}, ${remembered}, ${now})
    returning id`)
  const { id } = made as { id: ImportId }
  return toTaskImport(tx, await getImportToChange(tx, caller.memberId, id))
}

async function findFormat(tx: Tx, bytes: Buffer, flowId: FlowId | null): Promise<TableFormat> {
  const asFound = isWorkbook(bytes) ? { encoding: null, delimiter: null } : findWriting(bytes)
  const { firstRows } = await readBeginning(bytes, { ...asFound, headerRow: 1 }, 20)
  const firstPage = await findFirstPage(tx, flowId)
  const headerRow = findHeaderRow(
    firstRows.map(({ cells }) => cells),
    (cells) => guessMapping(cells, firstPage).filter(Boolean).length,
  )
  return { ...asFound, headerRow }
}

function findWriting(bytes: Buffer) {
  if (bytes.subarray(0, 4).toString('hex') === 'd0cf11e0')
    throw notReadable('workbook', 'This is an old workbook: save it as .xlsx or CSV first.')
  const encoding = findEncoding(bytes)
  const beginning = new TextDecoder(encoding).decode(bytes.subarray(0, 200_000))
  return { encoding, delimiter: findDelimiter(beginning) }
}

async function refuseTooMany(tx: Tx, { memberId }: SessionCaller): Promise<void> {
  const [kept] = await tx.query<{ count: number }>(
    sql`select count(*) from task_imports where member_id = ${memberId} and operation_id is null`,
  )
  if ((kept?.count ?? 0) >= keptMax)
    throw problem('too-many', {
      detail: `You have ${keptMax} uploaded files already; throw some away.`,
    })
}
