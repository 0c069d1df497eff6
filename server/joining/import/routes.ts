import sql from 'sql-template-tag'
import { api } from '#api/index.ts'
import { removeFile } from '#server/files/file.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import { whileReading } from '#server/platform/tables/while-reading.ts'
import { givenRoleViolations } from '#server/roles/role.ts'
import { listWaiting } from '#server/table-imports/list-waiting.ts'
import { createUserImport } from './create-user-import.ts'
import { previewUserImport } from './preview-user-import.ts'
import { startUserImport } from './start-user-import.ts'
import { updateUserImport } from './update-user-import.ts'
import { getImportToChange, toUserImport } from './user-import.ts'

export const importRoutes: Endpoint[] = [
  serve(api.createUserImport, ({ tx, caller, query, upload, now }) =>
    whileReading(caller.organizationId, () =>
      createUserImport(tx, caller, { name: query.name, bytes: upload.bytes }, now),
    ),
  ),
  serve(api.listUserImports, ({ tx, caller }) => listWaiting(tx, caller, sql`user_imports`)),
  serve(api.getUserImport, ({ tx, caller, params }) =>
    whileReading(caller.organizationId, async () =>
      toUserImport(tx, await getImportToChange(tx, caller.memberId, params.importId)),
    ),
  ),
  serve(api.updateUserImport, ({ tx, caller, params, body }) =>
    whileReading(caller.organizationId, () => updateUserImport(tx, caller, params.importId, body)),
  ),
  serve(api.previewUserImport, ({ tx, caller, params, body, now }) =>
    whileReading(caller.organizationId, () =>
      previewUserImport(tx, caller, params.importId, body, now),
    ),
  ),
  serve(
    api.startUserImport,
    ({ tx, caller, params, body, request, now }) =>
      whileReading(caller.organizationId, () =>
        startUserImport(tx, caller, params.importId, body, request, now),
      ),
    { violations: givenRoleViolations },
  ),
  // What was prepared goes with its file; an import of it that runs stops where it is.
  serve(api.removeUserImport, async ({ tx, caller, params }) => {
    const { fileId } = await getImportToChange(tx, caller.memberId, params.importId)
    await removeFile(tx, fileId)
    return undefined
  }),
]
