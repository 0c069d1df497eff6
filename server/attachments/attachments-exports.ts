import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** What is known of the pictures that tasks name; the pictures themselves stand beside, as `attachments/<id>.webp`. */
export const attachmentsExports: readonly RowsExport[] = [
  {
    table: 'attachments',
    rows: sql`select id, kind, name, content_type as "contentType", bytes, width, height, task_id as "taskId",
      component_id as "componentId", created_by as "createdBy", created_at as "createdAt"
      from attachments where task_id is not null order by organization_id, id`,
  },
]
