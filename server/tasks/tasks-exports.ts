import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const tasksExports: readonly RowsExport[] = [
  {
    table: 'tasks',
    rows: sql`select id, hub_id as "hubId", flow_id as "flowId", flow_version as "flowVersion", title, status, "values",
      starts_at as "startsAt", ends_at as "endsAt", sample, created_by as "createdBy", created_at as "createdAt",
      done_by as "doneBy", done_at as "doneAt" from tasks order by organization_id, id`,
  },
  {
    table: 'task_assignees',
    rows: sql`select task_id as "taskId", member_id as "memberId" from task_assignees
      order by organization_id, task_id, member_id`,
  },
]
