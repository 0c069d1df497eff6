import type { ImportId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { removeFile } from '#server/files/file.ts'
import type { Tx } from '#server/platform/database.ts'
import { getImportToChange } from './task-import.ts'

/** Throws an uploaded file away; an import of it that runs stops where it is. @throws not-found */
export async function removeTaskImport(
  tx: Tx,
  caller: SessionCaller,
  id: ImportId,
): Promise<undefined> {
  const { fileId } = await getImportToChange(tx, caller.memberId, id)
  // What was prepared goes with its file.
  await removeFile(tx, fileId)
}
