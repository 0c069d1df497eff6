import sql, { empty } from 'sql-template-tag'
import type { HubId, MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { contains, isNamed } from '#server/platform/search.ts'
import { nameOf } from './task.ts'
import { visibleHubs } from './visible-tasks.ts'

/**
 * The first 50 by name of those who can be given tasks of a hub: as `checkAssignees` judges it. Found by their address only by those
 * who may see it.
 *
 * @throws not-found where the hub is none of the caller's
 */
export async function listAssignees(
  tx: Tx,
  caller: SessionCaller,
  hubId: HubId,
  q: string | undefined,
) {
  const mine = await tx.query(sql`${visibleHubs(caller)} and mh.hub_id = ${hubId}`)
  if (mine.length === 0) throw problem('not-found')
  const matching = q
    ? sql`and ${await contains(tx, 'members', { id: sql`m.id`, text: sql`m.sort_name` }, q)}
        ${may(caller, 'users:view') ? empty : sql`and ${isNamed(q)}`}`
    : empty
  return {
    items: await tx.search<{ id: MemberId; name: string }>(sql`
      select m.id, ${nameOf} as name from members m join member_hubs mh on mh.member_id = m.id
      where mh.hub_id = ${hubId} and m.status in ('active', 'registering') ${matching}
      order by m.sort_name, m.id limit 50`),
  }
}
