import sql from 'sql-template-tag'
import type { Tx } from '#server/platform/database.ts'
import { becomeWorker } from '#server/platform/jobs.ts'
import { type RenderedMail, renderMail, type StoredMail } from './render-mail.ts'
import type { Links } from './template.ts'

type Listed = Omit<RenderedMail, 'html'> & { id: string; to: string; createdAt: string }

/** The newest 50 mails as they would be sent, with working links: for the development mailbox only (OP2). */
export async function listMails(tx: Tx, links: Links): Promise<Listed[]> {
  await becomeWorker(tx)
  const mails = await tx.query<StoredMail & { id: string; to: string; createdAt: Date }>(sql`
    select id, recipient as "to", template, language, "values", created_at as "createdAt"
    from mails order by created_at desc, id desc limit 50`)
  return mails.map(({ id, to, createdAt, ...mail }) => {
    const { subject, text } = renderMail(mail, links)
    return { id, to, subject, text, createdAt: createdAt.toISOString() }
  })
}
