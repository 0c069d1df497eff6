import sql from 'sql-template-tag'
import type { HubId, ImportId } from '#api/common.ts'
import type { Operation } from '#api/operations.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { readFile } from '#server/files/file.ts'
import { startOperation } from '#server/operations/start-operation.ts'
import type { Tx } from '#server/platform/database.ts'
import { columnsOfReport, hashOfHeader, readColumnNames } from '#server/platform/tables/table.ts'
import { checkImport } from './check-import.ts'
import type { TaskImportInput } from './import-tasks.ts'
import { getImportToChange } from './task-import.ts'
import { timeZoneFor } from './time-zone-for.ts'

/**
 * Begins to import in the background, with the form as it stands now, and remembers the mapping for the next file with the same
 * header.
 *
 * @throws not-found, not-in-status, import-unfinished, values-refused, too-many
 */
export async function startTaskImport(
  tx: Tx,
  caller: SessionCaller,
  id: ImportId,
  { hubId }: { hubId?: HubId | undefined },
  request: Where,
  now: Date,
): Promise<Operation> {
  const record = await getImportToChange(tx, caller.memberId, id)
  const { flow, mapping } = await checkImport(tx, caller, record, hubId)
  const bytes = await readFile(tx, record.fileId)
  const columns = await readColumnNames(bytes, record, mapping.length)
  const ours = columnsOfReport(columns)
  await tx.query(sql`
    insert into task_import_mappings (organization_id, header_hash, flow_id, mapping, used_at)
    values (${caller.organizationId}, ${hashOfHeader(columns.slice(ours))}, ${flow.id}, ${JSON.stringify(mapping.slice(ours))}, ${now})
    on conflict (organization_id, header_hash, flow_id) do update set mapping = excluded.mapping, used_at = excluded.used_at`)
  const input: TaskImportInput = {
    importId: id,
    flowId: flow.id,
    flowVersion: flow.version,
    mapping,
    hubId: hubId ?? null,
    timeZone: timeZoneFor(caller),
    language: caller.language ?? caller.organization.language,
  }
  const operation = await startOperation(
    tx,
    caller,
    { kind: 'task-import', input: { ...input }, total: record.rows },
    now,
  )
  await tx.query(sql`update task_imports set operation_id = ${operation.id} where id = ${id}`)
  const details = {
    file: record.fileName,
    rows: record.rows,
    flowId: flow.id,
    operationId: operation.id,
  }
  await addAuditEvent(tx, caller, request, { action: 'task.imported', details }, now)
  return operation
}
