import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const hubsExports: readonly RowsExport[] = [
  {
    table: 'hubs',
    rows: sql`select id, name, address, latitude, longitude, country, created_at as "createdAt" from hubs
      order by organization_id, id`,
  },
  {
    table: 'member_hubs',
    rows: sql`select member_id as "memberId", hub_id as "hubId" from member_hubs order by organization_id, member_id, hub_id`,
  },
]
