import sql from 'sql-template-tag'
import type { MemberId, TaskViewId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { TaskView } from '#api/tasks.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { nameOf } from './task.ts'

interface ViewRow {
  id: TaskViewId
  name: string
  query: TaskView['query']
  shared: boolean
  by: { id: MemberId; name: string } | null
}

/** Your own in your order, then by name those that others share. */
export async function listTaskViews(tx: Tx, caller: SessionCaller): Promise<TaskView[]> {
  const rows = await tx.query<ViewRow>(sql`
    select v.id, v.name, v.query, v.shared,
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', ${nameOf}) end as by
    from task_views v left join members m on m.id = v.member_id
    where v.member_id = ${caller.memberId} or v.shared
    order by v.member_id is not distinct from ${caller.memberId} desc,
      case when v.member_id = ${caller.memberId} then v.position end, lower(v.name), v.id`)
  return rows.map(({ id, name, query, shared, by }) => {
    const mine = by?.id === caller.memberId
    return { id, name, query, shared, mine, by, may: { edit: mine || may(caller, 'tasks:assign') } }
  })
}

/** @throws not-found, also where it is somebody else's own */
export async function getTaskView(
  tx: Tx,
  caller: SessionCaller,
  viewId: TaskViewId,
): Promise<TaskView> {
  const view = (await listTaskViews(tx, caller)).find(({ id }) => id === viewId)
  if (!view) throw problem('not-found')
  return view
}

/** @throws not-found, not-permitted */
export async function getTaskViewToEdit(
  tx: Tx,
  caller: SessionCaller,
  viewId: TaskViewId,
): Promise<TaskView> {
  const view = await getTaskView(tx, caller, viewId)
  if (!view.may.edit)
    throw problem('not-permitted', { detail: 'Views of others want tasks:assign.' })
  return view
}

/** @throws not-permitted: what everybody is offered is of those who organize the work */
export function checkSharing(caller: SessionCaller): void {
  if (!may(caller, 'tasks:assign'))
    throw problem('not-permitted', { detail: 'Sharing a view wants tasks:assign.' })
}

const ownMax = 50
const sharedMax = 200

/**
 * To be called after a view was added or shared. Of two at once the second counts the first.
 *
 * @throws too-many
 */
export async function checkViewCount(tx: Tx, caller: SessionCaller): Promise<void> {
  const [count] = await tx.query<{ own: number; shared: number }>(sql`
    select count(*) filter (where member_id = ${caller.memberId}) as own, count(*) filter (where shared) as shared
    from task_views where member_id = ${caller.memberId} or shared`)
  if ((count?.own ?? 0) > ownMax)
    throw problem('too-many', { detail: `A member has at most ${ownMax} views.` })
  if ((count?.shared ?? 0) > sharedMax)
    throw problem('too-many', { detail: `There may be ${sharedMax} shared views.` })
}

/** Views of one organization change one after the other: there are few, and they are counted. */
export async function lockTaskViews(tx: Tx, caller: SessionCaller): Promise<void> {
  const key = `task-views ${caller.organizationId}`
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`)
}
