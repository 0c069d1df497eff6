import sql from 'sql-template-tag'
import type { FlowId, HubId, MemberId, TaskId } from '#api/common.ts'
import type { FlowPage } from '#api/flows.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { TaskValues } from '#api/tasks.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import { claimAttachments } from '#server/attachments/claim-attachments.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { checkValues } from '#server/flows/check-values.ts'
import type { Tx } from '#server/platform/database.ts'
import { addTaskEntries, findNames, withNames } from './add-task-entries.ts'
import { replaceAssignees } from './assign-tasks.ts'
import { checkAssignees } from './check-assignees.ts'
import { checkHub } from './check-hub.ts'
import { checkTimes } from './check-times.ts'
import { placeOf } from './place-of.ts'
import { getOwnNewTask, type KnownTask } from './task.ts'
import { timesOf } from './times-of.ts'

interface NewTask {
  flowId: FlowId
  hubId: HubId
  title: string
  values: TaskValues
  startsAt?: string | undefined
  endsAt?: string | undefined
  assigneeIds: readonly MemberId[]
}

/**
 * Makes a task from the newest version of a flow; the values are those of its first page (TK1).
 *
 * @throws values-refused, not-permitted
 */
export async function createTask(
  tx: Tx,
  caller: SessionCaller,
  task: NewTask,
  request: Where,
  now: Date,
): Promise<KnownTask> {
  if (!may(caller, 'tasks:assign') && task.assigneeIds.some((id) => id !== caller.memberId))
    throw problem('not-permitted', {
      detail: 'Assigning others needs the permission tasks:assign.',
    })
  const { startsAt, endsAt } = timesOf(task, now)
  checkTimes(startsAt, endsAt)
  const form = await getForm(tx, task.flowId)
  await checkHub(tx, caller, task.hubId)
  const firstPage = form.pages.slice(0, 1)
  const { values, errors } = checkValues(firstPage, task.values)
  if (errors.length > 0) throw problem('values-refused', { errors })
  await checkAssignees(tx, task.assigneeIds, [task.hubId])
  const place = placeOf(firstPage, values)

  const [inserted] = await tx.query<{ id: TaskId }>(sql`
    insert into tasks (organization_id, hub_id, flow_id, flow_version, title, "values", starts_at, ends_at,
      latitude, longitude, created_by, created_at)
    values (${caller.organizationId}, ${task.hubId}, ${task.flowId}, ${form.version}, ${task.title},
      ${JSON.stringify(values)}::jsonb, ${startsAt}, ${endsAt},
      ${place?.latitude ?? null}, ${place?.longitude ?? null}, ${caller.memberId}, ${now}) returning id`)
  const { id } = inserted as { id: TaskId }
  const components = firstPage.flatMap((page) => page.components)
  await claimAttachments(tx, caller, { taskId: id, components, values })
  if (task.assigneeIds.length > 0) await replaceAssignees(tx, caller, [id], task.assigneeIds)
  const assigneeIds = [...new Set(task.assigneeIds)]
  const added = withNames(assigneeIds, await findNames(tx, assigneeIds))
  await addTaskEntries(tx, caller, [{ taskId: id, event: { kind: 'created', added } }], now)
  const details = { flowId: task.flowId, hubId: task.hubId, assigneeIds: task.assigneeIds }
  await addAuditEvent(tx, caller, request, { action: 'task.created', subjectId: id, details }, now)
  return getOwnNewTask(tx, caller, id)
}

async function getForm(tx: Tx, flowId: FlowId) {
  const [form] = await tx.query<{ version: number; pages: FlowPage[] }>(
    sql`select version, pages from flows where id = ${flowId}`,
  )
  if (!form)
    throw fieldProblem(
      'values-refused',
      '#/flowId',
      'is no flow of this organization',
      'not-one-of',
    )
  return form
}
