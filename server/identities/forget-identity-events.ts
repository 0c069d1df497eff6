import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/** What happened to identities, after 90 days. */
export const forgetIdentityEvents: Forgetting[] = [
  {
    what: 'identity-events',
    statement: (now, most) => sql`
      delete from identity_events where id in (
        select id from identity_events where at < ${now}::timestamptz - interval '90 days' limit ${most})
      returning id`,
  },
]
