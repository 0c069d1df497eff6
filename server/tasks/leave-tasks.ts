import sql from 'sql-template-tag'
import type { Leaving } from '#server/members/leaving.ts'
import { nameOf } from './task.ts'

/**
 * Open tasks of a member who goes are theirs no more; what was theirs alone is nobody's again (US10). Done ones keep saying
 * what was done, and the history of each who it was taken from. Views that they shared stay, with nobody. Runs confined.
 */
export const leaveTasks: Leaving = async (tx, { organizationId, memberId }, _reason, now) => {
  // In order, as everybody takes them; two statements, so that the second sees what whoever was waited for has written.
  await tx.query(sql`
    select from tasks t where t.status <> 'done'
      and t.id in (select a.task_id from task_assignees a where a.member_id = ${memberId})
    order by t.id for no key update`)
  await tx.query(sql`
    with open as (
      select t.id from tasks t join task_assignees a on a.task_id = t.id
      where a.member_id = ${memberId} and t.status <> 'done'
    ), unassigned as (
      delete from task_assignees where member_id = ${memberId} and task_id in (select id from open)
    ), noted as (
      insert into task_entries (organization_id, task_id, at, kind, details)
      select ${organizationId}, open.id, ${now}, 'assigned', jsonb_build_object('added', '[]'::jsonb, 'removed',
        jsonb_build_array(jsonb_build_object('id', m.id, 'name', ${nameOf})))
      from open join members m on m.id = ${memberId}
    )
    update tasks set status = 'unassigned' where id in (select id from open) and not exists (
      select from task_assignees other where other.task_id = tasks.id and other.member_id <> ${memberId})`)
  await tx.query(
    sql`update task_views set member_id = null where member_id = ${memberId} and shared`,
  )
}
