import sql from 'sql-template-tag'
import type { Forgetting } from '#server/platform/clean-up.ts'

const dayMs = 86_400_000

/** Pictures that no task has named within a week: of a form that nobody sent, or of an upload that never ended. */
export const forgetAttachments: Forgetting[] = [
  {
    what: 'attachments',
    statement: (now, most) => sql`
      delete from attachments where task_id is null and (organization_id, id) in (
        select organization_id, id from attachments
        where task_id is null and created_at < ${new Date(now.getTime() - 7 * dayMs)} limit ${most})
      returning id`,
  },
]
