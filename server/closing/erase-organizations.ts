import sql from 'sql-template-tag'
import { z } from 'zod'
import type { Language, OrganizationId } from '#api/common.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Database } from '#server/platform/database.ts'
import { job, type Performer, performFree } from '#server/platform/jobs.ts'

const eraseOrganizationsJob = job('erase-organizations', z.object({}))
const rowsMax = 2_000

/**
 * Once an hour: erases the organizations whose thirty days are over (OR2), some rows in each transaction, so that nobody waits,
 * whatever their size. Interrupted, it goes on where it was; meanwhile nobody sees anything of them.
 */
export const eraseOrganizationsPerformer: Performer = {
  ...performFree(
    eraseOrganizationsJob,
    async (db, _payload, { now, signal, log }) => {
      for (const id of await listDue(db, now)) {
        await startErasing(db, id, now)
        for (let more = true; more; more = await eraseSome(db, id)) if (signal.aborted) return
        log.info({ organization: id }, 'an organization was erased')
      }
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

/** From here on it cannot be kept; its owners are told, by mails that are not its own and stay when it goes. */
const startErasing = (db: Database, id: OrganizationId, now: Date) =>
  db.transaction(async (tx) => {
    const owners = await tx.query<{ email: string; language: Language; name: string }>(
      sql`select email, language, name from start_erasing(${id}, ${now})`,
    )
    for (const { email: to, language, name: organizationName } of owners)
      await queueMail(tx, {
        to,
        template: 'organization-erased',
        language,
        values: { organizationName },
      })
  })

/** Whether there was anything. */
const eraseSome = (db: Database, id: OrganizationId): Promise<boolean> =>
  db.transaction(async (tx) => {
    const [row] = await tx.query<{ place: string | null }>(
      sql`select erase_some(${id}, ${rowsMax}) as place`,
    )
    return row?.place != null
  })
