import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** Access links without their tokens, of which not even we hold more than a hash. */
export const joiningExports: readonly RowsExport[] = [
  {
    table: 'joining_rules',
    about: {
      en: 'How people may join besides being added.',
      id: 'Cara orang boleh bergabung selain ditambahkan.',
    },
    fields: {
      externalSignUp: 'yes or no',
      membersMayInvite: 'yes or no',
      refusedJoinsMailed: 'yes or no',
    },
    rows: sql`select external_sign_up as "externalSignUp", members_may_invite as "membersMayInvite",
      refused_joins_mailed as "refusedJoinsMailed" from joining_rules
      order by organization_id`,
  },
  {
    table: 'access_links',
    about: {
      en: 'Access links, with how often each was used.',
      id: 'Tautan akses, dengan berapa kali masing-masing dipakai.',
    },
    leftOut: {
      en: 'the links themselves: only a hash of each is kept',
      id: 'tautannya sendiri: hanya hash masing-masing yang disimpan',
    },
    fields: {
      id: 'id',
      name: 'text',
      domains: 'texts',
      hubIds: 'all in hubs',
      expiresAt: 'time?',
      usesMax: 'whole number?',
      uses: 'whole number',
      createdBy: 'text?',
      createdAt: 'time',
      revokedAt: 'time?',
    },
    rows: sql`select id, name, domains,
      (select coalesce(jsonb_agg(h.id order by h.id), '[]') from hubs h
        where h.organization_id = access_links.organization_id and h.id = any(access_links.hub_ids)) as "hubIds",
      expires_at as "expiresAt", uses_max as "usesMax", uses, created_by as "createdBy",
      created_at as "createdAt", revoked_at as "revokedAt" from access_links order by organization_id, id`,
  },
]
