import sql from 'sql-template-tag'
import { z } from 'zod'
import type { OrganizationId } from '#api/common.ts'
import type { Database } from '#server/platform/database.ts'
import { job, type Performer, performFree } from '#server/platform/jobs.ts'
import { eraseOrganization } from './erase-organization.ts'

const eraseOrganizationsJob = job('erase-organizations', z.object({}))

/**
 * Once an hour: erases the organizations whose thirty days are over (OR2), some rows in each transaction, so that nobody waits,
 * whatever their size. Interrupted, it goes on where it was; meanwhile nobody sees anything of them.
 */
export const eraseOrganizationsPerformer: Performer = {
  ...performFree(
    eraseOrganizationsJob,
    async (db, _payload, { now, signal, log }) => {
      const failures: unknown[] = []
      for (const id of await listDue(db, now))
        try {
          if (!(await eraseOrganization(db, id, now, signal))) return
          log.info({ organization: id }, 'an organization was erased')
        } catch (error) {
          // The next ones do not wait for it.
          failures.push(error)
          log.error({ err: error, organization: id }, 'an organization could not be erased')
        }
      if (failures.length > 0) throw failures[0]
    },
    { unconfined: 'what is erased lies in the organization and in the identity plane' },
  ),
  cron: '7 * * * *',
}

const listDue = (db: Database, now: Date): Promise<OrganizationId[]> =>
  db.transaction(async (tx) => {
    const rows = await tx.query<{ id: OrganizationId }>(
      sql`select organizations_to_erase(${now}) as id`,
    )
    return rows.map(({ id }) => id)
  })
