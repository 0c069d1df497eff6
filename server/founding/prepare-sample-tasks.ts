import sql from 'sql-template-tag'
import { z } from 'zod'
import type { Tx } from '#server/platform/database.ts'
import { job, perform } from '#server/platform/jobs.ts'
import { addSampleTasks } from '#server/tasks/add-sample-tasks.ts'

export const prepareSampleTasks = job('prepare-sample-tasks', z.object({}))

/** Prepares the sample tasks of an organization, once, however often it is told to (CR6). */
export const prepareSampleTasksPerformer = perform(
  prepareSampleTasks,
  async (tx, _, { organizationId, now }) => {
    if (await markSamplesReady(tx, now)) await addSampleTasks(tx, organizationId, now)
  },
)

/** Marks the samples of an organization as prepared; false where they are. Of two at once the second waits for the first. */
export async function markSamplesReady(tx: Tx, now: Date): Promise<boolean> {
  const marked = await tx.query(
    sql`update foundings set samples_ready_at = ${now} where samples_ready_at is null returning organization_id`,
  )
  return marked.length > 0
}
