import sql from 'sql-template-tag'
import { z } from 'zod'
import type { OrganizationId } from '#api/common.ts'
import { job, type Performer, performFree } from '#server/platform/jobs.ts'

/** Every ten minutes: closes billing periods that are over, and opens the next ones (BL3). */
export const advanceBillsPerformer: Performer = {
  ...performFree(
    job('advance-bills', z.object({})),
    async (db, _payload, { now, signal, log }) => {
      const organizations = await db.transaction((tx) =>
        tx.query<{ id: OrganizationId }>(sql`select organizations_to_bill(${now}) as id`),
      )
      for (const { id } of organizations) {
        if (signal.aborted) return
        // One that cannot be closed keeps no other waiting; the next time tries again.
        await db
          .transaction((tx) => tx.query(sql`select advance_billing(${id}, ${now})`))
          .catch((error: unknown) =>
            log.error({ err: error, organizationId: id }, 'could not close a billing period'),
          )
      }
    },
    {
      unconfined:
        'the clock is in no organization; a function of the owner advances each by itself',
    },
  ),
  cron: '*/10 * * * *',
}
