import sql from 'sql-template-tag'
import { api } from '#api/index.ts'
import { removeFile } from '#server/files/file.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import { whileReading } from '#server/platform/tables/while-reading.ts'
import { listWaiting } from '#server/table-imports/list-waiting.ts'
import { exportTasks } from '../export/export-tasks.ts'
import { createTaskImport } from './create-task-import.ts'
import { previewTaskImport } from './preview-task-import.ts'
import { startTaskImport } from './start-task-import.ts'
import { getImportToChange, toTaskImport } from './task-import.ts'
import { updateTaskImport } from './update-task-import.ts'

export const taskImportRoutes: Endpoint[] = [
  serve(api.createTaskImport, ({ tx, caller, query, upload, now }) =>
    whileReading(caller.organizationId, () =>
      createTaskImport(tx, caller, { ...query, bytes: upload.bytes }, now),
    ),
  ),
  serve(api.listTaskImports, ({ tx, caller }) => listWaiting(tx, caller, sql`task_imports`)),
  serve(api.getTaskImport, ({ tx, caller, params }) =>
    whileReading(caller.organizationId, async () =>
      toTaskImport(tx, await getImportToChange(tx, caller.memberId, params.importId)),
    ),
  ),
  serve(api.updateTaskImport, ({ tx, caller, params, body }) =>
    whileReading(caller.organizationId, () => updateTaskImport(tx, caller, params.importId, body)),
  ),
  serve(api.previewTaskImport, ({ tx, caller, params, body, now }) =>
    whileReading(caller.organizationId, () =>
      previewTaskImport(tx, caller, params.importId, body, now),
    ),
  ),
  serve(api.startTaskImport, ({ tx, caller, params, body, request, now }) =>
    whileReading(caller.organizationId, () =>
      startTaskImport(tx, caller, params.importId, body, request, now),
    ),
  ),
  // What was prepared goes with its file; an import of it that runs stops where it is.
  serve(api.removeTaskImport, async ({ tx, caller, params }) => {
    const { fileId } = await getImportToChange(tx, caller.memberId, params.importId)
    await removeFile(tx, fileId)
    return undefined
  }),
  serve(api.exportTasks, ({ tx, caller, body, request, now }) =>
    exportTasks(tx, caller, body, request, now),
  ),
]
