import sql from 'sql-template-tag'
import type { Language } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import type { NewOrganization } from './copying.ts'

/** Settings that an organization starts with. */
export interface StartSettings {
  language: Language
  currency: string
  timeZone: string
}

/** Adds the row of an organization whose slug is taken (`addSlug`). */
export async function addOrganization(
  tx: Tx,
  made: NewOrganization,
  settings: StartSettings,
): Promise<void> {
  await tx.query(sql`
    insert into organizations (id, name, slug, country, language, currency, time_zone)
    values (${made.id}, ${made.name}, ${made.slug}, ${made.country}, ${settings.language}, ${settings.currency},
      ${settings.timeZone})`)
}
