import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** What is known of the pictures that tasks name; the pictures themselves stand beside, as `attachments/<id>.webp`. */
export const attachmentsExports: readonly RowsExport[] = [
  {
    table: 'attachments',
    about: {
      en: 'What is known of photos and signatures of tasks; the pictures stand in the folder `attachments`, each under its id.',
      id: 'Yang diketahui tentang foto dan tanda tangan tugas; gambarnya ada di folder `attachments`, masing-masing dengan id-nya.',
    },
    leftOut: { en: 'pictures that no task names', id: 'gambar yang tidak disebut tugas mana pun' },
    fields: {
      id: 'id',
      kind: 'name',
      name: 'text',
      contentType: 'name',
      bytes: 'bytes',
      width: 'pixels',
      height: 'pixels',
      taskId: 'in tasks?',
      componentId: 'text?',
      createdBy: 'in members?',
      createdAt: 'time',
    },
    rows: sql`select id, kind, name, content_type as "contentType", bytes, width, height, task_id as "taskId",
      component_id as "componentId", created_by as "createdBy", created_at as "createdAt"
      from attachments where task_id is not null order by organization_id, id`,
  },
]
