import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/** Failures that lock nothing any more (LG8), links that are not good any more, browsers whose cookie has expired. */
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
        select id from password_links where expires_at < ${now} or used_at < ${now} limit ${most})
      returning id`,
  },
  {
    what: 'known-browsers',
    statement: (now, most) => sql`
      delete from known_browsers where (identity_id, browser_hash) in (
        select identity_id, browser_hash from known_browsers
        where last_used_at < ${now}::timestamptz - interval '1 year' limit ${most})
      returning identity_id`,
  },
]
