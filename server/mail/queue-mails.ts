import sql from 'sql-template-tag'
import type { Language } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { type TemplateName, type TemplateValues, templates } from './templates.ts'

/**
 * Puts many mails of one template, with the jobs that send them, into this transaction by one statement, as `queueMail`
 * does for each. All other jobs go first.
 */
export async function queueMails<Name extends TemplateName>(
  tx: Tx,
  template: Name,
  mails: readonly { to: string; language: Language; values: TemplateValues<Name> }[],
): Promise<void> {
  const schema = templates[template].values
  const written = mails.map((mail) => ({ ...mail, values: schema.parse(mail.values) }))
  await tx.query(sql`select queue_mails(${template}, ${JSON.stringify(written)}::jsonb)`)
}
