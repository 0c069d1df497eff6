import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** Of the identity only the address, which stands in the user table: whose it is elsewhere is nobody's business here (PR4). */
export const membersExports: readonly RowsExport[] = [
  {
    table: 'members',
    rows: sql`select id, email, status, source, role_id as "roleId", first_name as "firstName", last_name as "lastName", title,
      phone, employee_id as "employeeId", photo_id as "photoId", language, time_zone as "timeZone", guest,
      added_by as "addedBy", invitation_expires_at as "invitationExpiresAt", registered_at as "registeredAt",
      first_entered_at as "firstEnteredAt", last_visited_at as "lastVisitedAt", created_at as "createdAt"
      from members order by organization_id, id`,
  },
  {
    table: 'fields',
    rows: sql`select id, name, help, kind, options, required, visibility, position, created_at as "createdAt" from fields
      order by organization_id, position, id`,
  },
  {
    // What nobody may see leaves by no door, this one neither (PR2).
    table: 'field_values',
    rows: sql`select v.member_id as "memberId", v.field_id as "fieldId", v.value from field_values v
      join fields f on f.organization_id = v.organization_id and f.id = v.field_id and f.visibility <> 'nobody'
      order by v.organization_id, v.member_id, v.field_id`,
  },
  {
    table: 'refused_joins',
    rows: sql`select id, email, first_name as "firstName", last_name as "lastName", path, reason, times,
      first_at as "firstAt", last_at as "lastAt" from refused_joins order by organization_id, id`,
  },
]
