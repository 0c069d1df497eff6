import type { Operation } from '#api/operations.ts'
import type { TaskFilter } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { startOperation } from '#server/operations/start-operation.ts'
import type { Tx } from '#server/platform/database.ts'
import { countFiltered, filterTasks } from '../filter-tasks.ts'
import type { TaskExportInput } from './task-export-performer.ts'

/**
 * Begins to write tasks to a file: those that a filter shows, as the list does. What is relative, `today` and the time zone, is as
 * it is now.
 *
 * @throws too-many
 */
export async function exportTasks(
  tx: Tx,
  caller: SessionCaller,
  filter: TaskFilter,
  request: Where,
  now: Date,
): Promise<Operation> {
  const total = await countFiltered(tx, await filterTasks(tx, caller, filter, now))
  const input: TaskExportInput = { filter, timeZone: caller.timeZone, at: now.toISOString() }
  const operation = await startOperation(
    tx,
    caller,
    { kind: 'task-export', input: { ...input }, total },
    now,
  )
  const details = { ...filter, operationId: operation.id }
  await addAuditEvent(tx, caller, request, { action: 'task.exported', details }, now)
  return operation
}
