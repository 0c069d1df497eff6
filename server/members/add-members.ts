import sql from 'sql-template-tag'
import type { IdentityId, MemberId, OrganizationId, RoleId } from '#api/common.ts'
import type { FieldValue } from '#api/fields.ts'
import type { Tx } from '#server/platform/database.ts'

/** Somebody of a file (US4). */
export interface ImportedMember {
  identityId: IdentityId
  email: string
  employeeId: string | null
  firstName: string
  lastName: string
  title: string
  phone: string
  roleId: RoleId
}

/**
 * Puts many people into the user table, as added by an administrator; refused attempts of theirs are settled by it (US7).
 * Somebody who is in it already violates `members_identity`; a taken employee id `members_employee_id`.
 */
export async function addMembers(
  tx: Tx,
  organizationId: OrganizationId,
  people: readonly ImportedMember[],
  addedBy: string,
  now: Date,
): Promise<Map<IdentityId, MemberId>> {
  const rows = await tx.query<{ id: MemberId; identityId: IdentityId }>(sql`
    insert into members (organization_id, identity_id, email, status, source, role_id, first_name, last_name, title, phone,
      employee_id, added_by, created_at)
    select ${organizationId}, p."identityId", p.email, 'registering', 'imported', p."roleId", p."firstName", p."lastName",
      p.title, p.phone, p."employeeId", ${addedBy}, ${now}
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as p ("identityId" uuid, email text, "roleId" uuid,
      "firstName" text, "lastName" text, title text, phone text, "employeeId" text)
    returning id, identity_id as "identityId"`)
  await tx.query(
    sql`delete from refused_joins where email = any(${people.map(({ email }) => email)}::text[])`,
  )
  return new Map(rows.map(({ id, identityId }) => [identityId, id]))
}

/** What a file changes of somebody who is there; null: stays. */
export type MemberChange = { id: MemberId } & {
  [K in 'employeeId' | 'firstName' | 'lastName' | 'title' | 'phone' | 'roleId']: string | null
}

/** Changes many members at once; whose rows they are, and whether that may be, has been judged. */
export async function updateMembers(tx: Tx, changes: readonly MemberChange[]): Promise<void> {
  await tx.query(sql`
    update members m set employee_id = coalesce(c."employeeId", m.employee_id),
      first_name = coalesce(c."firstName", m.first_name), last_name = coalesce(c."lastName", m.last_name),
      title = coalesce(c.title, m.title), phone = coalesce(c.phone, m.phone), role_id = coalesce(c."roleId", m.role_id)
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c (id uuid, "employeeId" text, "firstName" text,
      "lastName" text, title text, phone text, "roleId" uuid)
    where m.id = c.id`)
}

/** Answers of many members; null takes one back. */
export async function replaceAnswersOfMany(
  tx: Tx,
  organizationId: OrganizationId,
  given: readonly { memberId: MemberId; answers: ReadonlyMap<string, FieldValue> }[],
): Promise<void> {
  const rows = given.flatMap(({ memberId, answers }) =>
    [...answers].map(([fieldId, value]) => ({ memberId, fieldId, value })),
  )
  await tx.query(sql`
    insert into field_values (organization_id, member_id, field_id, value)
    select ${organizationId}, g."memberId", g."fieldId", g.value
    from jsonb_to_recordset(${JSON.stringify(rows.filter(({ value }) => value !== null))}::jsonb)
      as g ("memberId" uuid, "fieldId" uuid, value jsonb)
    order by g."memberId", g."fieldId"
    on conflict (organization_id, member_id, field_id) do update set value = excluded.value`)
}
