import { api } from '#api/index.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import { whileReading } from '#server/platform/tables/while-reading.ts'
import { givenRoleViolations } from '#server/roles/role.ts'
import { createUserImport } from './create-user-import.ts'
import { listUserImports } from './list-user-imports.ts'
import { previewUserImport } from './preview-user-import.ts'
import { removeUserImport } from './remove-user-import.ts'
import { startUserImport } from './start-user-import.ts'
import { updateUserImport } from './update-user-import.ts'
import { getImportToChange, toUserImport } from './user-import.ts'

export const importRoutes: Endpoint[] = [
  serve(api.createUserImport, ({ tx, caller, query, upload, now }) =>
    whileReading(caller.organizationId, () =>
      createUserImport(tx, caller, { name: query.name, bytes: upload.bytes }, now),
    ),
  ),
  serve(api.listUserImports, ({ tx, caller }) => listUserImports(tx, caller)),
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
  serve(api.removeUserImport, ({ tx, caller, params }) =>
    whileReading(caller.organizationId, () => removeUserImport(tx, caller, params.importId)),
  ),
]
