import sql, { type Sql } from 'sql-template-tag'
import type { HubId } from '#api/common.ts'
import type { Hub, HubDetail } from '#api/hubs.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

/** What a hub is shown with, from `hubs h`. */
export const hubColumns = sql`h.id, h.name, h.address, h.latitude, h.longitude, h.country,
  (select count(*) from member_hubs a where a.organization_id = h.organization_id and a.hub_id = h.id) as "memberCount"`

/** @throws not-found, also for a hub of another organization */
export async function getHub(tx: Tx, hubId: HubId): Promise<Hub> {
  const [hub] = await tx.query<Hub>(sql`select ${hubColumns} from hubs h where h.id = ${hubId}`)
  if (!hub) throw problem('not-found')
  return hub
}

/** Up to so many are counted; one more says that there are more. */
export const countedMax = 1000

/** HB1: who and what is there still, as far as it keeps the hub from being deleted. */
export async function countUse(
  tx: Tx,
  caller: Pick<SessionCaller, 'memberId'>,
  hubId: HubId,
): Promise<HubDetail['use']> {
  const tasks = (condition: Sql) =>
    sql`(select count(*) from (select from tasks where hub_id = ${hubId} and ${condition} limit ${countedMax + 1}) t)`
  const [use] = await tx.query<HubDetail['use']>(sql`
    select (select count(*) from (
        select from member_hubs where hub_id = ${hubId} and member_id <> ${caller.memberId} limit ${countedMax + 1}) m) as "otherMembers",
      ${tasks(sql`status <> 'done'`)} as "openTasks", ${tasks(sql`status = 'done'`)} as "doneTasks",
      exists (select from member_hubs where hub_id = ${hubId} and member_id = ${caller.memberId}) as assigned`)
  return use ?? { otherMembers: 0, openTasks: 0, doneTasks: 0, assigned: false }
}

/** @throws not-found */
export const getHubDetail = async (
  tx: Tx,
  caller: Pick<SessionCaller, 'memberId'>,
  hubId: HubId,
): Promise<HubDetail> => ({ ...(await getHub(tx, hubId)), use: await countUse(tx, caller, hubId) })

/** HB1: of two who take a name at once, the second is told. */
export const hubViolations = {
  hubs_name: () => fieldProblem('name-taken', '#/name', 'Another hub has this name.', 'taken'),
}
