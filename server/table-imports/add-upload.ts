import type { FileId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addFile } from '#server/files/file.ts'
import type { Tx } from '#server/platform/database.ts'
import type { TableFormat } from '#server/platform/tables/table.ts'

const daysKept = 7
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Keeps the content of a file that is to be prepared, for a week. */
export function addUpload(
  tx: Tx,
  { organizationId }: SessionCaller,
  { name, bytes }: { name: string; bytes: Buffer },
  { encoding }: TableFormat,
  now: Date,
): Promise<FileId> {
  const contentType = encoding === null ? workbookType : 'text/csv'
  const expiresAt = new Date(now.getTime() + daysKept * 86_400_000)
  return addFile(tx, organizationId, { kind: 'import', name, contentType, expiresAt }, bytes, now)
}
