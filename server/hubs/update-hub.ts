import sql from 'sql-template-tag'
import type { HubId } from '#api/common.ts'
import type { Hub } from '#api/hubs.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { changed } from '#server/audit/changed.ts'
import type { Tx } from '#server/platform/database.ts'
import { countryOf } from './country-of.ts'
import { getHub } from './hub.ts'

type Change = { [K in 'name' | 'address' | 'latitude' | 'longitude']?: Hub[K] | undefined }

/**
 * Changes a hub; what is left out stays. Its country follows its coordinate.
 *
 * @throws not-found; a name that is taken violates `hubs_name`
 */
export async function updateHub(
  tx: Tx,
  caller: SessionCaller,
  hubId: HubId,
  change: Change,
  request: Where,
  now: Date,
): Promise<Hub> {
  const { latitude, longitude } = change
  const moved = latitude !== undefined && longitude !== undefined
  const country = moved ? await countryOf({ latitude, longitude }) : null
  await tx.query(sql`select from hubs where id = ${hubId} for no key update`)
  const before = await getHub(tx, hubId)
  await tx.query(sql`update hubs set
      name = coalesce(${change.name ?? null}, name),
      address = coalesce(${change.address ?? null}, address),
      latitude = coalesce(${latitude ?? null}, latitude),
      longitude = coalesce(${longitude ?? null}, longitude),
      country = case when ${moved}::boolean then ${country} else country end
    where id = ${hubId}`)
  if (Object.keys(change).length > 0)
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'hub.updated', subjectId: hubId, details: changed(before, change) },
      now,
    )
  return getHub(tx, hubId)
}
