import sql from 'sql-template-tag'
import type { HubId, MemberId, OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Place } from './country-of.ts'

export interface NewHub extends Place {
  name: string
  address?: string
  /** ISO 3166-1 alpha-2. */
  country: string | null
}

/** Adds the first hubs of an organization that is being made, in one statement. Returns their ids by name. */
export async function addHubs(
  tx: Tx,
  organizationId: OrganizationId,
  hubs: readonly NewHub[],
): Promise<Map<string, HubId>> {
  const rows = await tx.query<{ id: HubId; name: string }>(sql`
    insert into hubs (organization_id, name, address, latitude, longitude, country)
    select ${organizationId}::uuid, h.name, coalesce(h.address, ''), h.latitude, h.longitude, h.country
    from jsonb_to_recordset(${JSON.stringify(hubs)}::jsonb)
      as h (name text, address text, latitude float8, longitude float8, country text)
    returning id, name`)
  return new Map(rows.map(({ id, name }) => [name, id]))
}

/** Gives a member of an organization that is being made access to all of its hubs (CR6). */
export async function addAllHubsTo(
  tx: Tx,
  organizationId: OrganizationId,
  memberId: MemberId,
): Promise<void> {
  await tx.query(sql`
    insert into member_hubs (organization_id, member_id, hub_id)
    select organization_id, ${memberId}, id from hubs where organization_id = ${organizationId}`)
}
