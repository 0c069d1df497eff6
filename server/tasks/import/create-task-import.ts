import sql from 'sql-template-tag'
import type { FlowId, ImportId } from '#api/common.ts'
import type { TaskImport } from '#api/task-imports.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { checkColumns } from '#server/platform/tables/check-columns.ts'
import { findFormat } from '#server/platform/tables/find-format.ts'
import { addUpload } from '#server/table-imports/add-upload.ts'
import { checkRoom } from '#server/table-imports/check-room.ts'
import { checkFlow } from './check-flow.ts'
import { guessMapping } from './guess-mapping.ts'
import { mapColumns } from './map-columns.ts'
import { findFirstPage, getImportToChange, readTasks, toTaskImport } from './task-import.ts'

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
  await checkRoom(tx, caller, sql`task_imports`)
  if (file.flowId) await checkFlow(tx, file.flowId, '#query/flowId')
  const firstPage = await findFirstPage(tx, file.flowId ?? null)
  const format = await findFormat(
    file.bytes,
    (cells) => guessMapping(cells, firstPage).filter(Boolean).length,
  )
  const { columns, rows } = await readTasks(file.bytes, format)
  checkColumns(columns)
  const { flowId, mapping, remembered } = await mapColumns(tx, columns, file.flowId ?? null)
  const fileId = await addUpload(tx, caller, file, format, now)
  const [made] = await tx.query<{ id: ImportId }>(sql`
    insert into task_imports (organization_id, member_id, file_id, file_name, encoding, delimiter, header_row, rows, flow_id, mapping,
      remembered, created_at)
    values (${caller.organizationId}, ${caller.memberId}, ${fileId}, ${file.name}, ${format.encoding}, ${format.delimiter},
      ${format.headerRow}, ${rows}, ${flowId}, ${JSON.stringify(mapping)}, ${remembered}, ${now})
    returning id`)
  const { id } = made as { id: ImportId }
  return toTaskImport(tx, await getImportToChange(tx, caller.memberId, id))
}
