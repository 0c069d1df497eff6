import sql from 'sql-template-tag'
import type { TaskId } from '#api/common.ts'
import type { FlowPage } from '#api/flows.ts'
import type { TaskValues } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { addTaskEntries } from './add-task-entries.ts'
import { placeOf } from './place-of.ts'

/** Writes that a task is done, with all values that it has from then on; whoever calls this has judged them. */
export async function endTask(
  tx: Tx,
  caller: SessionCaller,
  { id: taskId, pages, values }: { id: TaskId; pages: readonly FlowPage[]; values: TaskValues },
  request: Where,
  now: Date,
): Promise<void> {
  const place = placeOf(pages, values)
  await tx.query(sql`
    update tasks set status = 'done', "values" = ${JSON.stringify(values)}::jsonb, latitude = ${place?.latitude ?? null},
      longitude = ${place?.longitude ?? null}, done_by = ${caller.memberId}, done_at = ${now}, updated_at = ${now}
    where id = ${taskId}`)
  await addTaskEntries(tx, caller, [{ taskId, event: { kind: 'done' } }], now)
  await addAuditEvent(tx, caller, request, { action: 'task.finished', subjectId: taskId }, now)
}
