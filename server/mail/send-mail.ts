import sql from 'sql-template-tag'
import { z } from 'zod'
import { type Mailer, MailRefused } from '#server/outside/smtp.ts'
import type { Database } from '#server/platform/database.ts'
import { becomeWorker, job, type Performer, performFree } from '#server/platform/jobs.ts'
import { renderMail, type StoredMail } from './render-mail.ts'
import type { Links } from './template.ts'

/** Added by the database's queue_mail(), together with the mail. */
const sendMailJob = job('send-mail', z.object({ mailId: z.uuid() }))

const unconfined =
  'the mail belongs to a person, who may be in no organization; only the worker reads mails'

/**
 * Sends one mail and takes the secrets out of what stays of it. At least once: after a crash between sending and noting
 * it, it goes out again under the same Message-ID. `mailer` null: the development mailbox, where mails stay (OP2).
 */
export const sendMail = (mailer: Mailer | null, links: Links): Performer =>
  performFree(
    sendMailJob,
    async (db, { mailId }, { now, lastAttempt, log }) => {
      if (!mailer) return
      const mail = await startAttempt(db, mailId)
      if (!mail) return
      try {
        await mailer.send({ id: mailId, to: mail.to, ...renderMail(mail, links) })
      } catch (error) {
        const givenUp = lastAttempt || error instanceof MailRefused
        await noteFailure(db, mailId, messageOf(error), givenUp ? now : null)
        // The message of the mail server may name the mailbox: it stands in the table, not in the log.
        log.warn({ mail: mailId, template: mail.template, givenUp }, 'a mail was not sent')
        if (error instanceof MailRefused) return
        throw new Error(`mail ${mailId} was not sent (${codeOf(error)})`)
      }
      await noteSent(db, mailId, now)
    },
    { unconfined },
  )

/** Null: sent already, given up, or gone with its organization. */
const startAttempt = (db: Database, mailId: string) =>
  db.transaction(async (tx) => {
    await becomeWorker(tx)
    const [mail] = await tx.query<StoredMail & { to: string }>(sql`
      update mails set attempts = attempts + 1
      where id = ${mailId} and sent_at is null and failed_at is null
      returning recipient as "to", template, language, "values"`)
    return mail ?? null
  })

const noteSent = (db: Database, mailId: string, now: Date) =>
  db.transaction(async (tx) => {
    await becomeWorker(tx)
    await tx.query(sql`update mails set sent_at = ${now}, last_error = null, "values" = "values" - 'token'
      where id = ${mailId}`)
  })

const noteFailure = (db: Database, mailId: string, reason: string, givenUpAt: Date | null) =>
  db.transaction(async (tx) => {
    await becomeWorker(tx)
    await tx.query(sql`update mails set last_error = ${reason.slice(0, 500)}, failed_at = ${givenUpAt},
      "values" = case when ${givenUpAt}::timestamptz is null then "values" else "values" - 'token' end
      where id = ${mailId}`)
  })

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unexpected'
