import sql from 'sql-template-tag'
import type { HubId, IdentityId, MemberId, RoleId } from '#api/common.ts'
import type { FieldValue } from '#api/fields.ts'
import type { ImportReason } from '#api/imports.ts'
import type { Restriction, RoleTemplate } from '#api/permissions.ts'
import type { MemberStatus } from '#api/sessions.ts'
import type { Acting } from '#server/access/caller.ts'
import { mayJoin, standingOf } from '#server/members/may-join.ts'
import type { Tx } from '#server/platform/database.ts'
import { type Holding, refusalOf } from '#server/roles/holds-more.ts'
import { holdingOf } from '#server/roles/role.ts'
import type { ImportRow } from './read-row.ts'

/** What somebody chose for the file as a whole. */
export interface ImportChoices {
  /** For new people whose row names no role. */
  roleId: RoleId
  hubIds: readonly HubId[]
  /** Whether people who are there already are updated. */
  update: boolean
}

/** Somebody of the user table whom a row concerns, as they stand. */
export interface Present {
  id: MemberId
  identityId: IdentityId
  email: string
  employeeId: string | null
  /** By which no two are the same. */
  employeeKey: string | null
  firstName: string
  lastName: string
  title: string
  phone: string
  status: MemberStatus
  source: string
  invitationExpiresAt: Date | null
  roleId: RoleId
  hubIds: HubId[]
  answers: Record<string, FieldValue>
  role: Holding
}

export type Judged =
  | { outcome: 'add'; row: ImportRow; roleId: RoleId }
  | { outcome: 'update'; row: ImportRow; member: Present }
  | { outcome: 'unchanged'; row: ImportRow; member: Present }
  | { outcome: 'refuse'; row: ImportRow; reason: ImportReason }

/** Roles by their ids, for judging what a row would give. */
export type Roles = ReadonlyMap<RoleId, Holding>

export async function listRolesToGive(tx: Tx): Promise<Roles> {
  const rows = await tx.query<{
    id: RoleId
    template: RoleTemplate | null
    permissions: string[]
    restrictions: Restriction[]
  }>(sql`select id, template, permissions, restrictions from roles`)
  return new Map(rows.map(({ id, ...role }) => [id, role]))
}

/**
 * What importing each row would do (US4), with the people whom it concerns held where `hold` says so. By employee id or by
 * address; where both are given they must be of one person, whose address is never changed (PW6). Each is judged as if alone
 * (RP5, US9); owners are neither made nor unmade by a file.
 */
export async function judgeRows(
  tx: Tx,
  acting: Acting,
  rows: readonly ImportRow[],
  choices: ImportChoices,
  roles: Roles,
  now: Date,
  hold = false,
): Promise<Judged[]> {
  const keys = await keysOf(tx, rows)
  const keyOf = (employeeId: string) => keys.get(employeeId) ?? employeeId
  const present = await findPresent(tx, rows, [...keys.values()], hold)
  const byEmail = new Map(present.map((member) => [member.email, member]))
  const byEmployeeId = new Map(
    present.flatMap((member) => (member.employeeKey ? [[member.employeeKey, member]] : [])),
  )
  const seen = new Set<string>()
  return rows.map((row) => {
    const refuse = (reason: ImportReason): Judged => ({ outcome: 'refuse', row, reason })
    const key = row.employeeId && keyOf(row.employeeId)
    if (key && seen.has(key)) return refuse('employee-id-twice')
    if (key) seen.add(key)
    const named = key ? byEmployeeId.get(key) : undefined
    const addressed = row.email ? byEmail.get(row.email) : undefined
    if (named && row.email && named.email !== row.email)
      return refuse(addressed ? 'two-people' : 'email-differs')
    const member = named ?? addressed
    const decision = mayJoin('administrator-imports', { standing: standingOf(member ?? null, now) })
    return member && decision === 'update'
      ? judgePresent(acting, row, member, choices, roles)
      : judgeNew(acting, row, choices, roles)
  })
}

function judgeNew(acting: Acting, row: ImportRow, choices: ImportChoices, roles: Roles): Judged {
  const refuse = (reason: ImportReason): Judged => ({ outcome: 'refuse', row, reason })
  if (!row.email) return refuse(row.employeeId ? 'unknown-employee-id' : 'no-email')
  const roleId = row.roleId ?? choices.roleId
  const reason = reasonAgainst(acting, roles.get(roleId))
  return reason ? refuse(reason) : { outcome: 'add', row, roleId }
}

