import sql from 'sql-template-tag'
import type { MemberId, TaskEntryId, TaskId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { visibleTasks } from './visible-tasks.ts'

/**
 * Takes a comment back: one's own, or with `tasks:edit` anybody's, which the audit log keeps. That there was one stays to be
 * seen. Idempotent.
 *
 * @throws not-found, not-permitted
 */
export async function removeComment(
  tx: Tx,
  caller: SessionCaller,
  { taskId, entryId }: { taskId: TaskId; entryId: TaskEntryId },
  request: Where,
  now: Date,
): Promise<void> {
  const [comment] = await tx.query<{ by: MemberId | null }>(sql`
    select e.member_id as by from task_entries e join tasks t on t.id = e.task_id
    where e.id = ${entryId} and t.id = ${taskId} and e.kind = 'commented' and ${visibleTasks(caller)}`)
  if (!comment) throw problem('not-found')
  const own = comment.by === caller.memberId
  if (!own && !may(caller, 'tasks:edit'))
    throw problem('not-permitted', { detail: 'Comments of others want tasks:edit.' })
  const removed = await tx.query(sql`
    update task_entries set text = null, removed_at = ${now} where id = ${entryId} and text is not null returning id`)
  if (own || removed.length === 0) return
  const event = { action: 'task.comment-removed', subjectId: taskId, details: { by: comment.by } }
  await addAuditEvent(tx, caller, request, event, now)
}
