import sql, { empty } from 'sql-template-tag'
import type { HubId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { contains } from '#server/platform/search.ts'

const placesMax = 2_000

/** Where the hubs are, for a map. */
export async function listHubPlaces(tx: Tx, { q }: { q?: string | undefined }) {
  const matching = q
    ? sql`and ${await contains(tx, 'hubs', { id: sql`h.id`, text: sql`lower(h.name)` }, q)}`
    : empty
  const rows = await tx.query<{ id: HubId; name: string; latitude: number; longitude: number }>(sql`
    select h.id, h.name, h.latitude, h.longitude from hubs h where true ${matching}
    order by lower(h.name) limit ${placesMax + 1}`)
  return { items: rows.slice(0, placesMax), more: rows.length > placesMax }
}
