import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const flowsExports: readonly RowsExport[] = [
  {
    table: 'flows',
    about: {
      en: 'Flows as they are now; `pages` has the form that the API gives them.',
      id: 'Alur sebagaimana adanya sekarang; `pages` berbentuk seperti di API.',
    },
    fields: {
      id: 'id',
      name: 'text',
      template: 'name?',
      version: 'whole number',
      pages: 'json',
      position: 'whole number',
      updatedAt: 'time',
    },
    rows: sql`select id, name, template, version, pages, position, updated_at as "updatedAt" from flows
      order by organization_id, position, id`,
  },
  {
    table: 'flow_versions',
    about: {
      en: 'Every version of each flow, also of flows that were deleted and that tasks still go by.',
      id: 'Setiap versi dari setiap alur, termasuk alur terhapus yang masih diikuti tugas.',
    },
    fields: {
      flowId: 'once in flows',
      version: 'whole number',
      name: 'text',
      pages: 'json',
      savedBy: 'once in members?',
      savedAt: 'time',
    },
    rows: sql`select flow_id as "flowId", version, name, pages, saved_by as "savedBy", saved_at as "savedAt"
      from flow_versions order by organization_id, flow_id, version`,
  },
]
