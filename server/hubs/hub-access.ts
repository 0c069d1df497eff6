import sql from 'sql-template-tag'
import type { HubId, MemberId, OrganizationId } from '#api/common.ts'
import { fieldProblem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'

// Which members have access to which hubs (RP2).

/** The hubs of whoever holds the session that a flight has found. */
export const myHubs = sql`
  select h.id, h.name
  from member_hubs a join hubs h on h.organization_id = a.organization_id and h.id = a.hub_id
  where a.member_id = nullif(current_setting('app.member_id', true), '')::uuid
  order by lower(h.name), h.id`

/**
 * Gives a member access to these hubs and no others.
 *
 * @throws values-refused at #/hubIds/… for one that is not a hub of this organization
 */
export async function replaceHubsOf(
  tx: Tx,
  organizationId: OrganizationId,
  memberId: MemberId,
  hubIds: readonly HubId[],
): Promise<void> {
  await tx.query(
    sql`delete from member_hubs where member_id = ${memberId} and hub_id <> all(${hubIds}::uuid[])`,
  )
  await addHubsTo(tx, organizationId, memberId, hubIds)
}

/** Gives access to these hubs too; again is the same. Refuses like `replaceHubsOf`. */
export async function addHubsTo(
  tx: Tx,
  organizationId: OrganizationId,
  memberId: MemberId,
  hubIds: readonly HubId[],
): Promise<void> {
  const known = await tx.query<{ id: HubId }>(sql`
    with known as (select id from hubs where id = any(${hubIds}::uuid[])), added as (
      insert into member_hubs (organization_id, member_id, hub_id)
      select ${organizationId}::uuid, ${memberId}::uuid, id from known
      on conflict do nothing)
    select id from known`)
  const ids = new Set<string>(known.map((hub) => hub.id))
  const unknown = hubIds.findIndex((id) => !ids.has(id.toLowerCase()))
  if (unknown >= 0)
    throw fieldProblem(
      'values-refused',
      `#/hubIds/${unknown}`,
      'is not a hub of this organization',
      'unknown',
    )
}

/** A hub that was deleted while it was being given out. */
export const hubAccessViolations = {
  member_hubs_organization_id_hub_id_fkey: () =>
    fieldProblem('values-refused', '#/hubIds', 'names a hub that was just deleted', 'unknown'),
}
