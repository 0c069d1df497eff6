import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** Without secrets: client secrets and private keys stay where they are. */
export const ssoExports: readonly RowsExport[] = [
  {
    table: 'connections',
    rows: sql`select id, name, kind, status, provider, certificate, provides_second_factor as "providesSecondFactor",
      just_in_time as "justInTime", default_role_id as "defaultRoleId", attributes, update_at_sign_in as "updateAtSignIn",
      created_at as "createdAt", last_signed_in_at as "lastSignedInAt" from connections order by organization_id, id`,
  },
  {
    table: 'connection_group_roles',
    rows: sql`select connection_id as "connectionId", position, group_name as "groupName", role_id as "roleId"
      from connection_group_roles order by organization_id, connection_id, position`,
  },
  {
    table: 'sso_links',
    rows: sql`select connection_id as "connectionId", issuer, subject, member_id as "memberId", proved_by as "provedBy",
      linked_at as "linkedAt", last_signed_in_at as "lastSignedInAt" from sso_links
      order by organization_id, connection_id, issuer, subject`,
  },
  {
    table: 'sso_traces',
    rows: sql`select id, connection_id as "connectionId", at, purpose, outcome, steps, claims, email,
      member_id as "memberId", host(ip) as ip from sso_traces order by organization_id, id`,
  },
  {
    table: 'domains',
    rows: sql`select id, domain, connection_id as "connectionId", created_at as "createdAt", proved_at as "provedAt",
      checked_at as "checkedAt", failing_since as "failingSince" from domains order by organization_id, id`,
  },
]
