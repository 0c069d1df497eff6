import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/** Enrolments that were not confirmed, and mailed codes a day after their end: until then they count towards the hour's ten. */
export const forgetFactors: Forgetting[] = [
  {
    what: 'enrolments',
    statement: (now, most) => sql`
      delete from enrolments where login_id in (
        select login_id from enrolments where expires_at < ${now} limit ${most})
      returning login_id`,
  },
  {
    what: 'email-codes',
    statement: (now, most) => sql`
      delete from email_codes where id in (
        select id from email_codes where expires_at < ${now}::timestamptz - interval '1 day' limit ${most})
      returning id`,
  },
]
