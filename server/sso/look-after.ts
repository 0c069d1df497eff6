import sql from 'sql-template-tag'
import { z } from 'zod'
import type { OrganizationId } from '#api/common.ts'
import { addJob, type Job, job, type Performer, performFree } from '#server/platform/jobs.ts'

const lookAfter = job('look-after-single-sign-on', z.object({}))

/** Once a day: adds these jobs, which take no payload, for each organization that has a connection or a domain. */
export const lookAfterPerformer = (jobs: readonly Job[]): Performer => ({
  ...performFree(
    lookAfter,
    (db) =>
      db.transaction(async (tx) => {
        const organizations = await tx.query<{ id: OrganizationId }>(
          sql`select organizations_with_single_sign_on() as id`,
        )
        for (const { id: organizationId } of organizations)
          for (const each of jobs)
            await addJob(tx, each, {}, { organizationId, key: 'daily', maxAttempts: 5 })
      }),
    { unconfined: 'the clock is in no organization; each job that it adds enters one' },
  ),
  cron: '41 3 * * *',
})
