import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/** Failures that lock nothing any more (LG8); links that are not good any more, and count for no limit of an hour (PW2). */
export const forgetProofs: Forgetting[] = [
  {
    what: 'throttles',
    statement: (now, most) => sql`
      delete from throttles where (subject, proof) in (
        select subject, proof from throttles
        where day_started_at < ${now}::timestamptz - interval '24 hours'
          and window_started_at < ${now}::timestamptz - interval '15 minutes'
          and (locked_until is null or locked_until < ${now})
        limit ${most})
      returning proof`,
  },
  {
    what: 'password-links',
    statement: (now, most) => sql`
      delete from password_links where id in (
        select id from password_links
        where (expires_at < ${now} or used_at < ${now}) and created_at < ${now}::timestamptz - interval '1 hour'
        limit ${most})
      returning id`,
  },
]
