import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** Not the report: it names the organization that was copied from, which is its founder's alone (PR4). */
export const foundingExports: readonly RowsExport[] = [
  {
    table: 'foundings',
    about: { en: 'When the organization was made.', id: 'Kapan organisasi ini dibuat.' },
    leftOut: {
      en: "what was copied from which organization: that is its founder's alone",
      id: 'apa yang disalin dari organisasi mana: itu milik pendirinya saja',
    },
    fields: { createdAt: 'time' },
    rows: sql`select created_at as "createdAt" from foundings order by organization_id`,
  },
]
