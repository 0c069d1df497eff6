import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const doorExports: readonly RowsExport[] = [
  {
    table: 'sign_in_policies',
    rows: sql`select first_factor as "firstFactor", second_factor as "secondFactor", evidence_seconds as "evidenceSeconds",
      session_seconds as "sessionSeconds", idle_seconds as "idleSeconds", password_days as "passwordDays",
      single_session as "singleSession", planned, planned_from as "plannedFrom", planned_by as "plannedBy"
      from sign_in_policies order by organization_id`,
  },
]
