import sql from 'sql-template-tag'
import type { ConnectionId, MemberId, OrganizationId, RoleId } from '#api/common.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'

interface Said {
  firstName: string
  lastName: string
  title: string
  phone: string
  /** Null: says nothing of it. */
  roleId: RoleId | null
}

/**
 * Takes over what an identity provider says of a member; what it does not say stays. Never the e-mail (PW6); the role never
 * to Owner, and never of an owner (SS1, OR3). Only what changes is written, and audited. Runs confined.
 */
export async function updateByProvider(
  tx: Tx,
  member: { organizationId: OrganizationId; connectionId: ConnectionId; memberId: MemberId },
  said: Said,
  request: Where,
  now: Date,
): Promise<void> {
  const { organizationId, connectionId, memberId } = member
  const [before] = await tx.query<Omit<Said, 'roleId'> & { roleId: RoleId; owner: boolean }>(sql`
    select m.first_name as "firstName", m.last_name as "lastName", m.title, m.phone, m.role_id as "roleId",
      r.template is not distinct from 'owner' as owner
    from members m join roles r on r.organization_id = m.organization_id and r.id = m.role_id
    where m.id = ${memberId} for no key update of m`)
  if (!before) return
  const { owner, ...held } = before
  const wanted = { ...said, roleId: owner ? null : said.roleId }
  const details = Object.fromEntries(
    Object.entries(wanted).filter(([field, value]) => value && value !== held[field as keyof Said]),
  )
  if (Object.keys(details).length === 0) return
  await tx.query(sql`
    update members set first_name = coalesce(nullif(${wanted.firstName}, ''), first_name),
      last_name = coalesce(nullif(${wanted.lastName}, ''), last_name), title = coalesce(nullif(${wanted.title}, ''), title),
      phone = coalesce(nullif(${wanted.phone}, ''), phone),
      role_id = coalesce((select id from roles where id = ${wanted.roleId} and template is distinct from 'owner'), role_id)
    where id = ${memberId}`)
  await addAuditEvent(
    tx,
    { organizationId, memberId: null },
    request,
    { action: 'user.updated', subjectId: memberId, details: { ...details, connectionId } },
    now,
  )
}
