import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/** Changes of address that cannot be undone any more: the old address is anybody's from then on (PW6). */
export const forgetEmailChanges: Forgetting[] = [
  {
    what: 'email-changes',
    statement: (now, most) => sql`
      delete from email_changes where id in (
        select id from email_changes where undo_until < ${now} or undone_at < ${now} limit ${most})
      returning id`,
  },
]
