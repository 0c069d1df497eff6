import sql from 'sql-template-tag'
import type { Language, MemberId } from '#api/common.ts'
import { queueMails } from '#server/mail/queue-mails.ts'
import type { TemplateName, TemplateValues } from '#server/mail/templates.ts'
import type { Tx } from '#server/platform/database.ts'

/** What a mail to one of them is written with. */
export interface Administrator {
  organizationName: string
  slug: string
  /** Their own, else the organization's. */
  timeZone: string
}

/** Queues a mail to each active owner of the transaction's organization, and to whoever may edit single sign-on, except one if named. */
export async function mailAdministrators<Name extends TemplateName>(
  tx: Tx,
  except: MemberId | null,
  template: Name,
  values: (administrator: Administrator) => TemplateValues<Name>,
): Promise<void> {
  const administrators = await tx.query<Administrator & { email: string; language: Language }>(sql`
    select o.name as "organizationName", o.slug, coalesce(m.time_zone, o.time_zone) as "timeZone", m.email,
      coalesce(m.language, o.language) as language
    from roles r join members m on m.organization_id = r.organization_id and m.role_id = r.id
    join organizations o on o.id = m.organization_id
    where (r.template = 'owner' or r.permissions @> array['single_sign_on:edit'])
      and m.status = 'active' and m.id is distinct from ${except}
    order by m.sort_name, m.id`)
  await queueMails(
    tx,
    template,
    administrators.map(({ email: to, language, ...administrator }) => ({
      to,
      language,
      values: values(administrator),
    })),
  )
}
