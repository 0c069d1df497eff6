import sql from 'sql-template-tag'
import type { FlowId, HubId, MemberId, TaskId } from '#api/common.ts'
import type { FlowPage } from '#api/flows.ts'
import { problem } from '#api/problem.ts'
import type { Task, TaskStatus, TaskSummary, TaskValues } from '#api/tasks.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { visibleTasks } from './visible-tasks.ts'

type Person = { id: MemberId; name: string }

/** A member's name as others read it; somebody without one is called by e-mail. */
export const nameOf = sql`coalesce(nullif(trim(m.first_name || ' ' || m.last_name), ''), m.email)`

/** What `toSummary` takes, of `taskSources`. */
export const summaryColumns = sql`t.id, t.title, t.status, t.starts_at as "startsAt", t.ends_at as "endsAt", t.sample, t.version,
  jsonb_build_object('id', h.id, 'name', h.name) as hub,
  jsonb_build_object('id', f.id, 'name', coalesce(f.name, v.name)) as flow,
  (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', ${nameOf}) order by m.sort_name, m.id), '[]')
    from task_assignees ta join members m on m.id = ta.member_id where ta.task_id = t.id) as assignees`

/** A deleted flow leaves its versions: they name it, and keep the form. */
export const taskSources = sql`tasks t join hubs h on h.id = t.hub_id
  join flow_versions v on v.flow_id = t.flow_id and v.version = t.flow_version
  left join flows f on f.id = t.flow_id`

export interface SummaryRow {
  id: TaskId
  title: string
  status: TaskStatus
  startsAt: Date
  endsAt: Date
  sample: boolean
  version: number
  hub: { id: HubId; name: string }
  flow: { id: FlowId | null; name: string }
  assignees: Person[]
}

export const toSummary = (row: SummaryRow): TaskSummary => ({
  id: row.id,
  title: row.title,
  status: row.status,
  flow: row.flow,
  hub: row.hub,
  assignees: row.assignees,
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  sample: row.sample,
  version: row.version,
})

interface TaskRow extends SummaryRow {
  values: TaskValues
  pages: FlowPage[]
  latitude: number | null
  longitude: number | null
  createdAt: Date
  updatedAt: Date
  createdBy: Person | null
  doneAt: Date | null
  doneBy: Person | null
}

/** A task as its rows tell it; what is seen of its pictures is of a session, and added to the answer alone. */
export type KnownTask = Omit<Task, 'attachments'>

/** @throws not-found, also where the caller may not know of it */
export const getTask = async (
  tx: Tx,
  caller: SessionCaller,
  taskId: TaskId,
): Promise<KnownTask> => {
  const [task] = await findTasks(tx, caller, taskId, visibleTasks(caller))
  if (!task) throw problem('not-found')
  return task
}

/** The task that the caller has just made, also where the caller's restriction hides it from then on. */
export const getOwnNewTask = async (
  tx: Tx,
  caller: SessionCaller,
  taskId: TaskId,
): Promise<KnownTask> => {
  const [task] = await findTasks(tx, caller, taskId, sql`t.created_by = ${caller.memberId}`)
  if (!task) throw problem('not-found')
  return task
}

async function findTasks(
  tx: Tx,
  caller: SessionCaller,
  taskId: TaskId,
  condition: ReturnType<typeof sql>,
) {
  const person = (column: ReturnType<typeof sql>) =>
    sql`(select jsonb_build_object('id', m.id, 'name', ${nameOf}) from members m where m.id = ${column})`
  const rows = await tx.query<TaskRow>(sql`
    select ${summaryColumns}, t."values", v.pages, t.latitude, t.longitude, t.created_at as "createdAt",
      coalesce(t.updated_at, t.done_at, t.created_at) as "updatedAt", t.done_at as "doneAt",
      ${person(sql`t.created_by`)} as "createdBy", ${person(sql`t.done_by`)} as "doneBy"
    from ${taskSources} where t.id = ${taskId} and ${condition}`)
  return rows.map((row): KnownTask => {
    const open = row.status !== 'done'
    const assigned = row.assignees.some(({ id }) => id === caller.memberId)
    return {
      ...toSummary(row),
      values: row.values,
      pages: row.pages,
      latitude: row.latitude,
      longitude: row.longitude,
      createdAt: row.createdAt.toISOString(),
      createdBy: row.createdBy,
      updatedAt: row.updatedAt.toISOString(),
      doneAt: row.doneAt?.toISOString() ?? null,
      doneBy: row.doneBy,
      may: {
        edit: open && may(caller, 'tasks:edit'),
        assign: open && may(caller, 'tasks:assign'),
        move: open && may(caller, 'tasks:move'),
        finish: open && mayFinish(caller, assigned),
        comment: mayComment(caller),
        remove: open && may(caller, 'tasks:delete'),
      },
    }
  })
}

/** Whoever it is assigned to does a task; the office (`tasks:edit`) may end one for them. */
const mayFinish = (caller: SessionCaller, assigned: boolean): boolean =>
  may(caller, 'tasks:do') && (assigned || may(caller, 'tasks:edit'))

/** Whoever works on tasks talks about them, about done ones too. */
export const mayComment = (caller: SessionCaller): boolean =>
  may(caller, 'tasks:do') || may(caller, 'tasks:edit')
