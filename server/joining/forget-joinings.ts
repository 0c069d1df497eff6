import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/** People on the way in, once they count for no limit of a day. */
export const forgetJoinings: Forgetting[] = [
  {
    what: 'joinings',
    statement: (now, most) => sql`
      delete from joinings where id in (
        select id from joinings where created_at < ${now}::timestamptz - interval '1 day' limit ${most})
      returning id`,
  },
]
