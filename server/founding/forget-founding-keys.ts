import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/** Keys by which a repeated creation was recognized (CR5). */
export const forgetFoundingKeys: Forgetting[] = [
  {
    what: 'founding-keys',
    statement: (now, most) => sql`
      delete from founding_keys where (identity_id, key) in (
        select identity_id, key from founding_keys
        where created_at < ${now}::timestamptz - interval '1 day' limit ${most})
      returning key`,
  },
]
