import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { z } from 'zod'
import type { IdentityId } from '#api/common.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { endDeletion } from '#server/identities/deletion.ts'
import { languageOf } from '#server/identities/language-of.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { type Database, violatedConstraint } from '#server/platform/database.ts'
import { job, type Performer, performFree } from '#server/platform/jobs.ts'

const eraseIdentitiesJob = job('erase-identities', z.object({}))

/** Once an hour: erases the identities whose seven days are over (PW7), each in a transaction of its own. */
export const eraseIdentitiesPerformer: Performer = {
  ...performFree(
    eraseIdentitiesJob,
    async (db, _payload, { now, signal, log }) => {
      for (const id of await listDue(db, now)) {
        if (signal.aborted) return
        try {
          await eraseIdentity(db, id, now)
        } catch (error) {
          if (violatedConstraint(error) !== 'keep_an_owner') throw error
          // They became a last owner meanwhile: the organization comes first, and the person is told (OR3).
          await cancelDeletion(db, id, now)
          log.warn({ identity: id }, 'an identity was kept: an organization would have no owner')
        }
      }
    },
    { unconfined: 'an identity lies outside of all organizations, and is in many' },
  ),
  cron: '37 * * * *',
}

const listDue = (db: Database, now: Date): Promise<IdentityId[]> =>
  db.transaction(async (tx) => {
    const rows = await tx.query<{ id: IdentityId }>(
      sql`select id from identities where deletion_due_at <= ${now} order by deletion_due_at, id limit 1000`,
    )
    return rows.map(({ id }) => id)
  })

const eraseIdentity = (db: Database, id: IdentityId, now: Date) =>
  db.transaction(async (tx) => {
    const language = await languageOf(tx, id)
    const [row] = await tx.query<{ email: string | null }>(
      sql`select erase_identity(${id}, ${now}) as email`,
    )
    if (row?.email)
      await queueMail(tx, { to: row.email, template: 'deletion-done', language, values: {} })
  })

const cancelDeletion = (db: Database, id: IdentityId, now: Date) =>
  db.transaction(async (tx) => {
    if (!(await endDeletion(tx, id))) return
    const [row] = await tx.query<{ email: string }>(
      sql`select email from identities where id = ${id}`,
    )
    const nowhere = { id: randomUUID(), ip: null, userAgent: null }
    await addIdentityEvent(tx, id, 'deletion-undone', nowhere, now)
    const language = await languageOf(tx, id)
    if (row)
      await queueMail(tx, { to: row.email, template: 'deletion-cancelled', language, values: {} })
  })
