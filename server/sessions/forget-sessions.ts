import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/**
 * Pending sign-ins that have expired, sessions that ended a month ago or are older than the longest policy allows, and
 * log-ins of a month ago on which nothing stands any more; in this order, because a log-in goes after what stands on it. And browsers
 * whose cookie has expired.
 */
export const forgetSessions: Forgetting[] = [
  {
    what: 'pending-sign-ins',
    statement: (now, most) => sql`
      delete from pending_sign_ins where id in (
        select id from pending_sign_ins where expires_at < ${now} limit ${most})
      returning id`,
  },
  {
    what: 'sessions',
    statement: (now, most) => sql`
      delete from sessions where id in (
        select id from sessions
        where ended_at < ${now}::timestamptz - interval '30 days'
          or created_at < ${now}::timestamptz - interval '366 days'
        limit ${most})
      returning id`,
  },
  {
    what: 'logins',
    statement: (now, most) => sql`
      delete from logins where id in (
        select id from logins l where coalesce(ended_at, created_at) < ${now}::timestamptz - interval '30 days'
          and not exists (select from sessions where login_id = l.id)
          and not exists (select from pending_sign_ins where login_id = l.id)
        limit ${most})
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
