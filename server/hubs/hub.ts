import sql from 'sql-template-tag'
import type { HubId } from '#api/common.ts'
import type { Hub } from '#api/hubs.ts'
import { fieldProblem, problem } from '#api/problem.ts'
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

/** HB1: of two who take a name at once, the second is told. */
export const hubViolations = {
  hubs_name: () => fieldProblem('name-taken', '#/name', 'Another hub has this name.', 'taken'),
}
