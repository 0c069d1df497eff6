import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

/** Files whose time is over, with their pieces: what was uploaded for an import, and what was made for downloading. */
export const forgetFiles: Forgetting[] = [
  {
    what: 'files',
    statement: (now, most) => sql`
      delete from files where (organization_id, id) in (
        select organization_id, id from files where expires_at < ${now} limit ${most})
      returning id`,
  },
]
