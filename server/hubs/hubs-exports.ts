import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const hubsExports: readonly RowsExport[] = [
  {
    table: 'hubs',
    about: { en: 'Places from which you work.', id: 'Tempat asal pekerjaan Anda.' },
    fields: {
      id: 'id',
      name: 'text',
      address: 'text',
      latitude: 'degrees',
      longitude: 'degrees',
      country: 'country?',
      createdAt: 'time',
    },
    rows: sql`select id, name, address, latitude, longitude, country, created_at as "createdAt" from hubs
      order by organization_id, id`,
  },
  {
    table: 'member_hubs',
    about: {
      en: 'Who has access to which hub, a line each.',
      id: 'Siapa yang punya akses ke hub mana, satu baris masing-masing.',
    },
    fields: { memberId: 'in members', hubId: 'in hubs' },
    rows: sql`select member_id as "memberId", hub_id as "hubId" from member_hubs order by organization_id, member_id, hub_id`,
  },
]
