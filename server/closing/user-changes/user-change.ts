import sql from 'sql-template-tag'
import { z } from 'zod'
import { type HubId, MemberId, OperationId, type OrganizationId, type RoleId } from '#api/common.ts'
import { UserChange, UserFilter } from '#api/members.ts'
import type { Permission } from '#api/permissions.ts'
import type { MemberStatus } from '#api/sessions.ts'
import type { Tx } from '#server/platform/database.ts'

/** What an operation of this kind is given. */
export const UserChangeInput = z.object({
  which: z.union([
    z.object({ memberIds: z.array(MemberId) }),
    z.object({ filter: UserFilter }),
    /** Those whom that operation has changed, back to what they were. */
    z.object({ undo: OperationId, since: z.coerce.date() }),
  ]),
  change: UserChange,
  /** Where it was asked for, for the audit log. */
  request: z.object({
    id: z.string(),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  }),
})
export type UserChangeInput = z.infer<typeof UserChangeInput>

/** What somebody must hold to change many, as for one. */
export const permissionToChange: Record<UserChange['kind'], Permission> = {
  role: 'users:edit',
  hubs: 'users:edit',
  guest: 'users:edit',
  suspend: 'users:suspend',
  restore: 'users:suspend',
  remove: 'users:remove',
}

/** What a change can change of a member. */
export interface Standing {
  roleId: RoleId
  hubIds: HubId[]
  status: MemberStatus
  guest: boolean
}

/** Of a standing what this kind of change is about: remembered for undoing. */
export const aspectOf = (kind: UserChange['kind'], standing: Standing): Partial<Standing> => {
  const { roleId, hubIds, status, guest } = standing
  if (kind === 'role') return { roleId }
  if (kind === 'hubs') return { hubIds }
  if (kind === 'guest') return { guest }
  return { status }
}

export interface Listed extends Standing {
  id: MemberId
  name: string
}

/** How members stand, with their rows held until the transaction ends; who is none is left out. */
export async function holdStandings(
  tx: Tx,
  ids: readonly MemberId[],
): Promise<Map<string, Listed>> {
  // In order, so that nobody waits in a circle; then what whoever was waited for has written is seen.
  await tx.query(
    sql`select from members where id = any(${ids}::uuid[]) order by id for no key update`,
  )
  return listStandings(tx, ids)
}

export async function listStandings(
  tx: Tx,
  ids: readonly MemberId[],
): Promise<Map<string, Listed>> {
  const rows = await tx.query<Listed>(sql`
    select m.id, coalesce(nullif(trim(m.first_name || ' ' || m.last_name), ''), m.email) as name, m.role_id as "roleId",
      m.status, m.guest, (select coalesce(jsonb_agg(a.hub_id order by a.hub_id), '[]') from member_hubs a
        where a.organization_id = m.organization_id and a.member_id = m.id) as "hubIds"
    from members m where m.id = any(${ids}::uuid[])`)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The next members that an operation is to change, in the order of ids. */
export async function listNext(
  tx: Tx,
  operationId: OperationId,
  after: MemberId | null,
  most: number,
): Promise<MemberId[]> {
  const rows = await tx.query<{ id: MemberId }>(sql`
    select member_id as id from user_changes
    where operation_id = ${operationId} and (${after}::uuid is null or member_id > ${after}::uuid)
    order by member_id limit ${most}`)
  return rows.map(({ id }) => id)
}

export interface Remembered {
  id: MemberId
  before: Partial<Standing>
  after: Partial<Standing>
}

/** Notes what an operation has changed, and from what. */
export async function rememberChanges(
  tx: Tx,
  operationId: OperationId,
  changes: readonly Remembered[],
): Promise<void> {
  await tx.query(sql`
    update user_changes u set before = c.before, after = c.after
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c (id uuid, before jsonb, after jsonb)
    where u.operation_id = ${operationId} and u.member_id = c.id`)
}

/** What an operation has changed of these members. */
export async function listRemembered(
  tx: Tx,
  operationId: OperationId,
  ids: readonly MemberId[],
): Promise<Map<string, Remembered>> {
  const rows = await tx.query<Remembered>(sql`
    select member_id as id, before, after from user_changes
    where operation_id = ${operationId} and member_id = any(${ids}::uuid[]) and before is not null`)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Puts members down to be changed. Answers how many, and the last of them. */
export async function addToList(
  tx: Tx,
  organizationId: OrganizationId,
  operationId: OperationId,
  ids: ReturnType<typeof sql>,
): Promise<{ count: number; last: MemberId | null }> {
  // Planned afresh: what is listed depends on the filter.
  const [row] = await tx.search<{ count: number; last: MemberId | null }>(sql`
    with added as (
      insert into user_changes (organization_id, operation_id, member_id)
      select ${organizationId}::uuid, ${operationId}::uuid, listed.id from (${ids}) as listed
      on conflict do nothing returning member_id
    )
    select (select count(*) from added) as count, (select member_id from added order by member_id desc limit 1) as last`)
  return { count: row?.count ?? 0, last: row?.last ?? null }
}

/** Which of these were changed in the same respect by somebody else since a change of ours. */
export async function listChangedSince(
  tx: Tx,
  kind: UserChange['kind'],
  ids: readonly MemberId[],
  ours: { operationId: OperationId; since: Date },
): Promise<Set<string>> {
  const { actions, detail } = traces[kind]
  const rows = await tx.query<{ id: string }>(sql`
    select distinct subject_id as id from audit_events
    where subject_id = any(${ids}::uuid[]) and action = any(${actions}) and at >= ${ours.since}
      and request_id is distinct from (select (input -> 'request' ->> 'id')::uuid from operations where id = ${ours.operationId})
      and (${detail}::text is null or details ? ${detail})`)
  return new Set(rows.map(({ id }) => id))
}

const traces: Record<UserChange['kind'], { actions: string[]; detail: string | null }> = {
  role: { actions: ['user.updated'], detail: 'roleId' },
  hubs: { actions: ['user.updated'], detail: 'hubIds' },
  guest: { actions: ['user.guest-set', 'user.guest-ended'], detail: null },
  suspend: { actions: ['user.suspended', 'user.restored'], detail: null },
  restore: { actions: ['user.suspended', 'user.restored'], detail: null },
  remove: { actions: [], detail: null },
}
