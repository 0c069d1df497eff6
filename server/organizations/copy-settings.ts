import sql from 'sql-template-tag'
import type { CopyDeclaration } from './copying.ts'

/** Language, currency, time zone and configuration. Its new row is the organization itself. */
export const settingsCopy: CopyDeclaration = {
  kind: 'settings',
  preview: async () => ({ count: 4, changed: [], dropped: [] }),
  copy: async (tx, source, target) => {
    await tx.query(sql`
      insert into organizations (id, name, slug, country, language, currency, time_zone, configuration)
      select ${target.id}, ${target.name}, ${target.slug}, ${target.country}, language, currency, time_zone, configuration
      from organizations where id = ${source.organizationId}`)
    return { count: 4, changed: [], dropped: [] }
  },
}
