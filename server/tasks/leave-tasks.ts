import sql from 'sql-template-tag'
import type { Leaving } from '#server/members/leaving.ts'

/**
 * Open tasks of a member who goes are theirs no more; what was theirs alone is nobody's again (US10). Done ones keep saying
 * what was done. Runs confined.
 */
export const leaveTasks: Leaving = async (tx, { memberId }) => {
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
    )
    update tasks set status = 'unassigned' where id in (select id from open) and not exists (
      select from task_assignees other where other.task_id = tasks.id and other.member_id <> ${memberId})`)
}
