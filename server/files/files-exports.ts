import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** Pictures with their content; what was uploaded for an import, and what operations made, is not the organization's data. */
export const filesExports: readonly RowsExport[] = [
  {
    table: 'files',
    about: { en: 'Logo and photos, with their content.', id: 'Logo dan foto, dengan isinya.' },
    leftOut: {
      en: 'what was uploaded for imports and what exports made',
      id: 'yang diunggah untuk impor dan yang dibuat oleh ekspor',
    },
    fields: {
      id: 'id',
      kind: 'name',
      contentType: 'name',
      createdAt: 'time',
      contentBase64: 'base64',
    },
    rows: sql`select f.id, f.kind, f.content_type as "contentType", f.created_at as "createdAt",
      (select encode(string_agg(p.content, ''::bytea order by p.n), 'base64') from file_pieces p
        where p.organization_id = f.organization_id and p.file_id = f.id) as "contentBase64"
      from files f where f.kind in ('logo', 'photo') order by f.organization_id, f.id`,
    batch: 20,
  },
]
