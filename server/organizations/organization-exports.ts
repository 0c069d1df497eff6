import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const organizationExports: readonly RowsExport[] = [
  {
    table: 'organizations',
    rows: sql`select id, name, slug, country, language, currency, time_zone as "timeZone", configuration,
      logo_id as "logoId", created_at as "createdAt" from organizations order by id`,
  },
]
