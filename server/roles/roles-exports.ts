import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const rolesExports: readonly RowsExport[] = [
  {
    table: 'roles',
    rows: sql`select id, name, template, permissions, restrictions, second_factor as "secondFactor",
      single_session as "singleSession", created_at as "createdAt" from roles order by organization_id, id`,
  },
  {
    table: 'custom_modules',
    rows: sql`select id, name, url, created_at as "createdAt" from custom_modules order by organization_id, id`,
  },
]
