import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** Not the report: it names the organization that was copied from, which is its founder's alone (PR4). */
export const foundingExports: readonly RowsExport[] = [
  {
    table: 'foundings',
    rows: sql`select created_at as "createdAt" from foundings order by organization_id`,
  },
]
