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

/** Those that a member has access to. */
export const listHubIdsOf = async (tx: Tx, memberId: MemberId): Promise<HubId[]> =>
  (
    await tx.query<{ id: HubId }>(
      sql`select hub_id as id from member_hubs where member_id = ${memberId} order by hub_id`,
    )
  ).map(({ id }) => id)

/** Of these the ones that still are hubs, held until the transaction ends: none is deleted while it is being given out. */
export const holdHubs = async (tx: Tx, hubIds: readonly HubId[]): Promise<HubId[]> =>
  (
    await tx.query<{ id: HubId }>(
      sql`select id from hubs where id = any(${hubIds}::uuid[]) order by id for key share`,
    )
  ).map(({ id }) => id)

/**
 * RP5: nobody gives away hubs that they do not have themselves.
 *
 * @throws values-refused at #/hubIds/…, the same for hubs of others and none at all
 */
export async function checkOwnHubs(
  tx: Tx,
  { memberId }: { memberId: MemberId },
  hubIds: readonly HubId[],
): Promise<void> {
  const own = new Set<string>(await listHubIdsOf(tx, memberId))
  const other = hubIds.findIndex((id) => !own.has(id.toLowerCase()))
  if (other >= 0)
    throw fieldProblem('values-refused', `#/hubIds/${other}`, 'is none of your hubs', 'not-one-of')
}

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

/** Hubs of a member, who has no others afterwards. */
export interface HubsOfMember {
  memberId: MemberId
  hubIds: readonly HubId[]
}

/** `replaceHubsOf` for many members; ids that are no hubs of this organization violate the reference. */
export async function replaceHubsOfMany(
  tx: Tx,
  organizationId: OrganizationId,
  given: readonly HubsOfMember[],
): Promise<void> {
  const pairs = given.flatMap(({ memberId, hubIds }) =>
    hubIds.map((hubId) => ({ memberId, hubId })),
  )
  const wanted = sql`jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as g ("memberId" uuid, "hubId" uuid)`
  await tx.query(sql`delete from member_hubs h where h.member_id = any(${given.map(({ memberId }) => memberId)}::uuid[])
    and not exists (select from ${wanted} where g."memberId" = h.member_id and g."hubId" = h.hub_id)`)
  await tx.query(sql`insert into member_hubs (organization_id, member_id, hub_id)
    select ${organizationId}, g."memberId", g."hubId" from ${wanted} on conflict do nothing`)
}

/** A hub that was deleted while it was being given out. */
export const hubAccessViolations = {
  member_hubs_organization_id_hub_id_fkey: () =>
    fieldProblem('values-refused', '#/hubIds', 'names a hub that was just deleted', 'unknown'),
}
