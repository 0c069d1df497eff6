import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/** Counting windows that are over, and answers that are kept for a day. */
export const forgetRequests: Forgetting[] = [
  {
    what: 'rate-counts',
    statement: (now, most) => sql`delete from rate_counts where subject in (
      select subject from rate_counts where window_ends_at < ${now} limit ${most}) returning subject`,
  },
  {
    what: 'idempotency-keys',
    statement: (now, most) => sql`
      delete from idempotency_keys where (organization_id, member_id, key) in (
        select organization_id, member_id, key from idempotency_keys
        where created_at < ${now}::timestamptz - interval '1 day' limit ${most})
      returning key`,
  },
]
