import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const rolesExports: readonly RowsExport[] = [
  {
    table: 'roles',
    about: {
      en: 'Roles with their permissions and restrictions, and the second factor that they demand; `template` names the standard role that one began as.',
      id: 'Peran beserta izin dan batasannya, dan faktor kedua yang dimintanya; `template` menyebut peran standar asalnya.',
    },
    fields: {
      id: 'id',
      name: 'text',
      template: 'name?',
      permissions: 'names',
      restrictions: 'names',
      secondFactor: 'name',
      singleSession: 'yes or no',
      createdAt: 'time',
    },
    rows: sql`select id, name, template, permissions, restrictions, second_factor as "secondFactor",
      single_session as "singleSession", created_at as "createdAt" from roles order by organization_id, id`,
  },
  {
    table: 'custom_modules',
    about: {
      en: 'Modules of your own, which open a page elsewhere.',
      id: 'Modul khusus, yang membuka halaman di tempat lain.',
    },
    fields: { id: 'id', name: 'text', url: 'text', createdAt: 'time' },
    rows: sql`select id, name, url, created_at as "createdAt" from custom_modules order by organization_id, id`,
  },
]
