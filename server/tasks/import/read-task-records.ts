import { taskRowsMax } from '#api/task-imports.ts'
import type { FileRecord } from '#server/platform/tables/read-records.ts'
import { readTable, type TableFormat } from '#server/platform/tables/table.ts'

/** So many rows of a file below its header, from one on; at most as many as there may be. */
export async function readTaskRecords(
  bytes: Uint8Array,
  format: TableFormat,
  from = 0,
  most = taskRowsMax,
): Promise<FileRecord[]> {
  const found: FileRecord[] = []
  let behind = -format.headerRow - from
  for await (const record of readTable(bytes, format, taskRowsMax)) {
    if (behind++ >= 0) found.push(record)
    if (found.length >= most) break
  }
  return found
}
