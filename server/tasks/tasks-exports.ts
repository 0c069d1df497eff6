import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const tasksExports: readonly RowsExport[] = [
  {
    table: 'tasks',
    rows: sql`select id, hub_id as "hubId", flow_id as "flowId", flow_version as "flowVersion", title, status, "values",
      starts_at as "startsAt", ends_at as "endsAt", latitude, longitude, sample, version, created_by as "createdBy",
      created_at as "createdAt", updated_at as "updatedAt", done_by as "doneBy", done_at as "doneAt"
      from tasks order by organization_id, id`,
  },
  {
    table: 'task_assignees',
    rows: sql`select task_id as "taskId", member_id as "memberId" from task_assignees
      order by organization_id, task_id, member_id`,
  },
  {
    table: 'task_entries',
    rows: sql`select id, task_id as "taskId", at, kind, member_id as "memberId", member_name as "memberName", details, text,
      removed_at as "removedAt" from task_entries order by organization_id, id`,
  },
  {
    table: 'task_views',
    rows: sql`select id, member_id as "memberId", name, query, shared, position from task_views
      order by organization_id, id`,
  },
]
