import sql from 'sql-template-tag'
import type { ImportId } from '#api/common.ts'
import type { Operation } from '#api/operations.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { readFile } from '#server/files/file.ts'
import { startOperation } from '#server/operations/start-operation.ts'
import type { Tx } from '#server/platform/database.ts'
import { columnsOfReport, hashOfHeader, readColumnNames } from '#server/platform/tables/table.ts'
import { checkChoices } from './check-choices.ts'
import type { ImportInput } from './import-users.ts'
import type { ImportChoices } from './judge-rows.ts'
import { getImportToChange } from './user-import.ts'

/**
 * Begins to import in the background, and remembers the mapping for the next file with the same header.
 *
 * @throws not-found, not-in-status, import-unfinished, values-refused, owner-protected, more-than-you-hold, too-many
 */
export async function startUserImport(
  tx: Tx,
  caller: SessionCaller,
  id: ImportId,
  choices: ImportChoices,
  request: Where,
  now: Date,
): Promise<Operation> {
  const record = await getImportToChange(tx, caller.memberId, id)
  await checkChoices(tx, caller, record, choices)
  const bytes = await readFile(tx, record.fileId)
  const columns = await readColumnNames(bytes, record, record.mapping.length)
  const ours = columnsOfReport(columns)
  await tx.query(sql`
    insert into import_mappings (organization_id, header_hash, mapping, used_at)
    values (${caller.organizationId}, ${hashOfHeader(columns.slice(ours))}, ${JSON.stringify(record.mapping.slice(ours))}, ${now})
    on conflict (organization_id, header_hash) do update set mapping = excluded.mapping, used_at = excluded.used_at`)
  const input: ImportInput = {
    importId: id,
    choices: { ...choices, hubIds: [...choices.hubIds] },
    language: caller.language ?? caller.organization.language,
  }
  const operation = await startOperation(
    tx,
    caller,
    { kind: 'user-import', input, total: record.rows },
    now,
  )
  await tx.query(sql`update user_imports set operation_id = ${operation.id} where id = ${id}`)
  const details = { file: record.fileName, rows: record.rows, operationId: operation.id }
  await addAuditEvent(tx, caller, request, { action: 'users.imported', details }, now)
  return operation
}
