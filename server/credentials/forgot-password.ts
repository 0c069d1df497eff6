import sql from 'sql-template-tag'
import { z } from 'zod'
import { Email, Language } from '#api/common.ts'
import { findIdentityByEmail } from '#server/identities/identity.ts'
import { languageOf } from '#server/identities/language-of.ts'
import {
  createFirstPasswordLink,
  createPasswordLink,
  linkExpiry,
  listLinkTimes,
} from '#server/identities/password-link.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Tx } from '#server/platform/database.ts'
import { addJob, job, performFree } from '#server/platform/jobs.ts'

const forgottenPassword = job(
  'forgotten-password',
  z.object({ email: Email, language: Language.nullable() }),
)

/** Has a mail sent to whoever forgot their password (PW2). The same work for every address: one job, which looks later. */
export const forgotPassword = (
  tx: Tx,
  { email, language }: { email: string; language?: Language | undefined },
): Promise<void> =>
  addJob(
    tx,
    forgottenPassword,
    { email, language: language ?? null },
    { key: email, maxAttempts: 5 },
  )

const mailsAnHourMax = 3

/**
 * Mails the link by which a forgotten password is replaced; to somebody who never proved their mailbox, the one that sets the
 * first; to an unknown address nothing. At most three an hour: after that the last one stays good.
 */
export const forgottenPasswordPerformer = performFree(
  forgottenPassword,
  async (db, { email, language: asked }, { now }) => {
    await db.transaction(async (tx) => {
      // Held before it is read: or the link would go where the address was, while it is being changed (PW6).
      await tx.query(sql`select from identities where email = ${email} for no key update`)
      const identity = await findIdentityByEmail(tx, email, now)
      if (!identity) return
      const identityId = identity.id
      const which = { purposes: ['first', 'reset'] as const, byPerson: true, withinSeconds: 3600 }
      if ((await listLinkTimes(tx, identityId, which, now)).length >= mailsAnHourMax) return
      const language = await languageOf(tx, identityId, asked ?? 'en')
      const first = await createFirstPasswordLink(tx, identityId, null, now)
      const purpose = first ? 'first' : 'reset'
      const token =
        first ??
        (await createPasswordLink(tx, { identityId, purpose: 'reset', organizationId: null }, now))
      const expiresAt = linkExpiry(purpose, now).toISOString()
      const template = first ? 'first-password' : 'reset-password'
      await queueMail(tx, { to: identity.email, template, language, values: { expiresAt, token } })
    })
  },
  { unconfined: 'whoever forgot a password is in no organization' },
)
