import sql from 'sql-template-tag'
import type { HubId } from '#api/common.ts'
import type { Hub } from '#api/hubs.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { countryOf } from './country-of.ts'
import { getHub } from './hub.ts'
import { addHubsTo } from './hub-access.ts'

type NewHub = Pick<Hub, 'name' | 'address' | 'latitude' | 'longitude'>

/** Creates a hub and assigns its creator (HB1). A name that is taken violates `hubs_name`. */
export async function createHub(
  tx: Tx,
  caller: SessionCaller,
  hub: NewHub,
  request: Where,
  now: Date,
): Promise<Hub> {
  const country = await countryOf(hub)
  const [created] = await tx.query<{ id: HubId }>(sql`
    insert into hubs (organization_id, name, address, latitude, longitude, country)
    values (${caller.organizationId}, ${hub.name}, ${hub.address}, ${hub.latitude}, ${hub.longitude}, ${country})
    returning id`)
  if (!created) throw new Error('a hub was not made')
  await addHubsTo(tx, caller.organizationId, caller.memberId, [created.id])
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'hub.created', subjectId: created.id, details: { name: hub.name } },
    now,
  )
  return getHub(tx, created.id)
}
