import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import { permissions, type Restriction } from '#api/permissions.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * A member as they stand now, for work that goes on in their name without a session: the same rights that their next request would
 * have. Null: not an active member of an active organization any more.
 */
export async function findActing(tx: Tx, memberId: MemberId): Promise<Acting | null> {
  const [row] = await tx.query<
    Omit<Acting, 'permissions' | 'restrictions'> & {
      permissions: string[]
      restrictions: Restriction[]
    }
  >(sql`
    select m.organization_id as "organizationId", m.id as "memberId", m.first_name as "firstName", m.last_name as "lastName", m.email,
      jsonb_build_object('id', r.id, 'name', r.name, 'template', r.template, 'secondFactor', r.second_factor) as role,
      r.permissions, r.restrictions,
      jsonb_build_object('name', o.name, 'slug', o.slug, 'language', o.language, 'currency', o.currency, 'timeZone', o.time_zone,
        'logoId', o.logo_id, 'configuration', o.configuration::text, 'membersMayInvite',
        coalesce((select j.members_may_invite from joining_rules j where j.organization_id = o.id), false)) as organization
    from members m
    join roles r on r.organization_id = m.organization_id and r.id = m.role_id
    join organizations o on o.id = m.organization_id
    where m.id = ${memberId} and m.status = 'active' and o.status = 'active'`)
  if (!row) return null
  return {
    ...row,
    // Owner's permissions are fixed (RP1), as for a session.
    permissions: new Set(
      row.role.template === 'owner' ? [...permissions, ...row.permissions] : row.permissions,
    ),
    restrictions: new Set(row.restrictions),
  }
}
