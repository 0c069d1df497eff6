import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** Access links without their tokens, of which not even we hold more than a hash. */
export const joiningExports: readonly RowsExport[] = [
  {
    table: 'joining_rules',
    rows: sql`select external_sign_up as "externalSignUp", members_may_invite as "membersMayInvite" from joining_rules
      order by organization_id`,
  },
  {
    table: 'access_links',
    rows: sql`select id, name, domains,
      (select coalesce(jsonb_agg(h.id order by h.id), '[]') from hubs h
        where h.organization_id = access_links.organization_id and h.id = any(access_links.hub_ids)) as "hubIds",
      expires_at as "expiresAt", uses_max as "usesMax", uses, created_by as "createdBy",
      created_at as "createdAt", revoked_at as "revokedAt" from access_links order by organization_id, id`,
  },
]
