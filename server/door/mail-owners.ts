import sql from 'sql-template-tag'
import type { Language, MemberId } from '#api/common.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { TemplateName, TemplateValues } from '#server/mail/templates.ts'
import type { Tx } from '#server/platform/database.ts'

/** What a mail to an owner is written with. */
export interface Owner {
  organizationName: string
  slug: string
  /** Their own, else the organization's. */
  timeZone: string
}

/** Queues a mail to each active owner of the transaction's organization, except one if named. */
export async function mailOwners<Name extends TemplateName>(
  tx: Tx,
  except: MemberId | null,
  template: Name,
  values: (owner: Owner) => TemplateValues<Name>,
): Promise<void> {
  const owners = await tx.query<Owner & { email: string; language: Language }>(sql`
    select o.name as "organizationName", o.slug, coalesce(m.time_zone, o.time_zone) as "timeZone", m.email,
      coalesce(m.language, o.language) as language
    from members m
    join roles r on r.organization_id = m.organization_id and r.id = m.role_id and r.template = 'owner'
    join organizations o on o.id = m.organization_id
    where m.status = 'active' and m.id is distinct from ${except} order by m.sort_name, m.id`)
  await Promise.all(
    owners.map(({ email, language, ...owner }) =>
      queueMail(tx, { to: email, template, language, values: values(owner) }),
    ),
  )
}
