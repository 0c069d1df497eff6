import sql, { empty, type Sql } from 'sql-template-tag'
import type { HubId } from '#api/common.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

/** The hubs of a caller, as rows of `hub_id` (RP2). */
export const visibleHubs = (caller: Acting): Sql =>
  sql`select mh.hub_id from member_hubs mh where mh.member_id = ${caller.memberId}`

/** The same as a list, for statements over many tasks: the planner then knows how much of the table they are. */
export const listVisibleHubs = async (tx: Tx, caller: Acting): Promise<HubId[]> =>
  (await tx.query<{ hub_id: HubId }>(visibleHubs(caller))).map((row) => row.hub_id)

/**
 * Condition for the rows of `tasks t` that a caller may know of: those of the caller's hubs (RP2) and, under the
 * restriction `tasks:only_mine`, of them only what is assigned to the caller (RP3). Every read and every change of
 * tasks goes through here, so that what is outside answers like what does not exist.
 */
export const visibleTasks = (caller: Acting, hubIds?: readonly HubId[]): Sql => {
  const inMyHubs = hubIds
    ? sql`t.hub_id = any(${hubIds}::uuid[])`
    : sql`t.hub_id in (${visibleHubs(caller)})`
  return sql`${inMyHubs} ${seesOnlyOwn(caller) ? sql`and ${isAssigned(caller.memberId)}` : empty}`
}

export const seesOnlyOwn = (caller: Acting): boolean => caller.restrictions.has('tasks:only_mine')

/** Condition for the rows of `tasks t` that are assigned to a member. */
export const isAssigned = (memberId: string): Sql =>
  sql`t.id in (select ta.task_id from task_assignees ta where ta.member_id = ${memberId})`
