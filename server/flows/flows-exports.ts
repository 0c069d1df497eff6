import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const flowsExports: readonly RowsExport[] = [
  {
    table: 'flows',
    rows: sql`select id, name, template, version, pages, position, updated_at as "updatedAt" from flows
      order by organization_id, position, id`,
  },
  {
    table: 'flow_versions',
    rows: sql`select flow_id as "flowId", version, name, pages, saved_by as "savedBy", saved_at as "savedAt"
      from flow_versions order by organization_id, flow_id, version`,
  },
]
