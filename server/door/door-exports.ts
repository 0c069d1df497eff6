import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const doorExports: readonly RowsExport[] = [
  {
    table: 'sign_in_policies',
    about: {
      en: 'What the door asks before somebody enters: factors, how old proofs may be, how long sessions last. `planned` is what will hold from `plannedFrom` on.',
      id: 'Yang diminta di pintu sebelum seseorang masuk: faktor, umur bukti, dan lama sesi. `planned` adalah yang berlaku mulai `plannedFrom`.',
    },
    leftOut: {
      en: 'break-glass codes, of which only hashes are kept',
      id: 'kode darurat, yang hanya hash-nya disimpan',
    },
    fields: {
      firstFactor: 'name',
      secondFactor: 'name',
      evidenceSeconds: 'seconds?',
      sessionSeconds: 'seconds',
      idleSeconds: 'seconds',
      passwordDays: 'days?',
      singleSession: 'yes or no',
      planned: 'json?',
      plannedFrom: 'time?',
      plannedBy: 'text?',
    },
    rows: sql`select first_factor as "firstFactor", second_factor as "secondFactor", evidence_seconds as "evidenceSeconds",
      session_seconds as "sessionSeconds", idle_seconds as "idleSeconds", password_days as "passwordDays",
      single_session as "singleSession", planned, planned_from as "plannedFrom", planned_by as "plannedBy"
      from sign_in_policies order by organization_id`,
  },
]