function judgePresent(
  acting: Acting,
  row: ImportRow,
  member: Present,
  { update }: ImportChoices,
  roles: Roles,
): Judged {
  const refuse = (reason: ImportReason): Judged => ({ outcome: 'refuse', row, reason })
  if (!update) return refuse('already-a-member')
  if (!changes(row, member)) return { outcome: 'unchanged', row, member }
  if (!acting.permissions.has('users:edit')) return refuse('not-permitted')
  const touched = refusalOf(holdingOf(acting), member.role)
  if (touched) return refuse(touched)
  if (row.roleId && row.roleId !== member.roleId) {
    if (member.id === acting.memberId) return refuse('own-role')
    if (member.role.template === 'owner') return refuse('owner-protected')
    const reason = reasonAgainst(acting, roles.get(row.roleId))
    if (reason) return refuse(reason)
  }
  return { outcome: 'update', row, member }
}

/** Why this role is not given by a file: nobody gives more than they hold, and nobody becomes an owner among thousands. */
function reasonAgainst(acting: Acting, role: Holding | undefined): ImportReason | null {
  if (!role) return 'no-such-role'
  if (role.template === 'owner') return 'owner-protected'
  return refusalOf(holdingOf(acting), role)
}

const profile = ['employeeId', 'firstName', 'lastName', 'title', 'phone', 'roleId'] as const

/** Whether a row says anything of somebody that does not stand there. */
function changes(row: ImportRow, member: Present): boolean {
  if (profile.some((name) => row[name] !== null && row[name] !== member[name])) return true
  if (row.hubIds && !equal(row.hubIds.toSorted(), member.hubIds)) return true
  return [...row.answers].some(([id, value]) => !equal(value, member.answers[id] ?? null))
}

const equal = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** Employee ids as the database tells them apart, which of some letters has another opinion than we. */
async function keysOf(tx: Tx, rows: readonly ImportRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = rows.flatMap(({ employeeId }) => employeeId ?? [])
  const found = await tx.query<{ id: string; key: string }>(
    sql`select id, lower(id) as key from unnest(${ids}::text[]) as id`,
  )
  return new Map(found.map(({ id, key }) => [id, key]))
}

async function findPresent(
  tx: Tx,
  rows: readonly ImportRow[],
  employeeKeys: readonly string[],
  hold: boolean,
): Promise<Present[]> {
  const emails = rows.flatMap(({ email }) => email ?? [])
  const ids = (
    await tx.query<{ id: MemberId }>(sql`
      select id from members where email = any(${emails}::text[])
      union select members_by_employee_ids(${employeeKeys}::text[]) order by id`)
  ).map(({ id }) => id)
  // Two statements: the second sees what whoever was waited for has written. In order, so that nobody waits in a circle.
  if (hold)
    await tx.query(
      sql`select from members where id = any(${ids}::uuid[]) order by id for no key update`,
    )
  const found = await tx.query<
    Omit<Present, 'role'> & { template: RoleTemplate | null } & Omit<Holding, 'template'>
  >(sql`
    select m.id, m.identity_id as "identityId", m.email, m.employee_id as "employeeId",
      lower(m.employee_id) as "employeeKey", m.first_name as "firstName",
      m.last_name as "lastName", m.title, m.phone, m.status,
      m.source, m.invitation_expires_at as "invitationExpiresAt", m.role_id as "roleId",
      array(select h.hub_id from member_hubs h where h.organization_id = m.organization_id and h.member_id = m.id
        order by h.hub_id::text) as "hubIds",
      (select coalesce(jsonb_object_agg(v.field_id, v.value), '{}') from field_values v
        where v.organization_id = m.organization_id and v.member_id = m.id) as answers,
      r.template, r.permissions, r.restrictions
    from members m join roles r on r.organization_id = m.organization_id and r.id = m.role_id
    where m.id = any(${ids}::uuid[])`)
  return found.map(({ template, permissions, restrictions, ...member }) => ({
    ...member,
    role: { template, permissions, restrictions },
  }))
}
