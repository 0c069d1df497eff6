import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const organizationExports: readonly RowsExport[] = [
  {
    table: 'organizations',
    about: {
      en: 'The organization itself, in one line, with the settings of its settings page; `country` follows from the first hub and stays.',
      id: 'Organisasi ini sendiri, dalam satu baris, dengan pengaturan dari halaman pengaturannya; `country` mengikuti hub pertama dan tetap.',
    },
    fields: {
      id: 'id',
      name: 'text',
      slug: 'text',
      country: 'country?',
      language: 'language',
      currency: 'currency',
      timeZone: 'time zone',
      configuration: 'json',
      logoId: 'in files?',
      createdAt: 'time',
    },
    rows: sql`select id, name, slug, country, language, currency, time_zone as "timeZone", configuration,
      logo_id as "logoId", created_at as "createdAt" from organizations order by id`,
  },
]
