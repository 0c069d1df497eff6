import sql from 'sql-template-tag'
import type { FlowId, HubId, MemberId, TaskId } from '#api/common.ts'
import type { FlowPage } from '#api/flows.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { Task, TaskValues } from '#api/tasks.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { checkValues } from '#server/flows/check-values.ts'
import type { Tx } from '#server/platform/database.ts'
import { replaceAssignees } from './assign-tasks.ts'
import { checkAssignees } from './check-assignees.ts'
import { getOwnNewTask } from './task.ts'
import { visibleHubs } from './visible-tasks.ts'

interface NewTask {
  flowId: FlowId
  hubId: HubId
  title: string
  values: TaskValues
  startsAt?: string | undefined
  endsAt?: string | undefined
  assigneeIds: readonly MemberId[]
}

const dayMs = 86_400_000

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
): Promise<Task> {
  if (!may(caller, 'tasks:assign') && task.assigneeIds.some((id) => id !== caller.memberId))
    throw problem('not-permitted', {
      detail: 'Assigning others needs the permission tasks:assign.',
    })
  const startsAt = task.startsAt ? new Date(task.startsAt) : now
  const endsAt = task.endsAt ? new Date(task.endsAt) : new Date(startsAt.getTime() + dayMs)
  if (endsAt < startsAt)
    throw fieldProblem('values-refused', '#/endsAt', 'is before the start', 'before-start')
  const form = await getForm(tx, task.flowId)
  await checkHub(tx, caller, task.hubId)
  const { values, errors } = checkValues(form.pages.slice(0, 1), task.values)
  if (errors.length > 0) throw problem('values-refused', { errors })
  await checkAssignees(tx, task.assigneeIds, [task.hubId])

  const [added] = await tx.query<{ id: TaskId }>(sql`
    insert into tasks (organization_id, hub_id, flow_id, flow_version, title, "values", starts_at, ends_at, created_by, created_at)
    values (${caller.organizationId}, ${task.hubId}, ${task.flowId}, ${form.version}, ${task.title},
      ${JSON.stringify(values)}::jsonb, ${startsAt}, ${endsAt}, ${caller.memberId}, ${now}) returning id`)
  const { id } = added as { id: TaskId }
  if (task.assigneeIds.length > 0) await replaceAssignees(tx, caller, [id], task.assigneeIds)
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

async function checkHub(tx: Tx, caller: SessionCaller, hubId: HubId) {
  const mine = await tx.query(sql`${visibleHubs(caller)} and mh.hub_id = ${hubId}`)
  if (mine.length === 0) throw hubRefused()
}

export const hubRefused = () =>
  fieldProblem('values-refused', '#/hubId', 'is none of your hubs', 'not-one-of')
