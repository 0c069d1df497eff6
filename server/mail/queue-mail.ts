import sql from 'sql-template-tag'
import type { Language, OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { type TemplateName, type TemplateValues, templates } from './templates.ts'

/**
 * Puts a mail and the job that sends it into this transaction: both go with its commit, or not at all. Within an
 * organization the mail is that one's; `organizationId` is for transactions that are in none. Links are written when
 * it is sent: values carry the token and the slug, never an address. To nobody (null) it queues nothing, by the same
 * statement, so that the time does not tell (LG1).
 */
export async function queueMail<Name extends TemplateName>(
  tx: Tx,
  mail: {
    to: string | null
    template: Name
    language: Language
    values: TemplateValues<Name>
    organizationId?: OrganizationId
  },
): Promise<void> {
  const values = templates[mail.template].values.parse(mail.values)
  await tx.query(sql`select queue_mail(${mail.to}::text, ${mail.template}, ${mail.language},
    ${JSON.stringify(values)}::jsonb, ${mail.organizationId ?? null})
    where ${mail.to}::text is not null`)
}
