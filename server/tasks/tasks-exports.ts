import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const tasksExports: readonly RowsExport[] = [
  {
    table: 'tasks',
    about: {
      en: 'Tasks, with what was filled in: `values` goes by the ids of the components in that version of the flow.',
      id: 'Tugas, dengan yang diisikan: `values` menurut id komponen dalam versi alur itu.',
    },
    fields: {
      id: 'id',
      hubId: 'in hubs',
      flowId: 'once in flows',
      flowVersion: 'whole number',
      title: 'text',
      status: 'name',
      values: 'json',
      startsAt: 'time',
      endsAt: 'time',
      latitude: 'degrees?',
      longitude: 'degrees?',
      sample: 'yes or no',
      version: 'whole number',
      createdBy: 'in members?',
      createdAt: 'time',
      updatedAt: 'time?',
      doneBy: 'in members?',
      doneAt: 'time?',
    },
    rows: sql`select id, hub_id as "hubId", flow_id as "flowId", flow_version as "flowVersion", title, status, "values",
      starts_at as "startsAt", ends_at as "endsAt", latitude, longitude, sample, version, created_by as "createdBy",
      created_at as "createdAt", updated_at as "updatedAt", done_by as "doneBy", done_at as "doneAt"
      from tasks order by organization_id, id`,
  },
  {
    table: 'task_assignees',
    about: {
      en: 'Who a task is assigned to, a line each.',
      id: 'Kepada siapa tugas diberikan, satu baris masing-masing.',
    },
    fields: { taskId: 'in tasks', memberId: 'in members' },
    rows: sql`select task_id as "taskId", member_id as "memberId" from task_assignees
      order by organization_id, task_id, member_id`,
  },
  {
    table: 'task_entries',
    about: {
      en: 'History and comments of tasks. Whoever is gone is still named.',
      id: 'Riwayat dan komentar tugas. Yang sudah pergi tetap disebut.',
    },
    fields: {
      id: 'id',
      taskId: 'in tasks',
      at: 'time',
      kind: 'name',
      memberId: 'in members?',
      memberName: 'text?',
      details: 'json',
      text: 'text?',
      removedAt: 'time?',
    },
    rows: sql`select id, task_id as "taskId", at, kind, member_id as "memberId", member_name as "memberName", details, text,
      removed_at as "removedAt" from task_entries order by organization_id, id`,
  },
  {
    table: 'task_views',
    about: { en: 'Saved views of the task list.', id: 'Tampilan tersimpan dari daftar tugas.' },
    fields: {
      id: 'id',
      memberId: 'in members?',
      name: 'text',
      query: 'json',
      shared: 'yes or no',
      position: 'whole number',
    },
    rows: sql`select id, member_id as "memberId", name, query, shared, position from task_views
      order by organization_id, id`,
  },
]
