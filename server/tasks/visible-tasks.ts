import sql, { empty, type Sql } from 'sql-template-tag'
import type { SessionCaller } from '#server/access/caller.ts'

/** The hubs of a caller, as a list of `hub_id` (RP2). */
export const visibleHubs = (caller: SessionCaller): Sql =>
  sql`select mh.hub_id from member_hubs mh where mh.member_id = ${caller.memberId}`

/**
 * Condition for the rows of `tasks t` that a caller may know of: those of the caller's hubs (RP2) and, under the
 * restriction `tasks:only_mine`, of them only what is assigned to the caller (RP3). Every read and every change of
 * tasks goes through here, so that what is outside answers like what does not exist.
 */
export const visibleTasks = (caller: SessionCaller): Sql =>
  sql`t.hub_id in (${visibleHubs(caller)}) ${seesOnlyOwn(caller) ? sql`and ${isAssigned(caller.memberId)}` : empty}`

export const seesOnlyOwn = (caller: SessionCaller): boolean =>
  caller.restrictions.has('tasks:only_mine')

/** Condition for the rows of `tasks t` that are assigned to a member. */
export const isAssigned = (memberId: string): Sql =>
  sql`t.id in (select ta.task_id from task_assignees ta where ta.member_id = ${memberId})`
