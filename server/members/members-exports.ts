import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** Of the identity only the address, which stands in the user table: whose it is elsewhere is nobody's business here (PR4). */
export const membersExports: readonly RowsExport[] = [
  {
    table: 'members',
    about: {
      en: 'Everybody in the user table; `users.csv` has the same people for a spreadsheet.',
      id: 'Semua orang di tabel pengguna; `users.csv` berisi orang yang sama untuk lembar kerja.',
    },
    leftOut: {
      en: "identities: whether and where these people are elsewhere is nobody's business here, and passwords and second factors belong to them",
      id: 'identitas: apakah dan di mana orang ini berada di tempat lain bukan urusan di sini, dan kata sandi serta faktor kedua adalah milik mereka',
    },
    fields: {
      id: 'id',
      email: 'e-mail',
      status: 'name',
      source: 'name',
      roleId: 'in roles',
      firstName: 'text',
      lastName: 'text',
      title: 'text',
      phone: 'text',
      employeeId: 'text?',
      photoId: 'in files?',
      language: 'language?',
      timeZone: 'time zone?',
      guest: 'yes or no',
      addedBy: 'text?',
      invitationExpiresAt: 'time?',
      registeredAt: 'time?',
      firstEnteredAt: 'time?',
      lastVisitedAt: 'time?',
      createdAt: 'time',
    },
    rows: sql`select id, email, status, source, role_id as "roleId", first_name as "firstName", last_name as "lastName", title,
      phone, employee_id as "employeeId", photo_id as "photoId", language, time_zone as "timeZone", guest,
      added_by as "addedBy", invitation_expires_at as "invitationExpiresAt", registered_at as "registeredAt",
      first_entered_at as "firstEnteredAt", last_visited_at as "lastVisitedAt", created_at as "createdAt"
      from members order by organization_id, id`,
  },
  {
    table: 'fields',
    about: {
      en: "The organization's own fields of a profile, with their options.",
      id: 'Isian profil milik organisasi, dengan pilihannya.',
    },
    fields: {
      id: 'id',
      name: 'text',
      help: 'text',
      kind: 'name',
      options: 'json',
      required: 'yes or no',
      visibility: 'name',
      position: 'whole number',
      createdAt: 'time',
    },
    rows: sql`select id, name, help, kind, options, required, visibility, position, created_at as "createdAt" from fields
      order by organization_id, position, id`,
  },
  {
    // What nobody may see leaves by no door, this one neither (PR2).
    table: 'field_values',
    about: {
      en: 'What people answered in those fields; an answer to a choice is the id of an option.',
      id: 'Jawaban orang pada isian itu; jawaban atas pilihan adalah id dari sebuah pilihan.',
    },
    leftOut: {
      en: 'answers in fields that nobody may see',
      id: 'jawaban pada isian yang tidak boleh dilihat siapa pun',
    },
    fields: { memberId: 'in members', fieldId: 'in fields', value: 'json' },
    rows: sql`select v.member_id as "memberId", v.field_id as "fieldId", v.value from field_values v
      join fields f on f.organization_id = v.organization_id and f.id = v.field_id and f.visibility <> 'nobody'
      order by v.organization_id, v.member_id, v.field_id`,
  },
  {
    table: 'refused_joins',
    about: {
      en: 'People who tried to join by themselves and were refused, until an administrator has dealt with it.',
      id: 'Orang yang mencoba bergabung sendiri dan ditolak, sampai administrator menanganinya.',
    },
    fields: {
      id: 'id',
      email: 'e-mail',
      firstName: 'text',
      lastName: 'text',
      path: 'name',
      reason: 'name',
      times: 'whole number',
      firstAt: 'time',
      lastAt: 'time',
    },
    rows: sql`select id, email, first_name as "firstName", last_name as "lastName", path, reason, times,
      first_at as "firstAt", last_at as "lastAt" from refused_joins order by organization_id, id`,
  },
]
