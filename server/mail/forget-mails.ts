import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/** Mails that went out or were given up a month ago, and whatever nobody has sent for three. */
export const forgetMails: Forgetting[] = [
  {
    what: 'mails',
    statement: (now, most) => sql`
      delete from mails where id in (
        select id from mails
        where created_at < ${now}::timestamptz - case
          when sent_at is null and failed_at is null then interval '90 days' else interval '30 days' end
        limit ${most})
      returning id`,
  },
]
