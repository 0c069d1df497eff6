import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** Without secrets: client secrets and private keys stay where they are. */
export const ssoExports: readonly RowsExport[] = [
  {
    table: 'connections',
    about: {
      en: 'Connections to identity providers, as they are set up; `certificate` is our own, which is public.',
      id: 'Koneksi ke penyedia identitas, sebagaimana disiapkan; `certificate` adalah milik kami, yang bersifat umum.',
    },
    leftOut: { en: 'client secrets and private keys', id: 'rahasia klien dan kunci privat' },
    fields: {
      id: 'id',
      name: 'text',
      kind: 'name',
      status: 'name',
      provider: 'json?',
      certificate: 'text',
      providesSecondFactor: 'yes or no',
      justInTime: 'yes or no',
      defaultRoleId: 'in roles?',
      attributes: 'json',
      updateAtSignIn: 'yes or no',
      createdAt: 'time',
      lastSignedInAt: 'time?',
    },
    rows: sql`select id, name, kind, status, provider, certificate, provides_second_factor as "providesSecondFactor",
      just_in_time as "justInTime", default_role_id as "defaultRoleId", attributes, update_at_sign_in as "updateAtSignIn",
      created_at as "createdAt", last_signed_in_at as "lastSignedInAt" from connections order by organization_id, id`,
  },
  {
    table: 'connection_group_roles',
    about: {
      en: 'Which group of a provider brings which role; the first that fits counts.',
      id: 'Grup penyedia mana yang membawa peran mana; yang pertama cocok berlaku.',
    },
    fields: {
      connectionId: 'in connections',
      position: 'whole number',
      groupName: 'text',
      roleId: 'in roles',
    },
    rows: sql`select connection_id as "connectionId", position, group_name as "groupName", role_id as "roleId"
      from connection_group_roles order by organization_id, connection_id, position`,
  },
  {
    table: 'sso_links',
    about: {
      en: 'Which account at a provider belongs to whom.',
      id: 'Akun mana di penyedia yang dimiliki siapa.',
    },
    fields: {
      connectionId: 'in connections',
      issuer: 'text',
      subject: 'text',
      memberId: 'in members',
      provedBy: 'name',
      linkedAt: 'time',
      lastSignedInAt: 'time',
    },
    rows: sql`select connection_id as "connectionId", issuer, subject, member_id as "memberId", proved_by as "provedBy",
      linked_at as "linkedAt", last_signed_in_at as "lastSignedInAt" from sso_links
      order by organization_id, connection_id, issuer, subject`,
  },
  {
    table: 'sso_traces',
    about: {
      en: 'The newest attempts to sign in through each connection, step by step, with the claims that came.',
      id: 'Percobaan masuk terbaru melalui setiap koneksi, langkah demi langkah, dengan klaim yang datang.',
    },
    fields: {
      id: 'id',
      connectionId: 'in connections',
      at: 'time',
      purpose: 'name',
      outcome: 'name',
      steps: 'json',
      claims: 'json',
      email: 'e-mail?',
      memberId: 'once in members?',
      ip: 'address?',
    },
    rows: sql`select id, connection_id as "connectionId", at, purpose, outcome, steps, claims, email,
      member_id as "memberId", host(ip) as ip from sso_traces order by organization_id, id`,
  },
  {
    table: 'domains',
    about: {
      en: 'E-mail domains, and since when they are proved.',
      id: 'Domain e-mail, dan sejak kapan terbukti.',
    },
    fields: {
      id: 'id',
      domain: 'text',
      connectionId: 'in connections?',
      createdAt: 'time',
      provedAt: 'time?',
      checkedAt: 'time?',
      failingSince: 'time?',
    },
    rows: sql`select id, domain, connection_id as "connectionId", created_at as "createdAt", proved_at as "provedAt",
      checked_at as "checkedAt", failing_since as "failingSince" from domains order by organization_id, id`,
  },
]
