import sql from 'sql-template-tag'
import type { HubId } from '#api/common.ts'
import { fieldProblem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { visibleHubs } from './visible-tasks.ts'

/**
 * Tasks are put only into hubs that one has oneself (RP2).
 *
 * @throws values-refused at `#/hubId`, the same for hubs of others and none at all
 */
export async function checkHub(tx: Tx, caller: Acting, hubId: HubId): Promise<void> {
  const mine = await tx.query(sql`${visibleHubs(caller)} and mh.hub_id = ${hubId}`)
  if (mine.length === 0) throw hubRefused()
}

export const hubRefused = () =>
  fieldProblem('values-refused', '#/hubId', 'is none of your hubs', 'not-one-of')
