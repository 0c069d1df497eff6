import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/** Ways to a provider that are over, accounts that nobody has proved to be theirs in time, and set-up links. */
export const forgetSso: Forgetting[] = [
  {
    what: 'sso-attempts',
    statement: (now, most) => sql`
      delete from sso_attempts where id in (
        select id from sso_attempts where expires_at < ${now} limit ${most})
      returning id`,
  },
  {
    what: 'held-links',
    statement: (now, most) => sql`
      delete from held_links where login_id in (
        select login_id from held_links where expires_at < ${now} limit ${most})
      returning login_id`,
  },
  {
    what: 'set-up-links',
    statement: (now, most) => sql`
      delete from set_up_links where id in (
        select id from set_up_links where expires_at < ${now} limit ${most})
      returning id`,
  },
]
