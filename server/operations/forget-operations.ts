import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/** Long work that ended a month ago; that it was begun stands in the audit log. */
export const forgetOperations: Forgetting[] = [
  {
    what: 'operations',
    statement: (now, most) => sql`
      delete from operations where (organization_id, id) in (
        select organization_id, id from operations where ended_at < ${now}::timestamptz - interval '30 days' limit ${most})
      returning id`,
  },
]
